"""Lists: search, filters as chips, sort, columns, pages, and export of what is shown, from one declaration.

A listing selects columns, not objects; its filters, sorts and exports read the same query.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, render_template, request, stream_with_context, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, func, select
from werkzeug.datastructures import MultiDict

from app.domain.findings.selections import Selection
from app.extensions import db
from app.infra import sheets_out
from app.kernel.words import Term
from app.pages.kit import past
from app.pages.kit.addresses import with_query

SIZES = (25, 50, 100)
MOST_EXPORTED = 1_048_575
"""Rows that fit on a sheet below its head."""

Cell = Callable[[Any], Any]
"""Turns a row of the query into what a cell shows (text or Markup)."""


@dataclass(frozen=True)
class Column:
    """A column: *sort* is what it is sorted by (none: it cannot be), *export* its plain value for sheets."""

    key: str
    label: str
    cell: Cell
    sort: Any = None
    numeric: bool = False
    shown: bool = True
    export: Cell | None = None

    def plain(self, row: Any) -> Any:
        """The value for a sheet: typed where it can be."""
        if self.export is not None:
            return self.export(row)
        value = self.cell(row)
        return value.striptags() if isinstance(value, Markup) else value


@dataclass(frozen=True)
class Filter:
    """A filter: *choices* is called when the page is built; *where* makes the condition for a chosen value."""

    key: str
    label: str
    choices: Callable[[], Sequence[tuple[str, str]]]
    where: Callable[[str], Any]
    default: str = ""

    @cached_property
    def offered(self) -> Sequence[tuple[str, str]]:
        """The choices, read once: a filter is made for one page."""
        return self.choices()


@dataclass(frozen=True)
class Listing:
    """What a list page is made of.

    *query* gives the select of every row, unfiltered and unsorted; *key* the column that makes the order total;
    *url* the address of a row; *search* the condition for words typed.
    """

    title: str
    query: Callable[[], Select[*tuple[Any, ...]]]
    key: Any
    columns: Sequence[Column]
    url: Callable[[Any], str]
    search: Callable[[str], Any]
    placeholder: str
    empty_title: str
    empty_text: str
    filters: Sequence[Filter] = ()
    default_sort: str = ""
    archived: Callable[[Any], bool] = field(default=lambda row: bool(getattr(row, "archived", False)))
    lead: str = ""
    name: str = "list"

    def respond(
        self,
        *,
        create_url: str = "",
        create_label: str = "",
        template: str = "",
        ticks: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> Any:
        """The page, or the export that ``?export=`` asks for.

        With *ticks* each row has a tick, and what is done with the ticked ones begins at ``url``, which is sent the
        keys (``key`` of a row) as ``name`` and one of ``acts`` [(value, label)] as ``act``, and the values of ``keep``;
        or, where every row that matches is meant, their number as ``every``, if it is at most ``most``.
        """
        args = request.args
        if args.get("export") in {"csv", "xlsx"}:
            return self._export(args, args["export"])
        view = self._view(args, ticks) | {"create_url": create_url, "create_label": create_label}
        return render_template(template or "kit/list_page.html", listing=view, **context)

    def selected(self, args: MultiDict[str, str]) -> Select[*tuple[Any, ...]]:
        """The query with the search and filters of *args*."""
        query = self.query()
        words = _clean(args.get("q", ""))
        if words:
            query = query.where(self.search(words))
        for one in self.filters:
            value = _clean(args.get(one.key, one.default))
            if value in {choice[0] for choice in one.offered}:
                query = query.where(one.where(value))
        return query

    def count(self, args: MultiDict[str, str]) -> int:
        """How many rows there are with the search and filters of *args*."""
        query = self.selected(args).order_by(None)
        return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0

    def keys(self, args: MultiDict[str, str]) -> Sequence[Any]:
        """The keys of all rows with the search and filters of *args*, for what is done with every one of them."""
        return db.session.scalars(self.selected(args).with_only_columns(self.key).order_by(self.key)).all()

    def slice(self, args: MultiDict[str, str], first: int, size: int) -> Sequence[Any]:
        """*size* rows from the one at *first* on, in the order of *args*."""
        query = self._ordered(self.selected(args), args)
        return db.session.execute(query.limit(size).offset(first)).all()

    def every(self, args: MultiDict[str, str]) -> Iterator[Any]:
        """All rows of *args* that fit on a sheet, for an export."""
        query = self._ordered(self.selected(args), args).limit(MOST_EXPORTED)
        yield from db.session.execute(query.execution_options(yield_per=1000))

    def _ordered(
        self, query: Select[*tuple[Any, ...]], args: MultiDict[str, str]
    ) -> Select[*tuple[Any, ...]]:
        column, descending = self._sort(args)
        if column is None:
            return query.order_by(self.key)
        order = column.sort.desc() if descending else column.sort.asc()
        return query.order_by(order.nulls_last(), self.key)

    def _sort(self, args: MultiDict[str, str]) -> tuple[Column | None, bool]:
        wanted = args.get("sort") or self.default_sort
        descending = wanted.startswith("-")
        by_key = {column.key: column for column in self.columns if column.sort is not None}
        return by_key.get(wanted.lstrip("-")), descending

    def _shown(self, args: MultiDict[str, str]) -> list[Column]:
        chosen = set(args.getlist("columns"))
        known = chosen & {column.key for column in self.columns}
        if not known:
            return [column for column in self.columns if column.shown]
        return [column for i, column in enumerate(self.columns) if i == 0 or column.key in known]

    def _view(self, args: MultiDict[str, str], ticks: Mapping[str, Any] | None) -> dict[str, Any]:
        size = next((s for s in SIZES if str(s) == args.get("size")), SIZES[0])
        total = self.count(args)
        pages = max(1, -(-total // size))
        number = min(max(_whole(args.get("page"), 1), 1), pages)
        rows = self.slice(args, (number - 1) * size, size)
        shown = self._shown(args)
        column, descending = self._sort(args)
        return {
            "title": self.title,
            "lead": self.lead,
            "ticks": ticks,
            "columns": [self._head(c, column, descending) for c in shown],
            "rows": [
                {
                    "row": row,
                    "url": self.url(row),
                    "cells": [c.cell(row) for c in shown],
                    "archived": self.archived(row),
                    "key": ticks["key"](row) if ticks else None,
                }
                for row in rows
            ],
            "search": {"value": args.get("q", ""), "placeholder": self.placeholder},
            "filters": [
                {"key": f.key, "label": f.label, "choices": f.offered, "value": args.get(f.key, f.default)}
                for f in self.filters
            ],
            "chips": self._chips(args),
            "page": {
                "number": number,
                "pages": pages,
                "total": total,
                "first": (number - 1) * size + 1 if total else 0,
                "last": min(number * size, total),
                "size": size,
                "urls": {
                    "previous": address(page=number - 1) if number > 1 else None,
                    "next": address(page=number + 1) if number < pages else None,
                    "sizes": [(s, address(size=s, page=None), s == size) for s in SIZES],
                },
            },
            "exports": [
                {"label": "CSV", "url": address(export="csv", page=None)},
                {"label": "XLSX (Excel)", "url": address(export="xlsx", page=None)},
            ],
            "column_choice": [
                {"key": c.key, "label": c.label, "shown": c in shown} for c in self.columns[1:]
            ],
            "empty": {"title": self.empty_title, "text": self.empty_text, "action": None},
        }

    def _head(self, column: Column, sorted_by: Column | None, descending: bool) -> dict[str, Any]:
        is_sorted = column is sorted_by
        next_sort = f"-{column.key}" if is_sorted and not descending else column.key
        return {
            "key": column.key,
            "label": column.label,
            "numeric": column.numeric,
            "sortable": column.sort is not None,
            "sort_url": address(sort=next_sort, page=None),
            "sorted": ("desc" if descending else "asc") if is_sorted else None,
        }

    def _chips(self, args: MultiDict[str, str]) -> list[dict[str, str]]:
        chips = []
        if _clean(args.get("q", "")):
            chips.append({"label": f"“{_clean(args['q'])}”", "remove_url": address(q=None, page=None)})
        for one in self.filters:
            labels = dict(one.offered)
            value = args.get(one.key, "")
            if value in labels and value != one.default:
                chips.append(
                    {
                        "label": f"{one.label}: {labels[value]}",
                        "remove_url": address(**{one.key: None, "page": None}),
                    }
                )
        return chips

    def _export(self, args: MultiDict[str, str], form: str) -> Response:
        shown = self._shown(args)

        then = past.instant()
        first = [] if then is None else [then]

        def rows() -> Iterator[list[Any]]:
            for row in self.every(args):
                yield first + [column.plain(row) for column in shown]

        heads = [column.label for column in shown]
        if then is not None:
            heads.insert(0, "As of")
        if form == "csv":
            body: Iterator[str] | bytes = stream_with_context(sheets_out.csv(heads, rows()))
        else:
            body = sheets_out.xlsx(self.title, heads, rows())
        return Response(
            body,
            content_type="text/csv; charset=utf-8" if form == "csv" else sheets_out.XLSX,
            headers={"Content-Disposition": f'attachment; filename="{self.name}{past.suffix()}.{form}"'},
        )


def terms(vocabulary: type[Term]) -> Callable[[], Sequence[tuple[str, str]]]:
    """The choices of a filter over *vocabulary*."""
    return vocabulary.choices


def selected_by(
    selection: Selection, choices: Callable[[], Sequence[tuple[str, str]]] | None = None
) -> Filter:
    """The filter that asks what *selection* asks; *choices* are those of one that any text can answer."""
    return Filter(selection.key, selection.label, choices or (lambda: selection.choices), selection.where)


ARCHIVED = (("no", "In use"), ("yes", "Archived"), ("all", "All"))


def archived_filter(column: Any) -> Filter:
    """The filter that hides archived rows unless asked."""

    def where(value: str) -> ColumnElement[bool]:
        return {"no": column.is_(False), "yes": column.is_(True)}.get(value, column.is_not(None))

    return Filter("archived", "Archived", lambda: ARCHIVED, where, default="no")


def contains(*columns: Any) -> Callable[[str], ColumnElement[bool]]:
    """A search over *columns*: every word must occur in one of them, in any case."""

    def where(words: str) -> ColumnElement[bool]:
        found = None
        for word in words.split()[:8]:
            some = columns[0].icontains(word, autoescape=True)
            for column in columns[1:]:
                some = some | column.icontains(word, autoescape=True)
            found = some if found is None else found & some
        assert found is not None  # noqa: S101 -- callers search for non-blank text only
        return found

    return where


def address(**changes: Any) -> str:
    """The present address with some arguments changed; ``None`` takes one away."""
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k not in {*changes, "as_of"}]
    pairs += [(k, str(v)) for k, v in changes.items() if v is not None]
    return with_query(url_for(request.endpoint or "home.index", **(request.view_args or {})), pairs)


def sent_args() -> MultiDict[str, str]:
    """The search and filters of the list on which the request rests: its own, or those that it carries as ``list``."""
    carried = request.values.get("list")
    return request.args if carried is None else MultiDict(parse_qsl(carried.lstrip("?")))


def words_in(args: MultiDict[str, str]) -> str:
    """What was typed into the search."""
    return _clean(args.get("q", ""))


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[:200]


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
