"""The import from one end to the other, the same for pages, command line and jobs."""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.domain.audit import chain
from app.domain.findings import portions
from app.domain.imports import staging as batches
from app.domain.imports.models import ImportBatch
from app.domain.imports.terms import UNDER_WAY, ImportKind, ImportState
from app.extensions import db
from app.importing import commit, lexicons, staged
from app.importing.decisions import Unknown
from app.importing.kinds.registry import KINDS
from app.importing.mapping import recognise
from app.importing.mapping.saved import Mapping as ColumnMapping
from app.importing.outcome import Outcome
from app.importing.plan import Plan
from app.importing.running import BEFORE, FAILED, JUDGED, STOPPED, telling, uncollected
from app.importing.staged import View
from app.infra.sheets_in import reading
from app.infra.staging import Staging
from app.kernel import clock
from app.kernel.errors import CustodiaError, Invalid, Refused
from app.security.actor import SYSTEM, Actor
from app.settings import Settings

AT_ONCE = 1_500
"""Rows up to which an import is worked through while the person waits; longer ones go to a worker."""
STALE = 120
"""Seconds without a word of progress after which a worker is taken for gone."""


class Importer:
    """Imports of one instance, for one person."""

    def __init__(self, settings: Settings, actor: Actor) -> None:
        """Work for *actor* in the instance of *settings*."""
        self.settings = settings
        self.actor = actor

    @property
    def session(self) -> Session:
        """The database session of this task."""
        return db.session

    def files(self, batch: str) -> Staging:
        """The staged files of *batch*."""
        return Staging(self.settings, batch)

    def stage(self, name: str, data: bytes) -> str:
        """Stage the file *data*, called *name*, and return the id of the import.

        Raises :class:`~app.kernel.errors.Invalid` where it cannot be read; nothing is kept of it then.
        """
        batch = batches.new_id()
        files = self.files(batch)
        try:
            files.keep(data)
            found = reading.read(files.source, files.rows, name=name)
            chosen = staged.best_table(self.session, files.rows, found)
        except BaseException:
            files.drop()
            raise
        batches.stage(self.actor, batch, name, reading.as_json(found), chosen)
        return batch

    def read_again(self, batch: str, encoding: str, delimiter: str) -> None:
        """Read the source once more, in another encoding or with another delimiter."""
        found = self.get(batch)
        files = self.files(batch)
        again = reading.read(
            files.source, files.rows, name=found.name, encoding=encoding, delimiter=delimiter
        )
        batches.note(
            batch,
            reading=reading.as_json(again),
            layout=staged.best_table(self.session, files.rows, again),
            mapping={},
            outcome={},
        )

    def get(self, batch: str) -> ImportBatch:
        """The import *batch*; raises :class:`~app.kernel.errors.Missing`."""
        return batches.get(self.session, batch)

    def view(self, batch: ImportBatch) -> View:
        """The table that was chosen, with its columns."""
        return self.view_of(batch, int(batch.layout["table"]), int(batch.layout["header"]))

    def view_of(self, batch: ImportBatch, number: int, header: int) -> View:
        """The table *number* of the file, read with row *header* as its header."""
        return staged.view(self.files(batch.id).rows, reading.from_json(batch.reading).tables[number], header)

    def set_layout(self, batch: str, table: int, header: int) -> None:
        """Choose *table* and *header* row; raises :class:`Invalid` for one that is not there."""
        found = self.get(batch)
        tables = reading.from_json(found.reading).tables
        if not 0 <= table < len(tables):
            raise Invalid.of("table", "Table: choose one of the file's.")
        if not 0 <= header < max(tables[table].rows, 1):
            raise Invalid.of("header", f"Header row: choose a row from 0 to {tables[table].rows - 1:,}.")
        if found.layout != {"table": table, "header": header}:
            batches.note(batch, layout={"table": table, "header": header}, mapping={}, outcome={}, merges={})

    def suggest(self, batch: ImportBatch, kind: ImportKind | None = None, saved: str = "") -> ColumnMapping:
        """The mapping that fits the file: as recognised, as saved under the name *saved*, as *kind* where it is given.

        Raises :class:`~app.kernel.errors.Missing` where nothing is saved under the name.
        """
        view, known = self.view(batch), lexicons.read(self.session)
        if saved:
            kept = ColumnMapping.from_json(batches.mapping(self.session, saved).content)
            if kind is not None and kept.kind is not kind:
                raise Refused(
                    f"The mapping “{saved}” is for {kept.kind.label.lower()}: choose another or none."
                )
            columns, _ = recognise.recognise(KINDS[kept.kind], view.columns, known)
            return kept.onto(view.headings, columns)
        chosen = kind or recognise.kind_of(view.columns, known)
        columns, _ = recognise.recognise(KINDS[chosen], view.columns, known)
        return ColumnMapping(chosen, columns, otherwise=Unknown.MATCH.decisions())

    def set_mapping(self, batch: str, mapping: ColumnMapping) -> None:
        """Let the columns mean what *mapping* says."""
        batches.note(batch, kind=mapping.kind.value, mapping=mapping.to_json(), merges={})

    def size(self, batch: ImportBatch) -> int:
        """How many rows the chosen table has."""
        return reading.from_json(batch.reading).tables[int(batch.layout["table"])].rows

    def begin_plan(self, batch: str) -> bool:
        """Claim the import for a look at its rows; false where somebody is at it."""
        return self._begin(batch, (ImportState.STAGED, ImportState.PLANNED), ImportState.PLANNING)

    def _begin(self, batch: str, states: tuple[ImportState, ...], state: ImportState) -> bool:
        """Claim the import, which is in one of *states* or was left by whoever brought it to *state*."""
        expected = (*states, *self._gone(batch, state))
        claimed = batches.claim(batch, expected, state)
        if claimed:
            self.files(batch).go_on()
            self.files(batch).say(done=0)
        return claimed

    def _gone(self, batch: str, state: ImportState) -> tuple[ImportState, ...]:
        """*state*, where whoever was at it has not been heard of for long."""
        found = self.get(batch)
        quiet = (clock.now() - found.changed_at).total_seconds()
        noted = self.files(batch).progress().get("noted")
        if noted is not None:
            quiet = min(quiet, clock.now().timestamp() - float(noted))
        return (state,) if found.state == state.value and quiet > STALE else ()

    def is_stuck(self, batch: ImportBatch) -> bool:
        """Whether a worker was at it and has not been heard of for long."""
        return bool(self._gone(batch.id, ImportState(batch.state)))

    def plan(self, batch: str) -> Outcome:
        """Look at every row and note what it would do; raises :class:`Invalid` where a column is missing for it."""
        found = self.get(batch)
        try:
            with uncollected():
                outcome, head = self._plan(found, keep=True)
        except BaseException as error:
            sentence = error.sentence if isinstance(error, CustodiaError) else FAILED
            db.session.rollback()
            batches.note(batch, state=ImportState.STAGED.value, problem=sentence)
            raise
        batches.note(
            batch, state=ImportState.PLANNED.value, outcome=outcome.to_json(), head=head, problem=None
        )
        return outcome

    def _plan(self, found: ImportBatch, *, keep: bool) -> tuple[Outcome, int]:
        files, table = (
            self.files(found.id),
            reading.from_json(found.reading).tables[int(found.layout["table"])],
        )
        header, batch, merges = int(found.layout["header"]), found.id, dict(found.merges)
        mapping = ColumnMapping.from_json(found.mapping)
        view = self.view(found)
        head = chain.head(self.session)[0]
        plan = Plan(self.session, self.actor, mapping, view.headings)
        held: list[dict[str, Any]] = []

        def sink(rows: list[dict[str, Any]]) -> None:
            held.extend({"batch": batch, **row} for row in rows)
            if len(held) >= batches.AT_A_TIME:
                flush()

        def flush() -> None:
            # Notes are written in a transaction of their own, after which the register is read on as it is then.
            if keep and held:
                batches.add_rows(held)
            held.clear()

        if keep:
            batches.clear_rows(batch)
        outcome = plan.run(
            lambda: reading.rows(files.rows, table),
            header,
            {str(place): ref for place, ref in merges.items()},
            sink,
            told=telling(files, table.rows, "rows looked at"),
        )
        flush()
        if keep:
            batches.doubt(batch, plan.likeness)
        plan.write(files.plan)
        return outcome, head

    def begin_write(self, batch: str) -> bool:
        """Claim the import for being written; false where somebody is at it."""
        return self._begin(batch, (ImportState.PLANNED,), ImportState.COMMITTING)

    def write(self, batch: str) -> int:
        """Write what was planned; returns the number of objects.

        Raises :class:`~app.kernel.errors.Refused` where the register changed meanwhile so that rows would do other
        than the person saw; the rows are then looked at anew, and nothing is written.
        """
        found, files = self.get(batch), self.files(batch)
        try:
            with uncollected():
                if chain.head(self.session)[0] != found.head and not self._is_same(found):
                    raise commit.Changed
                of = int(found.outcome.get("create", 0)) + int(found.outcome.get("update", 0))
                count = commit.commit(
                    self.actor,
                    batch,
                    files.plan,
                    told=telling(files, of, "objects written"),
                    again=lambda: self._is_same(self.get(batch)),
                )
        except BaseException as error:
            sentence = error.sentence if isinstance(error, CustodiaError) else FAILED
            db.session.rollback()
            anew = self._anew(batch) if isinstance(error, commit.Changed) else {}
            batches.note(batch, state=ImportState.PLANNED.value, problem=sentence, **anew)
            raise
        files.drop_source()
        self._judge(count, files)
        return count

    def _is_same(self, found: ImportBatch) -> bool:
        """Plan once more, against the register as it is now: whether that comes to the same, which is then noted."""
        plan, before = self.files(found.id).plan, dict(found.outcome)
        seen = _digest(plan)
        outcome, head = self._plan(found, keep=False)
        if _digest(plan) != seen or outcome.to_json() != before:
            return False
        batches.note(found.id, head=head)
        return True

    def _anew(self, batch: str) -> dict[str, Any]:
        """Look at the rows as they would do now; what is to be noted of that."""
        with uncollected():
            outcome, head = self._plan(self.get(batch), keep=True)
        return {"outcome": outcome.to_json(), "head": head}

    def begin_undo(self, batch: str) -> bool:
        """Claim the import for being taken back; false where somebody is at it."""
        return self._begin(batch, (ImportState.COMMITTED,), ImportState.UNDOING)

    def undo(self, batch: str) -> int:
        """Take back what was written; returns the number of objects; raises :class:`~app.kernel.errors.Refused`."""
        files = self.files(batch)
        try:
            with uncollected():
                count = commit.undo(self.actor, batch, told=telling(files, 0, "objects taken back"))
        except BaseException as error:
            sentence = error.sentence if isinstance(error, CustodiaError) else FAILED
            db.session.rollback()
            batches.note(batch, state=ImportState.COMMITTED.value, problem=sentence)
            raise
        self._judge(count, files)
        return count

    def _judge(self, count: int, files: Staging) -> None:
        """Have findings judged anew where a long import left that for afterwards."""
        if count > commit.JUDGED_AT_ONCE:
            portions.evaluate(
                self.session,
                SYSTEM,
                lambda done: files.say(done=done, what="third parties judged anew"),
            )
            files.say(what=JUDGED)

    def stop(self, batch: str) -> None:
        """Ask whoever is at the import to stop, which leaves nothing of the step; where nobody is left, end it here."""
        found = self.get(batch)
        state = ImportState(found.state)
        if state not in UNDER_WAY:
            return
        if self.is_stuck(found):
            batches.note(batch, state=BEFORE[state].value, problem=STOPPED)
        else:
            self.files(batch).stop()

    def discard(self, batch: str) -> None:
        """Forget an import that is not in the register; raises :class:`Refused` for one that is."""
        found = self.get(batch)
        if found.entry is not None and found.state != ImportState.UNDONE:
            raise Refused("This import is in the register: take it back first.")
        batches.forget(batch)
        self.files(batch).drop()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
