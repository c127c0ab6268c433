"""The checklist of GDPR Article 28 for controller-processor contracts, as the UK GDPR keeps it."""

import datetime as dt
from functools import partial

from app.domain.agreements.clauses.entry import CORE, NICE, NORMAL, ClauseType, Family, SourceMark, ValueHint

APPLIES_FROM = dt.date(2018, 5, 25)
"""The first day of the GDPR."""
_OPINION_22_2024 = dt.date(2024, 10, 7)

_clause = partial(ClauseType, family=Family.G28, valid_from=APPLIES_FROM)
_unread = partial(_clause, source=SourceMark.TO_CONFIRM)

CLAUSES = (
    _clause("g28.subject_duration", "States subject matter and duration", "GDPR 28(3)", NORMAL),
    _clause("g28.nature_purpose", "States nature and purpose, specifically", "GDPR 28(3)", CORE),
    _clause("g28.types_subjects", "States types of data and groups of people", "GDPR 28(3)", CORE),
    _clause("g28.controller_rights", "States the controller's duties and rights", "GDPR 28(3)", NICE),
    _clause(
        "g28.a_instructions",
        "Acts on documented instructions only, transfers included",
        "GDPR 28(3)(a)",
        CORE,
    ),
    _clause(
        "g28.a_legal_notice",
        "Says beforehand if a law demands other processing",
        "GDPR 28(3)(a)",
        NORMAL,
    ),
    _clause(
        "g28.b_confidentiality",
        "Binds the people who handle the data to confidentiality",
        "GDPR 28(3)(b)",
        CORE,
    ),
    _clause("g28.c_security", "Takes all security measures of Article 32", "GDPR 28(3)(c)", CORE),
    _clause("g28.d_subs", "Keeps to the conditions for sub-processors", "GDPR 28(3)(d)", CORE),
    _clause("g28.e_rights", "Helps to answer the people concerned", "GDPR 28(3)(e)", NORMAL),
    _clause(
        "g28.f_assist",
        "Helps with security, breaches, impact assessments and consultation",
        "GDPR 28(3)(f), 32-36",
        NORMAL,
    ),
    _unread(
        "g28.f_breach_time",
        "Reports a breach without undue delay, at best within stated hours",
        "GDPR 28(3)(f), 33(2)",
        NORMAL,
        hint=ValueHint.HOURS,
    ),
    _clause(
        "g28.g_return",
        "Deletes or returns the data at our choice at the end, copies too",
        "GDPR 28(3)(g)",
        CORE,
    ),
    _clause("g28.h_audit", "Informs us, and allows and supports audits", "GDPR 28(3)(h)", CORE),
    _unread(
        "g28.h_warn",
        "Warns us of an instruction that looks unlawful",
        "GDPR 28(3), last subparagraph",
        NICE,
    ),
    _unread(
        "g28.2_authorisation",
        "Needs our written authorisation, specific or general, for sub-processors",
        "GDPR 28(2)",
        CORE,
    ),
    _unread(
        "g28.2_change_notice",
        "Announces new sub-processors in time to object",
        "GDPR 28(2)",
        NORMAL,
        hint=ValueHint.DAYS,
    ),
    _unread("g28.4_flowdown", "Puts the same duties on sub-processors by contract", "GDPR 28(4)", CORE),
    _unread("g28.4_liability", "Answers fully for its sub-processors", "GDPR 28(4)", NORMAL),
    _unread("g28.9_writing", "Is in writing; electronic form will do", "GDPR 28(9)", CORE),
    _clause(
        "g28.sub_list",
        "Annexes the approved sub-processors and keeps the list current",
        "EDPB Opinion 22/2024, paras 25, 31-32",
        NORMAL,
        valid_from=_OPINION_22_2024,
    ),
)
