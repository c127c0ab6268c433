"""Writes of notices: capture a version, correct its dates, code its provisions, archive, restore.

The text of a captured version never changes: what reads otherwise is another version.
"""

import datetime as dt
from collections.abc import Iterator

from app.db import references
from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.checks import Problem
from app.domain.notices import queries, sentences
from app.domain.notices.records import Notice, Provision, Said
from app.domain.operation import operation
from app.domain.organisation import queries as organisation
from app.kernel.canonical import sha256
from app.kernel.errors import Refused
from app.security.actor import Actor
from app.security.permissions import Permission


@operation(Permission.REGISTER_WRITE, "notice.capture")
def capture(work: Work, actor: Actor, data: Notice) -> Notice:
    """File a version of a notice with the hash of its text, captured today unless said otherwise.

    Raises ``Invalid`` where there is no text or a provision stands in no sentence of it, ``Refused`` where
    the same text is on file.
    """
    today = organisation.today(work.session, work.at)
    record = data.model_copy(
        update={
            "sha256": _hashed(data.text),
            "captured_on": data.captured_on or today,
            "archived": False,
        }
    )
    problems = list(_problems(work, record, None, today))
    if record.text is None:
        problems.append((("text",), "is required: paste the whole notice."))
    checks.require(Notice, problems)
    _refuse_same_text(work, record)
    record = record.model_copy(update={"ref": work.next_ref("notice")})
    work.save(record)
    return record


@operation(Permission.REGISTER_WRITE, "notice.update")
def update(work: Work, actor: Actor, ref: str, data: Notice, *, version: int | None = None) -> Notice:
    """Replace everything about *ref* but its text, which may only be added where it was missing."""
    stored = checks.expect_present(work, Notice, ref)
    text = data.text or stored.text
    record = data.model_copy(
        update={
            "ref": ref,
            "text": text,
            "sha256": _hashed(text) if text is not None else stored.sha256,
            "archived": stored.archived,
        }
    )
    checks.expect_version(work, record, version)
    if stored.text is not None and text != stored.text:
        raise Refused("Text: a captured version is never edited: capture the new text as another version.")
    checks.require(Notice, _problems(work, record, stored, organisation.today(work.session, work.at)))
    work.save(record, version=version)
    return record


@operation(Permission.NOTICES_CODE, "notice.code")
def code(
    work: Work, actor: Actor, ref: str, provisions: list[Provision], *, version: int | None = None
) -> Notice:
    """Say what each sentence of *ref* provides; raises ``Invalid`` for a sentence that it does not have.

    A provision that a flow rests on cannot go.
    """
    stored = checks.expect_present(work, Notice, ref)
    record = stored.model_copy(update={"provisions": list(provisions)})
    checks.expect_version(work, record, version)
    checks.require(Notice, _problems(work, record, stored, organisation.today(work.session, work.at)))
    work.save(record, version=version)
    return record


@operation(Permission.NOTICES_CODE, "notice.read")
def read(work: Work, actor: Actor, ref: str, statements: list[Said], *, version: int | None = None) -> Notice:
    """Say what *ref* says and lacks of what a notice ought to say; raises ``Invalid`` for no sentence of it."""
    stored = checks.expect_present(work, Notice, ref)
    record = stored.model_copy(update={"statements": list(statements)})
    checks.expect_version(work, record, version)
    checks.require(Notice, _problems(work, record, stored, organisation.today(work.session, work.at)))
    work.save(record, version=version)
    return record


@operation(Permission.REGISTER_WRITE, "notice.archive")
def archive(work: Work, actor: Actor, ref: str) -> Notice:
    """Take *ref* out of lists, rules and reports; raises :class:`Refused` where flows rest on it."""
    stored = work.get(Notice, ref)
    uses = queries.provision_uses(work.session, ref, [provision.code for provision in stored.provisions])
    if uses:
        raise Refused(f"{ref} covers {references.named(uses)}: link the flows to another version first.")
    return checks.set_archived(work, Notice, ref, archived=True)


@operation(Permission.REGISTER_WRITE, "notice.restore")
def restore(work: Work, actor: Actor, ref: str) -> Notice:
    """Bring an archived version back; raises :class:`Refused` where the same text was captured again."""
    stored = work.get(Notice, ref)
    _refuse_same_text(work, stored)
    checks.require(Notice, checks.link_problems(work, stored, people=False))
    return checks.set_archived(work, Notice, ref, archived=False)


def _hashed(text: str | None) -> str | None:
    return None if text is None else sha256(text.encode())


def _refuse_same_text(work: Work, record: Notice) -> None:
    if record.sha256 is None:
        return
    taken = queries.captured_as(work.session, record.sha256, record.entity, other_than=record.ref)
    if taken is not None:
        raise Refused(
            f"Text: it is word for word that of {taken}: change the capture date there if it was checked."
        )


def _problems(work: Work, record: Notice, stored: Notice | None, today: dt.date) -> Iterator[Problem]:
    yield from checks.link_problems(work, record, stored)
    if record.captured_on is not None and record.captured_on > today:
        yield (
            ("captured_on",),
            f"{record.captured_on} is in the future: enter the day on which the text was taken.",
        )
    yield from _provision_problems(record)
    yield from _statement_problems(record)
    kept = {provision.code for provision in record.provisions}
    for provision in stored.provisions if stored is not None else ():
        code = provision.code
        if code in kept:
            continue
        uses = queries.provision_uses(work.session, record.ref or "", [code], archived=True)
        if uses:
            yield ("provisions",), f"“{code}” covers {references.named(uses)}: unlink it there first."


def _provision_problems(record: Notice) -> Iterator[Problem]:
    count = len(sentences.split(record.text)) if record.text is not None else None
    seen: set[str] = set()
    for place, provision in enumerate(record.provisions):
        if provision.code.casefold() in seen:
            yield (
                ("provisions", place, "code"),
                f"“{provision.code}” stands twice: give one of them another code.",
            )
        seen.add(provision.code.casefold())
        if provision.sentence_no is None or count is None:
            continue
        if provision.sentence_no > count:
            yield (
                ("provisions", place, "sentence_no"),
                f"the notice has {count} sentences: “{provision.sentence_no}” is not one of them.",
            )


def _statement_problems(record: Notice) -> Iterator[Problem]:
    if record.text is None:
        return
    count = len(sentences.split(record.text))
    for place, said in enumerate(record.statements):
        if said.sentence_no is not None and said.sentence_no > count:
            yield (
                ("statements", place, "sentence_no"),
                f"the notice has {count} sentences: “{said.sentence_no}” is not one of them.",
            )
