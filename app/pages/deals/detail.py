"""The page of one deal: its stage, readiness, findings, facts, segments, members, reports and history."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, url_for

from app.domain.accounts import queries as accounts
from app.domain.catalogue.terms import LegalBasis, Sensitivity
from app.domain.deals import schedule
from app.domain.deals.course import Member
from app.domain.deals.deal_rules.rule import line_key
from app.domain.deals.demands import demands
from app.domain.deals.moves import DATED
from app.domain.deals.numbering import by_number
from app.domain.deals.papers import pointed_at
from app.domain.deals.records import Deal, Segment
from app.domain.deals.remarks import threads
from app.domain.deals.terms import MOVES, DealStage, HandingOn
from app.domain.findings.engine import Found
from app.domain.reports import queries as reports
from app.domain.reports.models import Report
from app.domain.reports.terms import CODES, ReportKind
from app.extensions import db
from app.kernel.words import listing
from app.pages.deals import history
from app.pages.deals.overview import facts_of, parties_of, perimeter_of
from app.pages.deals.picture import Picture
from app.pages.deals.room import Visit
from app.pages.kit import formats
from app.pages.kit.access import actor
from app.reporting.snapshot.inventory import MARKS
from app.security.permissions import Permission
from app.security.roles import Role, permissions_of

WAY = (DealStage.PREPARE, DealStage.DILIGENCE, DealStage.SIGNED, DealStage.CLOSED, DealStage.INTEGRATED)
"""The stages of a deal that comes about, in order."""
MOST_SHOWN = 1
"""Findings of one rule that are shown in full; the rest are listed, open where they are few."""
FEW = 6
MOST_LISTED = 50
MOST_SEGMENTS = 200
"""Segments that the page lists; beyond them the inventory, which has pages, leads to each."""


@dataclass(frozen=True)
class Trouble:
    """Why a form of the page was not taken, with what was typed; *form* names it."""

    form: str
    sentence: str
    typed: dict[str, str] = field(default_factory=dict)


def page(visit: Visit, trouble: Trouble | None = None) -> str:
    """The page; *trouble* stands at the form that it concerns."""
    picture = Picture(visit)
    deal = visit.deal
    people = picture.people
    return render_template(
        "deals/detail.html",
        visit=visit,
        deal=deal,
        picture=picture,
        trouble=trouble,
        way=WAY,
        passed=WAY.index(deal.stage) if deal.stage in WAY else -1,
        moves=_moves(picture),
        past=_past(deal, people),
        readiness=schedule.readiness(picture.inventory.lines),
        waiting=_waiting(picture),
        findings=_findings(picture),
        facts=facts_of(visit.deal, picture),
        segments=[_segment(segment, picture) for segment in deal.segments[:MOST_SEGMENTS]],
        all_segments=len(deal.segments),
        member_rows=[_member(member, people) for member in deal.members],
        members=[member.person for member in deal.members],
        handings=list(HandingOn),
        perimeter=perimeter_of(picture),
        parties=parties_of(picture),
        candidates=candidates(visit),
        papers=papers_of(visit, people),
        people=people,
        talk=threads(deal),
        reports=issued(visit),
        history=history.timeline(visit.ref),
        may_write=visit.may_write,
        may_restore=actor().may(Permission.DEALS_WRITE) and deal.archived,
        may_issue=actor().may(Permission.REPORTS_ISSUE) and not deal.archived,
        me=actor().email,
        today=formats.today(),
    )


def _moves(picture: Picture) -> list[dict[str, Any]]:
    """The stages that can follow, each with what it asks for and is not there."""
    matter, lines = picture.inventory.matter, picture.inventory.lines
    return [
        {"stage": stage, "field": DATED.get(stage), "asked": demands(matter, lines, stage)}
        for stage in DealStage
        if stage in MOVES[matter.deal.stage]
    ]


def _past(deal: Deal, people: Mapping[str, str]) -> list[dict[str, Any]]:
    """The moves so far, newest first."""
    return [
        {"move": move, "by": people.get(move.by or "", move.by or "System")} for move in reversed(deal.moves)
    ]


def candidates(visit: Visit) -> list[tuple[str, str]]:
    """Who may be a member: active people whose role can open a deal, by e-mail address and name."""
    members = {member.person for member in visit.deal.members}
    found = []
    for row in accounts.people(db.session):
        if row.active and Permission.DEALS_READ in permissions_of([Role(key) for key in row.roles]):
            mark = " (member: a new last day)" if row.email in members else ""
            found.append((row.email, f"{row.name} · {row.email}{mark}"))
    return found


def _member(member: Member, people: Mapping[str, str]) -> dict[str, Any]:
    today = formats.today()
    return {
        "person": member.person,
        "name": people.get(member.person, member.person),
        "until": member.until,
        "handing": member.handing,
        "is_over": member.until is not None and member.until < today,
        "is_me": member.person == actor().email,
    }


def _waiting(picture: Picture) -> dict[str, int]:
    """What stands between today and the closing."""
    inside = [card for card in picture.cards if card.in_perimeter]
    return {
        "lines": len(inside),
        "undecided": sum(card.standing.decided is None for card in inside),
        "unapproved": sum(
            card.standing.decided is not None and not card.standing.is_approved for card in inside
        ),
        "gates": sum(card.open_gates for card in inside),
    }


def _findings(picture: Picture) -> list[dict[str, Any]]:
    """The findings of the DEAL rules by rule, gravest first: a few in full, the rest as sentences."""
    lines = {card.segment: card.number for card in reversed(picture.cards) if card.segment}
    lines |= {line_key(line): line.number for line in picture.inventory.lines.perimeter}
    groups = []
    for _, some in itertools.groupby(picture.inventory.findings, key=lambda one: (one.severity, one.rule)):
        in_order = sorted(some, key=lambda one: by_number(lines[one.key]) if one.key in lines else ("", 0))
        cards = [_finding(one, picture, lines) for one in in_order]
        groups.append(
            {
                "shown": cards[:MOST_SHOWN],
                "rest": cards[MOST_SHOWN : MOST_SHOWN + MOST_LISTED],
                "more": max(0, len(cards) - MOST_SHOWN),
                "rule": cards[0]["rule"],
                "is_short": len(cards) <= FEW,
            }
        )
    return groups


def _finding(one: Found, picture: Picture, lines: Mapping[str, str]) -> dict[str, Any]:
    number = lines.get(one.key)
    ref = picture.visit.ref
    return {
        "rule": one.rule,
        "severity": one.severity,
        "message": one.message,
        "remedy": one.remedy,
        "citation": one.citation,
        "values": one.values,
        "object": f"line {number}" if number else "the deal as a whole",
        "object_url": url_for("deals.line", ref=ref, number=number) if number else None,
    }


_FLAGS = {
    "opted_out": "Opted out",
    "minor": "Minors",
    "legal_hold": "Legal hold",
    "erasure_open": "Erasure requested",
    "retention_only": "Retention only",
}


def _segment(segment: Segment, picture: Picture) -> dict[str, Any]:
    """A row of the segments with the lines of the inventory that are about it."""
    matter = picture.inventory.matter
    cards = picture.by_segment.get(segment.ref or "", [])
    return {
        "record": segment,
        "name": segment.name or segment.ref,
        "relation": segment.relation.label if segment.relation else "",
        "categories": len(matter.categories(segment)),
        "sensitive": bool(matter.sensitive(segment, *Sensitivity)),
        "basis": listing(sorted(LegalBasis(basis).label for basis in matter.bases(segment))),
        "notices": [f"{cohort.notice}: {cohort.share} %" for cohort in segment.notices],
        "flags": [label for name, label in _FLAGS.items() if getattr(segment, name)],
        "cards": cards,
        "numbered": any(card.item is not None for card in cards),
    }


def papers_of(visit: Visit, people: Mapping[str, str]) -> list[dict[str, Any]]:
    """The papers that this member sees, newest first, each with who filed it and what rests on it."""
    used = pointed_at(visit.deal)
    return [
        {"paper": one, "by": people.get(one.by or "", one.by or "System"), "used": used.get(one.sha256, "")}
        for one in reversed(visit.deal.papers)
        if one.for_guests or not visit.is_guest
    ]


def issued(visit: Visit) -> list[dict[str, Any]]:
    """The issued reports of the deal that this member sees, newest first, with their files."""
    found = db.session.scalars(reports.issued(db.session, actor()).where(Report.deal == visit.ref)).all()
    people = accounts.names(db.session)
    releases = reports.releases_of(db.session, visit.ref)
    return [
        {
            "report": report,
            "release": releases.get(report.number),
            "releaser": _named(people, releases[report.number].by) if report.number in releases else "",
            "code": CODES[ReportKind(report.kind)],
            "by": report.issued_by,
            "files": reports.renderings(db.session, report.number),
            "mark": _mark(visit.deal, report),
            "is_newest": place == 0,
            "url": url_for("reports.detail", number=report.number)
            if actor().may(Permission.REPORTS_READ)
            else None,
        }
        for place, report in enumerate(found)
    ]


def _named(people: Mapping[str, str], who: str) -> str:
    return people.get(who, who.capitalize())


def _mark(deal: Deal, report: Report) -> str:
    """What the schedule is by the stage of the deal when its data were read; nothing for a comparison."""
    if report.kind != ReportKind.INVENTORY:
        return ""
    reached = [move.stage for move in deal.moves if move.at <= report.as_of]
    first = DealStage.PREPARE if deal.moves else deal.stage
    return MARKS.get(reached[-1] if reached else first, "draft").capitalize()
