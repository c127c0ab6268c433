"""One decision on several findings: who owns them, until when they are due, a comment, a waiver, its approval."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.accounts import queries as accounts
from app.domain.findings import operations, queries, waivers
from app.domain.findings.ledger import Finding
from app.domain.findings.operations import MOST_AT_ONCE
from app.domain.findings.terms import FOUR_EYES, FindingStatus, Severity
from app.domain.third_parties import queries as third_parties
from app.extensions import db
from app.kernel.errors import Invalid, Refused
from app.kernel.words import plural
from app.pages.findings.area import blueprint
from app.pages.findings.listing import listing
from app.pages.kit import formats
from app.pages.kit.access import LARGEST, access, actor
from app.pages.kit.lists import sent_args
from app.security.permissions import Permission


@dataclass(frozen=True)
class Act:
    """A decision: what its button says, what its page asks for, the fields that it takes, and who carries it out."""

    button: str
    submit: str
    lead: str
    fields: Sequence[str]
    perform: Callable[[Sequence[int], Mapping[str, str]], Any]
    done: str


def _day(text: str, field: str, label: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        cure = "write it as year-month-day, such as 2026-03-31"
        said = f"“{text}” is not a date: {cure}" if text else f"is required: {cure}"
        raise Invalid.of(field, f"{label}: {said}.") from error


def _assign(numbers: Sequence[int], sent: Mapping[str, str]) -> None:
    operations.assign(actor(), numbers, sent.get("owner") or None)


def _set_due(numbers: Sequence[int], sent: Mapping[str, str]) -> None:
    day = _day(sent["due_on"], "due_on", "Due on") if sent.get("due_on") else None
    operations.set_due(actor(), numbers, day)


def _comment(numbers: Sequence[int], sent: Mapping[str, str]) -> None:
    operations.comment(actor(), numbers, sent.get("text", ""))


def waive(numbers: Sequence[int], sent: Mapping[str, str]) -> None:
    """Waive the findings *numbers* as the form that was *sent* says, naming all that is wrong with it at once."""
    problems: dict[tuple[str | int, ...], list[str]] = {}
    expires_on = None
    try:
        expires_on = _day(sent.get("expires_on", ""), "expires_on", "Ends on")
    except Invalid as error:
        problems |= error.problems
    if not sent.get("reason"):
        problems["reason",] = ["Reason: is required: say why it may stay."]
    if problems or expires_on is None:
        raise Invalid(problems)
    waivers.waive(actor(), numbers, sent["reason"], expires_on)


def _approve(numbers: Sequence[int], sent: Mapping[str, str]) -> None:
    waivers.approve(actor(), numbers)


ACTS: Mapping[str, Act] = {
    "assign": Act(
        "Set the owner", "Set the owner", "Who clears them.", ("owner",), _assign, "The owner is recorded."
    ),
    "due": Act(
        "Set a due day",
        "Set the due day",
        "By when they are to be closed. Left empty, it is the day of their severity again.",
        ("due_on",),
        _set_due,
        "The due day is recorded.",
    ),
    "waive": Act(
        "Waive",
        "Waive",
        "They stand until a day, for a reason. What is critical or high waits for a second person’s approval.",
        ("reason", "expires_on"),
        waive,
        "The waivers are recorded; those of critical and high findings wait for a second person.",
    ),
    "approve": Act(
        "Approve waivers",
        "Approve",
        "Waivers that somebody else asked for.",
        (),
        _approve,
        "The waivers are approved.",
    ),
    "comment": Act(
        "Comment",
        "Record the comment",
        "One comment on each of them.",
        ("text",),
        _comment,
        "The comment is recorded.",
    ),
}
"""The decisions, by what the address calls them."""


SHOWN = 100
"""Findings that the page of a decision lists; of more it says how many there are."""
CHANGED = (
    "What matches the search and filters has changed since the page was opened: look at the findings as they are now. "
    "Nothing was decided."
)


@dataclass(frozen=True)
class Chosen:
    """The findings that are meant: the ticked ones, or with a *mark* every one that the list lets through."""

    numbers: Sequence[int]
    mark: str = ""


@blueprint.get("/findings/decide")
@access(Permission.FINDINGS_WRITE)
def decide() -> Any:
    """The form of a decision on the findings that were ticked, or on all that match."""
    return _page(_chosen())


@blueprint.post("/findings/decide")
@access(Permission.FINDINGS_WRITE)
def decided() -> Any:
    """Carry it out on all of them, or on none."""
    act, chosen = ACTS.get(request.form.get("act", "")), _chosen()
    if act is None:
        return _page(chosen, problem="Decision: choose what to do with them."), 422
    sent = {name: request.form.get(name, "").strip() for name in act.fields}
    if chosen.mark and request.form["every"] != chosen.mark:
        return _page(chosen, problem=CHANGED, sent=sent), 409
    try:
        act.perform(chosen.numbers, sent)
    except (Invalid, Refused) as error:
        db.session.rollback()
        problems = error.problems if isinstance(error, Invalid) else {}
        return _page(chosen, problem=error.sentence, problems=problems, sent=sent), error.status
    flash(f"{plural(len(chosen.numbers), 'finding')}: {act.done[:1].lower()}{act.done[1:]}", "success")
    return _back()


def _back() -> Response:
    """To the list as it was filtered."""
    query = request.form.get("list", "")
    target = url_for("findings.index")
    return redirect(f"{target}?{query}" if query and "\n" not in query and "\r" not in query else target, 303)


def _chosen() -> Chosen:
    """The findings that the address or the form names; what is no number is none of them."""
    if request.values.get("every"):
        found = listing().keys(sent_args())
        return Chosen(found, queries.mark_of(found))
    texts = request.values.getlist("finding")
    whole = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 20)
    return Chosen(list(dict.fromkeys(number for number in whole if number <= LARGEST)))


def _page(
    chosen: Chosen,
    *,
    problem: str = "",
    problems: Mapping[tuple[str | int, ...], Sequence[str]] | None = None,
    sent: Mapping[str, str] | None = None,
) -> str:
    key = request.values.get("act", "")
    found: list[Finding] = queries.chosen(db.session, chosen.numbers[:MOST_AT_ONCE])
    return render_template(
        "findings/decide.html",
        act=ACTS.get(key),
        acts=ACTS,
        key=key,
        found=found,
        shown=SHOWN,
        chosen=chosen,
        several=plural(len(found), "finding"),
        waiting=queries.requests_of(db.session, found[:SHOWN]) if key == "approve" else {},
        second=sum(Severity(one.severity) in FOUR_EYES for one in found),
        closed=[one for one in found if one.status == FindingStatus.CLOSED],
        people=accounts.options(db.session),
        names=accounts.names(db.session),
        parties=third_parties.names(
            db.session, sorted({one.third_party for one in found[:SHOWN] if one.third_party})
        ),
        problem=problem or _what_is_wrong(chosen, found),
        errors={str(path[0]): texts for path, texts in (problems or {}).items() if path},
        sent=sent or {},
        list=request.values.get("list", ""),
        tomorrow=formats.today() + dt.timedelta(days=1),
    )


def _what_is_wrong(chosen: Chosen, found: Sequence[Finding]) -> str:
    """What keeps a decision on *chosen* from being made at all."""
    if len(chosen.numbers) > MOST_AT_ONCE:
        most = f"decide on at most {MOST_AT_ONCE:,} at a time, by narrower filters"
        return f"Findings: {len(chosen.numbers):,} match: {most}."
    return "" if found else "Findings: tick at least one in the list, then choose what to do."
