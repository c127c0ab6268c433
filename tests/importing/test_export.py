"""What goes out as a table comes in again unchanged, and an empty table is a template that an import knows."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.imports import staging
from app.domain.imports.terms import ImportKind, RowAction
from app.importing import export
from app.importing.service import Importer
from app.infra import sheets_out
from app.security.actor import SYSTEM


def _file(session: Session, kind: ImportKind, form: str) -> bytes:
    rows = [list(row) for row in export.rows(session, kind)]
    if form == "csv":
        return "".join(sheets_out.csv(export.heads(kind), rows)).encode()
    return sheets_out.xlsx(kind.label, export.heads(kind), rows)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", list(ImportKind))
def test_what_goes_out_comes_in_again_unchanged(
    kind: ImportKind, form: str, demo: None, app: Flask, session: Session
) -> None:
    data = _file(session, kind, form)
    count = sum(1 for _ in export.rows(session, kind))
    importer = Importer(app.config["SETTINGS"], SYSTEM)
    batch = importer.stage(f"{kind.value}.{form}", data)
    try:
        columns = importer.suggest(importer.get(batch), None, "")
        importer.set_mapping(batch, columns)
        importer.begin_plan(batch)
        importer.plan(batch)
        found = importer.get(batch)
        outcome = {name: found.outcome[name] for name in ("create", "update", "unchanged", "refused")}
        assert found.kind == kind.value
        assert [head for head, path in columns.columns.items() if path is None] == []
        refused = [
            problem
            for action in (RowAction.REFUSED, RowAction.UPDATE)
            for _, details in staging.places(session, batch, action)
            for problem in (details.get("problems") or details.get("changes") or [details])
        ]
        assert refused == []
        assert outcome == {"create": 0, "update": 0, "unchanged": count, "refused": 0}
    finally:
        importer.discard(batch)


@pytest.mark.parametrize("kind", list(ImportKind))
def test_every_column_of_a_template_is_known(kind: ImportKind) -> None:
    assert len(set(export.heads(kind))) == len(export.heads(kind)) > 3
