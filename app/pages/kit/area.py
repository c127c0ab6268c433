"""An area of plain records: list, detail, create, edit, archive and restore, declared in one place.

For kinds whose page is their facts, what uses them and their history. Areas that need more (third parties,
agreements, flows …) write their own views with the same kit.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, url_for

from app.kernel.records import Record, group_of, is_list, link_of, part_type, term_type
from app.pages.kit import choices, editing, formats, history
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told
from app.pages.kit.forms import RecordForm, form_for
from app.pages.kit.lists import Listing
from app.security.permissions import Permission


@dataclass(frozen=True)
class Area:
    """What differs between one kind and another.

    *prefix* begins the endpoints (``""`` for an area's main kind); *read* gives record and version by key;
    *create*, *update*, *archive* and *restore* are the operations; *named* says how a record is called;
    *fixed* are fields that no edit changes; *starting* and *editing* give the forms to add one and to edit it, where
    these are not the plain ones.
    """

    blueprint: str
    url: str
    kind: str
    record: type[Record]
    one: str
    many: str
    listing: Callable[[], Listing]
    read: Callable[[str], tuple[Any, int]]
    create: Callable[..., Any]
    update: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    named: Callable[[Any], str]
    key: str = "ref"
    prefix: str = ""
    writes: Permission = Permission.REGISTER_WRITE
    reads: Permission = Permission.REGISTER_READ
    fixed: tuple[str, ...] = ()
    starting: Callable[[], type[RecordForm]] | None = None
    editing: Callable[[], type[RecordForm]] | None = None
    template: str = "kit/record_page.html"
    list_template: str = ""
    more: Callable[[Any], dict[str, Any]] = lambda record: {}

    def endpoint(self, name: str) -> str:
        """The full endpoint of one of the area's views."""
        return f"{self.blueprint}.{self.prefix}{name}"

    def address(self, key: str) -> str:
        """Where the object *key* is shown."""
        return url_for(self.endpoint("detail"), key=key)

    def register(self, blueprint: Blueprint) -> None:
        """Add the routes to *blueprint*."""
        for name, rule, methods, view, permission in (
            ("index", self.url, ["GET"], self._index, self.reads),
            ("new", f"{self.url}/new", ["GET", "POST"], self._new, self.writes),
            ("detail", f"{self.url}/<key>", ["GET"], self._detail, self.reads),
            ("edit", f"{self.url}/<key>/edit", ["GET", "POST"], self._edit, self.writes),
            ("archive", f"{self.url}/<key>/archive", ["POST"], self._archive, self.writes),
            ("restore", f"{self.url}/<key>/restore", ["POST"], self._restore, self.writes),
        ):
            blueprint.add_url_rule(
                rule, self.prefix + name, access(permission)(_function(view)), methods=methods
            )

    def show(self, key: str) -> Any:
        """The page of *key*."""
        return self._detail(key)

    def _crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [(self.many, url_for(self.endpoint("index"))), *more]

    def _index(self) -> Any:
        new = url_for(self.endpoint("new")) if actor().may(self.writes) else ""
        return self.listing().respond(
            create_url=new, create_label=f"Add {self.one}", template=self.list_template
        )

    def _new(self) -> Any:
        return editing.create(
            self.starting() if self.starting else form_for(self.record, choices=choices.all_links()),
            lambda data: self.create(actor(), data),
            done=lambda record: self.address(getattr(record, self.key)),
            said=lambda record: f"{self.named(record)} is recorded.",
            title=f"Add {self.one}",
            submit="Add",
            cancel=url_for(self.endpoint("index")),
            crumbs=self._crumbs(),
        )

    def _detail(self, key: str) -> Any:
        record, _ = self.read(key)
        return render_template(
            self.template,
            record=record,
            name=self.named(record),
            key=key,
            area=self,
            crumbs=self._crumbs(),
            history=history.timeline([(self.kind, key)]),
            may_write=actor().may(self.writes) and not getattr(record, "builtin", False),
            **({"groups": shown(record)} | self.more(record)),
        )

    def _edit(self, key: str) -> Any:
        record, version = self.read(key)
        page = self.address(key)
        return editing.edit(
            self.editing()
            if self.editing
            else form_for(self.record, choices=choices.all_links(), omit=(self.key, *self.fixed)),
            record,
            version,
            lambda data, seen: self.update(actor(), key, data, version=seen),
            done=page,
            title=f"Edit {self.named(record)}",
            crumbs=self._crumbs((self.named(record), page)),
        )

    def _archive(self, key: str) -> Any:
        record = self.archive(actor(), key)
        return told(
            f"{self.named(record)} is archived. Its history stays, and it can be restored.", self.address(key)
        )

    def _restore(self, key: str) -> Any:
        record = self.restore(actor(), key)
        return told(f"{self.named(record)} is restored.", self.address(key))


def _function(method: Callable[..., Any]) -> Callable[..., Any]:
    """A plain function around a bound method, so that a permission can be written on it."""

    def view(**values: Any) -> Any:
        return method(**values)

    view.__doc__ = method.__doc__
    return view


def shown(record: Record) -> list[dict[str, Any]]:
    """The fields of *record* by group, with their values in words; lists of parts as tables."""
    labels = {kind: dict(options()) for kind, options in choices.all_links().items() if _needs(record, kind)}
    groups: dict[str, dict[str, Any]] = {}
    for name, info in type(record).model_fields.items():
        title = group_of(info)
        if not title:
            continue
        group = groups.setdefault(title, {"title": title, "facts": [], "tables": []})
        value = getattr(record, name)
        part = part_type(info)
        if part is not None and is_list(info):
            heads = [field.title or key for key, field in part.model_fields.items()]
            rows = [
                [_words(getattr(item, key), field, labels) for key, field in part.model_fields.items()]
                for item in value
            ]
            group["tables"].append({"title": info.title, "heads": heads, "rows": rows})
        else:
            group["facts"].append((info.title, _words(value, info, labels)))
    return list(groups.values())


def _needs(record: Record, kind: str) -> bool:
    infos = list(type(record).model_fields.values())
    for info in list(infos):
        part = part_type(info)
        if part is not None:
            infos.extend(part.model_fields.values())
    return any(link_of(info) == kind for info in infos)


def _words(value: Any, info: Any, labels: dict[str, dict[str, str]]) -> str:
    kind = link_of(info)
    if isinstance(value, list):
        return ", ".join(_words(item, info, labels) for item in value)
    if kind is not None and isinstance(value, str):
        return labels.get(kind, {}).get(value, value)
    if isinstance(value, dt.date):
        return formats.day(value)
    if term_type(info) is not None and hasattr(value, "label"):
        return str(value.label)
    if isinstance(value, dict):
        return "; ".join(f"{getattr(k, 'label', k)}: {getattr(v, 'label', v)}" for k, v in value.items())
    return editing.in_words(value)
