"""Where an agreement stands, in words: the derived state with the dates that make it so."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.agreements.predicates import (
    NONE_KNOWN,
    SIGNED,
    Agreements,
    confidentiality_ends_on,
    ends_on,
    executed_on,
    is_executed,
    is_expired,
    is_superseded,
    is_terminated,
    notice_deadline,
    renewal_decided,
    status,
    superseded_on,
)
from app.domain.agreements.records import Agreement
from app.domain.agreements.terms import Acceptance, Stage
from app.kernel.words import listing, plural, written

_RUNNING = frozenset({Stage.IN_FORCE, Stage.RENEWAL_DUE, Stage.RENEWED, Stage.SUSPENDED})


@dataclass(frozen=True)
class Standing:
    """The state on a day and the sentences that say why; ``typed`` is the recorded stage where it differs."""

    state: Stage
    why: str
    typed: Stage | None


@dataclass(frozen=True)
class Mark:
    """A day in the life of an agreement: what it is, and whether it lies ahead."""

    on: dt.date
    label: str
    ahead: bool


def standing(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> Standing:
    """Where *agreement* stands on *day*, and why; successors are looked up in *agreements*."""
    state = status(agreement, day, agreements)
    if not is_executed(agreement, day):
        why = _not_concluded(agreement, day)
    elif state is Stage.EXECUTED:
        why = _not_begun_or_endless(agreement, day)
    elif state in _RUNNING:
        why = _running(agreement, day, agreements)
    else:
        why = _over(agreement, day, agreements)
    return Standing(state, why, None if agreement.stage is state else agreement.stage)


def _not_concluded(agreement: Agreement, day: dt.date) -> str:
    if agreement.acceptance is Acceptance.PUBLISHED_ONLY:
        return "Its terms were published, but no acceptance is recorded: what nobody accepted binds nobody."
    if agreement.acceptance is Acceptance.NONE:
        return "No acceptance is recorded."
    if agreement.acceptance not in SIGNED:
        if agreement.effective_on is None:
            return f"{agreement.acceptance.label}, but its first day in force is not recorded."
        return f"{agreement.acceptance.label}, with effect from {written(agreement.effective_on)}."
    ours, theirs = agreement.signed_us_on, agreement.signed_them_on
    if ours is None and theirs is None:
        return "Neither signature is recorded."
    if theirs is None and ours is not None:
        return f"Signed by us on {written(ours)}; their signature is not recorded."
    if ours is None and theirs is not None:
        return f"Signed by them on {written(theirs)}; our signature is not recorded."
    concluded = executed_on(agreement)
    return f"The second signature is dated {written(concluded)}." if concluded is not None else ""


def _not_begun_or_endless(agreement: Agreement, day: dt.date) -> str:
    if agreement.effective_on is None:
        return "Concluded, but its first day in force is not recorded."
    if agreement.effective_on > day:
        return f"Concluded; in force from {written(agreement.effective_on)}."
    since = f"Concluded and effective since {written(agreement.effective_on)}, but no end is recorded"
    return f"{since}: neither a last day nor that it runs on. Until one is, it does not count as in force."


def _running(agreement: Agreement, day: dt.date, agreements: Agreements) -> str:
    start = agreement.effective_on
    said = [f"In force since {written(start)}"] if start is not None else []
    said.append(term(agreement, day))
    sentences = ["; ".join(part for part in said if part) + "."]
    sentences.extend(_decision(agreement, day))
    replaced = superseded_on(agreement, agreements)
    if agreement.superseded_by is not None and replaced is not None and replaced > day:
        sentences.append(f"{agreement.superseded_by} takes its place on {written(replaced)}.")
    elif agreement.superseded_by is not None:
        sentences.append(f"{agreement.superseded_by} is to take its place once it is concluded.")
    return " ".join(sentences)


def term(agreement: Agreement, day: dt.date) -> str:
    """How its term ends, as part of a sentence: ``ends on 31 Mar 2027 (in 40 days)``."""
    end = agreement.expires_on
    if agreement.terminated_on is not None and agreement.terminated_on > day:
        return f"ended with effect from {written(agreement.terminated_on)}"
    if agreement.evergreen:
        return "no fixed end"
    if end is None:
        return "renews by itself" if agreement.auto_renew else "no end recorded"
    if agreement.auto_renew:
        return f"renews by itself on {written(end)}" if end >= day else f"renewed itself after {written(end)}"
    left = (end - day).days
    near = f" ({'today' if left == 0 else 'in ' + plural(left, 'day')})" if 0 <= left <= 365 else ""
    return f"{'ends' if end >= day else 'ended'} on {written(end)}{near}"


def _decision(agreement: Agreement, day: dt.date) -> Iterator[str]:
    deadline = notice_deadline(agreement)
    if agreement.renewal_decided_on is not None and renewal_decided(agreement, day):
        yield f"What follows was decided on {written(agreement.renewal_decided_on)}."
    elif deadline is not None and deadline > dt.date.min:
        late = "was due by" if deadline < day else "is due by"
        yield f"Notice {late} {written(deadline)}."


def _over(agreement: Agreement, day: dt.date, agreements: Agreements) -> str:
    causes = []
    if is_superseded(agreement, day, agreements):
        since = superseded_on(agreement, agreements)
        on = f" on {written(since)}" if since is not None and since > dt.date.min else ""
        causes.append(f"replaced by {agreement.superseded_by}{on}")
    if is_terminated(agreement, day) and agreement.terminated_on is not None:
        causes.append(f"ended with effect from {written(agreement.terminated_on)}")
    if is_expired(agreement, day) and agreement.expires_on is not None:
        causes.append(f"expired after {written(agreement.expires_on)}")
    words = listing(causes)
    return f"{words[:1].upper()}{words[1:]}. {survival(agreement, day, agreements)}".strip()


def survival(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> str:
    """What is recorded of confidentiality after the end, in a sentence."""
    if agreement.survival_indefinite:
        return "Confidentiality survives without limit."
    if agreement.survival_months is None:
        return "No survival of confidentiality is recorded."
    if agreement.survival_months == 0:
        return "Confidentiality ends with the agreement."
    if ends_on(agreement, agreements) is None:
        return f"Confidentiality survives the end by {plural(agreement.survival_months, 'month')}."
    last = confidentiality_ends_on(agreement, agreements)
    if last is None or last == dt.date.max:
        return f"Confidentiality survives the end by {plural(agreement.survival_months, 'month')}."
    return f"Confidentiality {'lasts until' if last >= day else 'ended after'} {written(last)}."


def marks(agreement: Agreement, day: dt.date, agreements: Agreements = NONE_KNOWN) -> list[Mark]:
    """The days in its life, in order: signatures, term, notice, end, survival."""
    known: list[tuple[dt.date | None, str]] = [
        (agreement.signed_us_on, "Signed by us"),
        (agreement.signed_them_on, "Signed by them"),
        (agreement.effective_on, "First day in force"),
        (agreement.renewal_decided_on, "Renewal decided"),
        (notice_deadline(agreement), "Last day for notice"),
        (agreement.expires_on, "Renews by itself after" if agreement.auto_renew else "Last day of the term"),
        (agreement.terminated_on, "First day no longer in force"),
    ]
    if agreement.superseded_by is not None:
        known.append((superseded_on(agreement, agreements), f"Replaced by {agreement.superseded_by}"))
    if not agreement.survival_indefinite and agreement.survival_months:
        known.append((confidentiality_ends_on(agreement, agreements), "Confidentiality ends"))
    found = [Mark(on, label, on > day) for on, label in known if on and dt.date.min < on < dt.date.max]
    return sorted(found, key=lambda mark: mark.on)
