"""What speaks against a change of an agreement, seen from the rest of the register."""

from collections.abc import Iterator

from app.db import states
from app.db.aggregate import KINDS
from app.db.unit_of_work import Work
from app.domain import checks
from app.domain.agreements import queries, soundness
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import UNSIGNED
from app.domain.checks import Problem
from app.domain.organisation import queries as organisation
from app.domain.third_parties import queries as third_parties
from app.kernel.errors import Refused
from app.kernel.records import label_of

_LASTING = ("third_party", "kind", "our_entity", "their_entity", "doc_sha256")
"""What an executed agreement keeps, once it is recorded."""


def problems(work: Work, record: Agreement, stored: Agreement | None) -> Iterator[Problem]:
    """What speaks against saving *record* in place of *stored*; its lifecycle is looked at elsewhere."""
    today = organisation.today(work.session, work.at)
    yield from checks.link_problems(work, record, stored)
    yield from checks.circle_problems(work, record, "parent")
    yield from checks.circle_problems(work, record, "superseded_by")
    yield from checks.external_id_problems(work, record)
    yield from checks.repeat_problems(record, "governs_flows", "purposes", "categories")
    yield from _kin_problems(work, record, stored)
    yield from _flow_problems(work, record, stored)
    yield from _twin_problems(work, record, stored)
    earlier = soundness.problems(stored, today) if stored is not None else ()
    yield from checks.fresh(soundness.problems(record, today), earlier)


def _kin_problems(work: Work, record: Agreement, stored: Agreement | None) -> Iterator[Problem]:
    """That it amends or is replaced by an agreement with somebody else."""
    group = third_parties.group_above(work.session, record.third_party)
    for field, allowed in (("parent", group), ("superseded_by", {record.third_party})):
        other = getattr(record, field)
        unchanged = stored is not None and (getattr(stored, field), stored.third_party) == (
            other,
            record.third_party,
        )
        state = None if unchanged else checks.find(work, "agreement", other)
        if state is not None and state["third_party"] not in allowed:
            yield (
                (field,),
                f"{other} is with {state['third_party']}, not with {record.third_party}: choose another.",
            )


def _flow_problems(work: Work, record: Agreement, stored: Agreement | None) -> Iterator[Problem]:
    """That it lists a flow to somebody whom it cannot bind."""
    same_party = stored is not None and stored.third_party == record.third_party
    known = set(stored.governs_flows) if stored is not None and same_party else set()
    wanted = [ref for ref in record.governs_flows if ref not in known]
    recipients = {
        ref: state["third_party"]
        for ref, state in states.read_keys(work.session, KINDS["flow"], wanted).items()
    }
    allowed = third_parties.chain(work.session, record.third_party)
    for place, ref in enumerate(record.governs_flows):
        recipient = recipients.get(ref)
        if recipient is not None and recipient not in allowed:
            cure = f"not to {record.third_party} or a sub-processor of it: choose a flow that does."
            yield ("governs_flows", place), f"{ref} goes to {recipient}, {cure}"


def _twin_problems(work: Work, record: Agreement, stored: Agreement | None) -> Iterator[Problem]:
    """That people could not tell it from another of the same third party."""
    fields = ("third_party", "kind", "effective_on", "title")
    if (
        stored is not None
        and not stored.archived
        and all(getattr(record, f) == getattr(stored, f) for f in fields)
    ):
        return
    title = checks.folded(record.title or "")
    twin = next(
        (ref for ref, said in queries.like(work.session, record) if checks.folded(said or "") == title), None
    )
    if twin is not None:
        words = f"“{record.title}”" if record.title else "an untitled agreement"
        yield (
            ("title",),
            f"{words} of this kind and first day is already registered as {twin}: choose another title.",
        )


def refuse_rewriting(stored: Agreement, record: Agreement) -> None:
    """Raise :class:`Refused` where *record* would give an executed agreement another paper, kind or party."""
    if stored.stage in UNSIGNED:
        return
    for field in _LASTING:
        before, after = getattr(stored, field), getattr(record, field)
        if before is not None and after != before:
            label = label_of(Agreement, (field,))
            raise Refused(
                f"{label}: {stored.ref} is executed, so this stays as it is: replace it by a new version."
            )


def refuse_superseding(stored: Agreement, successor: Agreement) -> None:
    """Raise :class:`Refused` where *successor* cannot replace *stored*."""
    if stored.stage in UNSIGNED:
        raise Refused(f"Stage: {stored.ref} is not executed yet: edit it instead of replacing it.")
    if stored.superseded_by is not None:
        raise Refused(
            f"{stored.ref} was already replaced by {stored.superseded_by}: replace that version instead."
        )
    if successor.third_party != stored.third_party:
        raise Refused(
            f"Third party: a new version is with {stored.third_party} too: register another agreement."
        )
    if successor.doc_sha256 is not None and successor.doc_sha256 == stored.doc_sha256:
        raise Refused(
            "Document: the new version needs a paper of its own: choose it or leave the field empty."
        )


def active_flows(work: Work, record: Agreement) -> list[str]:
    """The flows that *record* lists and in which data flow now."""
    found = states.read_keys(work.session, KINDS["flow"], record.governs_flows)
    return [ref for ref, state in found.items() if state["status"] == "active" and not state["archived"]]
