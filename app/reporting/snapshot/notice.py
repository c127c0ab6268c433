"""R5, notice conformity: purposes and recipients as recorded, against what the notice in effect says."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.domain.findings import conformity, measures
from app.domain.findings.conformity import Cell, Row
from app.domain.findings.dossier import Context, Dossier
from app.domain.flows.records import Flow
from app.domain.notices import sentences
from app.domain.notices.coverage import (
    GROUNDS,
    Coverage,
    code_of,
    provisions_for_purpose,
    purpose_coverage,
)
from app.domain.notices.records import Notice, Provision
from app.domain.notices.statements import standings
from app.domain.notices.terms import Strength
from app.reporting.snapshot.findings import finding_rows
from app.reporting.snapshot.frame import People, Vocabulary, day, frame, tallies
from app.reporting.snapshot.schema.frame import Snapshot
from app.reporting.snapshot.schema.notice import (
    CellRow,
    GroundRow,
    LinkRow,
    NoticeData,
    NoticeHead,
    ProvisionRow,
    PurposeRow,
    RecipientRow,
    SentenceRow,
    StatementRow,
    VersionRow,
)

TITLE = "Notice conformity"
RULES = "NOT-"
"""How the ids of the rules begin whose findings are printed."""


def collect_notice(
    dossiers: Iterable[Dossier],
    context: Context,
    findings: Iterable[Mapping[str, Any]],
    *,
    people: People | None = None,
) -> Snapshot:
    """The snapshot of R5 of *dossiers* against the current notice of *context*."""
    vocabulary, notice = Vocabulary(context, people), context.current_notice
    rows: list[Row] = []
    flows: list[tuple[Flow, Coverage]] = []
    names: dict[str, str] = {ref: one.title or ref for ref, one in context.notices.items()}
    for dossier in dossiers:
        names.update({flow.ref or "": flow.name for flow in dossier.flows if flow.name})
        row = conformity.row(dossier, context, notice)
        if row is not None:
            rows.append(row)
            flows += [(flow, measures.flow_coverage(flow, dossier, context, notice)) for flow in row.flows]
    rows.sort(key=lambda row: row.third_party.ref or "")
    about = [finding for finding in findings if finding["rule"].startswith(RULES)]
    data: NoticeData = {
        "notice": _head(notice, context),
        "versions": [_version(one) for one in reversed(context.notices_in_order)],
        "coverage": tallies(
            (vocabulary.term("coverage", found) for _, found in flows),
            (coverage.value for coverage in reversed(Coverage)),
        ),
        "flows": len(flows),
        "purposes": [
            _purpose(key, rows, context, vocabulary, notice)
            for key in conformity.in_order((key for row in rows for key in row.cells), context)
        ],
        "grounds": [_ground(one, rows, vocabulary) for one in _provisions(notice) if one.kind in GROUNDS],
        "recipients": [_recipient(row, vocabulary, notice) for row in rows],
        "unused": [_provision(one, vocabulary) for one in conformity.unused(rows, context, notice)],
        "contradictions": [_provision(one, vocabulary) for one in conformity.contradictions(notice)],
        "statements": [] if notice is None else _statements(notice, vocabulary),
        "findings": finding_rows(about, context, vocabulary, names),
        "sentences": [] if notice is None else _sentences(notice, vocabulary),
    }
    return frame(
        "notice",
        TITLE,
        context,
        vocabulary,
        counts={"shown": len(rows), "total": len(rows), "of": "third parties to which data flow"},
        data=data,
    )


def _provisions(notice: Notice | None) -> list[Provision]:
    return notice.provisions if notice else []


def _head(notice: Notice | None, context: Context) -> NoticeHead | None:
    if notice is None:
        return None
    entity = context.entities.get(notice.entity or "")
    return {
        "ref": notice.ref or "",
        "title": notice.title,
        "entity": None if entity is None else entity.legal_name,
        "url": notice.url,
        "captured_on": day(notice.captured_on),
        "effective_on": day(notice.effective_on),
        "sha256": notice.sha256,
        "sentences": len(sentences.split(notice.text or "")),
        "provisions": len(notice.provisions),
        "open_ended": sum(one.unclear for one in notice.provisions),
    }


def _version(notice: Notice) -> VersionRow:
    return {
        "ref": notice.ref or "",
        "title": notice.title,
        "starts_on": day(notice.effective_on or notice.captured_on),
    }


def _provision(one: Provision, vocabulary: Vocabulary) -> ProvisionRow:
    return {
        "code": one.code,
        "kind": vocabulary.term("provision_kind", one.kind),
        "text": one.text,
        "sentence_no": one.sentence_no,
        "open_ended": one.unclear,
    }


def _purpose(
    key: str, rows: list[Row], context: Context, vocabulary: Vocabulary, notice: Notice | None
) -> PurposeRow:
    known = context.purposes.get(key)
    served = [row.cells[key] for row in rows if key in row.cells]
    places = {one.sentence_no for one in provisions_for_purpose(notice, known) if one.sentence_no}
    return {
        "key": vocabulary.purposes([key])[0],
        "code": known.policy_code if known else None,
        "stated": vocabulary.term("coverage", purpose_coverage(notice, known)),
        "sentences": sorted(places),
        "flows": sum(len(cell.flows) for cell in served),
        "third_parties": len(served),
    }


def _ground(one: Provision, rows: list[Row], vocabulary: Vocabulary) -> GroundRow:
    linked: dict[str, Strength] = {}
    for row in rows:
        for flow in row.flows:
            for link in flow.notice_links:
                if code_of(link.provision) == one.code and linked.get(flow.ref or "") is not Strength.EXPRESS:
                    linked[flow.ref or ""] = link.strength
    return {
        **_provision(one, vocabulary),
        "express": sum(strength is Strength.EXPRESS for strength in linked.values()),
        "arguable": sum(strength is Strength.ARGUABLE for strength in linked.values()),
    }


def _recipient(row: Row, vocabulary: Vocabulary, notice: Notice | None) -> RecipientRow:
    return {
        "ref": row.third_party.ref or "",
        "name": row.third_party.name,
        "affiliation": vocabulary.term("affiliation", row.third_party.affiliation),
        "recipient": vocabulary.term("coverage", row.recipient),
        "coverage": vocabulary.term("coverage", row.coverage),
        "cells": [_cell(cell, vocabulary) for _, cell in sorted(row.cells.items())],
        "links": [link for flow in row.flows for link in _links(flow, vocabulary, notice)],
    }


def _cell(cell: Cell, vocabulary: Vocabulary) -> CellRow:
    return {
        "purpose": vocabulary.purposes([cell.purpose])[0],
        "stated": vocabulary.term("coverage", cell.stated),
        "recipient": vocabulary.term("coverage", cell.recipient),
        "coverage": vocabulary.term("coverage", cell.coverage),
        "flows": sorted(flow.ref or "" for flow in cell.flows),
    }


def _links(flow: Flow, vocabulary: Vocabulary, notice: Notice | None) -> list[LinkRow]:
    return [
        {
            "flow": flow.ref or "",
            "code": code_of(link.provision),
            "strength": vocabulary.term("strength", link.strength),
            "reason": link.reason,
            "by": vocabulary.person(link.linked_by),
            "on": day(link.linked_on),
            "holds": provision is not None,
        }
        for link, provision in conformity.grounds_of(flow, notice)
    ]


def _statements(notice: Notice, vocabulary: Vocabulary) -> list[StatementRow]:
    return [
        {
            "key": vocabulary.term("statement", one.key),
            "state": vocabulary.optional("statement_state", one.state),
            "words": one.words,
            "basis": vocabulary.term("basis", one.basis),
            "sentence_no": one.sentence_no,
            "gap": one.is_gap,
            "cure": one.duty.cure if one.is_gap else None,
            "citation": one.duty.citation,
            "note": one.note,
        }
        for one in standings(notice)
    ]


def _sentences(notice: Notice, vocabulary: Vocabulary) -> list[SentenceRow]:
    return [
        {
            "number": sentence.number,
            "text": sentence.text,
            "provisions": [
                _provision(one, vocabulary) for one in notice.provisions if one.sentence_no == sentence.number
            ],
        }
        for sentence in sentences.split(notice.text or "")
    ]
