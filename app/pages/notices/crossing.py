"""The matrix: purposes by third parties, against what one version of the notice says of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import get_template_attribute, request, url_for
from markupsafe import Markup

from app.domain.findings import conformity, measures, reading
from app.domain.findings.conformity import Cell, Row
from app.domain.findings.dossier import Context
from app.domain.findings.recipients import recipients
from app.domain.notices.coverage import Coverage, purpose_coverage
from app.domain.notices.records import Notice
from app.domain.third_parties.terms import Affiliation, Role
from app.extensions import db
from app.pages.kit.addresses import address
from app.pages.kit.computed import Computed, mentioning, no_query
from app.pages.kit.lists import Column, Filter

_RANK = {coverage.value: rank for rank, coverage in enumerate(Coverage)}
WORDS = {Coverage.NONE: "Not set forth", Coverage.ARGUABLE: "Arguable", Coverage.EXPRESS: "Express"}
"""What a cell says, in sheets and to those who do not see its sign."""


@dataclass(frozen=True)
class Head:
    """A column of the matrix: a purpose with its code and how clearly the notice states it."""

    key: str
    label: str
    code: str | None
    coverage: Coverage
    url: str | None


@dataclass(frozen=True)
class Matrix:
    """The rows of every third party to which data flow, and the purposes that they flow for."""

    notice: Notice
    rows: Sequence[Row]
    heads: Sequence[Head]
    flows: Counter[str]

    @property
    def total(self) -> int:
        """The active flows."""
        return self.flows.total()


def read(notice: Notice) -> Matrix:
    """The matrix of *notice* as the register stands."""
    source = reading.Source(db.session)
    context = reading.context(source, third_parties=False)
    rows, counts = [], Counter[str]()
    for dossier in recipients(db.session):
        row = conformity.row(dossier, context, notice)
        if row is not None:
            rows.append(row)
            counts.update(measures.flow_coverage(flow, dossier, context, notice).value for flow in row.flows)
    rows.sort(key=lambda one: one.third_party.name.casefold())
    purposes = conformity.in_order((key for row in rows for key in row.cells), context)
    return Matrix(notice, rows, [_head(key, context, notice) for key in purposes], counts)


def _head(key: str, context: Context, notice: Notice) -> Head:
    known = context.purposes.get(key)
    return Head(
        key,
        known.label or key if known else key,
        known.policy_code if known else None,
        purpose_coverage(notice, known),
        address("purpose", key),
    )


def respond(notice: Notice) -> Any:
    """The page, or its export."""
    found = read(notice)
    return _listing(found).respond(
        template="notices/matrix.html",
        record=notice,
        matrix=found,
        heads=_shown(found),
        cell_of=lambda row, head: row.cells.get(head.key),
        rank=_RANK,
    )


def _shown(matrix: Matrix) -> list[Head]:
    """The purposes in the columns: those chosen, or the one that is filtered by, or all."""
    chosen = {*request.args.getlist("columns"), request.args.get("purpose")}
    shown = [head for head in matrix.heads if head.key in chosen]
    return shown or list(matrix.heads)


def _listing(matrix: Matrix) -> Computed:
    def cell(row: Row, key: str) -> Markup | None:
        found = row.cells.get(key)
        return None if found is None else _sign(found)

    def rank(row: Row, key: str) -> int | None:
        found = row.cells.get(key)
        return None if found is None else _RANK[found.coverage.value]

    def words(row: Row, key: str) -> str | None:
        found = row.cells.get(key)
        return None if found is None else WORDS[found.coverage]

    return Computed(
        title=f"Purposes and recipients against {matrix.notice.ref}",
        name=f"matrix-{matrix.notice.ref}",
        query=no_query,
        key=None,
        rows=lambda: matrix.rows,
        url=lambda row: url_for("third_parties.detail", ref=row.third_party.ref),
        search=mentioning(lambda row: f"{row.third_party.ref} {row.third_party.name}"),
        placeholder="Third party",
        empty_title="Nothing to compare yet",
        empty_text="No data flow: record the flows of your third parties with their purposes.",
        archived=lambda row: False,
        columns=(
            Column(
                "third_party",
                "Third party",
                lambda row: row.third_party.name,
                sort=lambda row: row.third_party.name.casefold(),
            ),
            Column("ref", "Reference", lambda row: row.third_party.ref, sort=lambda row: row.third_party.ref),
            Column(
                "recipient",
                "Recipient",
                lambda row: WORDS[row.recipient],
                sort=lambda row: _RANK[row.recipient.value],
            ),
            *(
                Column(
                    head.key,
                    f"{head.code} {head.label}" if head.code else head.label,
                    partial(cell, key=head.key),
                    sort=partial(rank, key=head.key),
                    export=partial(words, key=head.key),
                )
                for head in matrix.heads
            ),
        ),
        filters=(
            Filter(
                "coverage",
                "Vaguest",
                lambda: [(one.value, WORDS[one]) for one in Coverage],
                lambda value: lambda row: row.coverage.value == value,
            ),
            Filter(
                "purpose",
                "Purpose",
                lambda: [(head.key, head.label) for head in matrix.heads],
                lambda value: lambda row: value in row.cells,
            ),
            Filter(
                "affiliation",
                "Affiliation",
                Affiliation.choices,
                lambda value: lambda row: row.third_party.affiliation.value == value,
            ),
            Filter(
                "role", "Role", Role.choices, lambda value: lambda row: row.third_party.role.value == value
            ),
        ),
    )


def _sign(cell: Cell) -> Markup:
    sign: Markup = get_template_attribute("notices/parts.html", "coverage_word")(cell.coverage)
    return sign
