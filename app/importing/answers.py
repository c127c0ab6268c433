"""What an import answers: the document of the command line, and refused rows as a table to be mended."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.imports import staging
from app.domain.imports.models import ImportBatch
from app.domain.imports.terms import ImportState, RowAction
from app.importing.service import Importer
from app.infra.sheets_in import reading
from app.kernel.errors import Missing

WRONG = "What is wrong"
"""The head of the column that says why a row was refused; it is not imported again."""


def refused_rows(importer: Importer, batch: ImportBatch) -> tuple[list[str], Iterator[list[Any]]]:
    """The refused rows of *batch* as a table: its heads, and each row as it was with what is wrong with it.

    Raises :class:`~app.kernel.errors.Missing` where the rows of the file are removed by now.
    """
    if not importer.files(batch.id).holds_rows:
        raise Missing(
            "The rows of this file are removed by now: import the file again to see what is refused."
        )
    view = importer.view(batch)
    wrong = dict(staging.places(importer.session, batch.id, RowAction.REFUSED))

    def rows() -> Iterator[list[Any]]:
        for place, cells in enumerate(reading.rows(importer.files(batch.id).rows, view.table), 1):
            if place in wrong:
                texts = ["; ".join(cell) if isinstance(cell, list) else cell for cell in cells]
                padded = [*texts, *[None] * (len(view.headings) - len(texts))]
                said = [
                    f"{head}: {text}" if head else text for head, text in wrong[place].get("problems", ())
                ]
                yield [*padded, " ".join(said)]

    return [*view.headings, WRONG], rows()


def as_document(
    batch: ImportBatch,
    mapping: Mapping[str, str | None],
    refused: list[dict[str, Any]],
    warnings: list[dict[str, Any]],
) -> dict[str, Any]:
    """What ``import --json`` prints."""
    outcome = batch.outcome
    return {
        "kind": batch.kind,
        "mapping": dict(mapping),
        "rows": outcome.get("rows", 0),
        "create": outcome.get("create", 0),
        "update": outcome.get("update", 0),
        "unchanged": outcome.get("unchanged", 0),
        "refused": refused,
        "warnings": warnings,
        "duplicates": outcome.get("duplicates", 0),
        "batch": batch.id if batch.state == ImportState.COMMITTED else None,
    }
