"""The checklists of the CCPA: the statute, and the regulations for each of two kinds of recipient."""

import datetime as dt
from functools import partial

from app.domain.agreements.clauses.entry import CORE, NORMAL, ClauseType, Family, SourceMark, ValueHint

_STATUTE_FROM = dt.date(2023, 1, 1)
_REGULATIONS_FROM = dt.date(2023, 3, 29)

_statute = partial(ClauseType, family=Family.CCPA_STATUTE, valid_from=_STATUTE_FROM)
_service = partial(ClauseType, family=Family.CCPA_SERVICE, valid_from=_REGULATIONS_FROM)
_third = partial(ClauseType, family=Family.CCPA_THIRD, valid_from=_REGULATIONS_FROM)

STATUTE = (
    _statute("ccpa.d1", "Limits the purposes and specifies them", "Civ. Code 1798.100(d)(1)", CORE),
    _statute("ccpa.d2", "Complies, and protects to the same level", "Civ. Code 1798.100(d)(2)", CORE),
    _statute("ccpa.d3", "Lets us take reasonable steps to check its use", "Civ. Code 1798.100(d)(3)", NORMAL),
    _statute("ccpa.d4", "Says when it can comply no longer", "Civ. Code 1798.100(d)(4)", NORMAL),
    _statute(
        "ccpa.d5",
        "Lets us stop and cure unauthorised use on notice",
        "Civ. Code 1798.100(d)(5)",
        NORMAL,
    ),
)

SERVICE = (
    _service("ccpa.51a1", "Neither sells nor shares the data", "11 CCR 7051(a)(1)", CORE),
    _service(
        "ccpa.51a2",
        "Names the specific purposes, not just the contract as a whole, and serves only these",
        "11 CCR 7051(a)(2)",
        CORE,
    ),
    _service("ccpa.51a3", "Keeps, uses and discloses for no other purpose", "11 CCR 7051(a)(3)", CORE),
    _service(
        "ccpa.51a4",
        "Has no other commercial purpose, another customer's included",
        "11 CCR 7051(a)(4)",
        CORE,
    ),
    _service(
        "ccpa.51a5",
        "Stays within our direct relationship and combines with no other source",
        "11 CCR 7051(a)(5)",
        CORE,
    ),
    _service(
        "ccpa.51a6",
        "Complies, protects to the same level, secures and cooperates",
        "11 CCR 7051(a)(6)",
        NORMAL,
    ),
    _service(
        "ccpa.51a7",
        "Lets us check: reviews, scans, tests or audits each year",
        "11 CCR 7051(a)(7)",
        NORMAL,
    ),
    _service(
        "ccpa.51a8",
        "Says within days that it cannot comply",
        "11 CCR 7051(a)(8)",
        NORMAL,
        source=SourceMark.TO_CONFIRM,
        hint=ValueHint.DAYS,
    ),
    _service(
        "ccpa.51a9",
        "Lets us stop and cure, and proves deletion",
        "11 CCR 7051(a)(9)",
        NORMAL,
    ),
    _service("ccpa.51a10", "Enables us to answer consumers", "11 CCR 7051(a)(10)", NORMAL),
)

THIRD = (
    _third("ccpa.53a1", "Limits the purposes and specifies them", "11 CCR 7053(a)(1)", CORE),
    _third("ccpa.53a2", "Receives and uses the data for these alone", "11 CCR 7053(a)(2)", CORE),
    _third(
        "ccpa.53a3",
        "Complies and protects to the same level, opt-outs passed on included",
        "11 CCR 7053(a)(3)",
        CORE,
    ),
    _third("ccpa.53a4", "Lets us check, for instance by attestation", "11 CCR 7053(a)(4)", NORMAL),
    _third(
        "ccpa.53a5",
        "Lets us stop and cure unauthorised use",
        "11 CCR 7053(a)(5)",
        NORMAL,
        source=SourceMark.TO_CONFIRM,
    ),
    _third(
        "ccpa.53a6",
        "Says within days that it cannot comply",
        "11 CCR 7053(a)(6)",
        NORMAL,
        source=SourceMark.TO_CONFIRM,
        hint=ValueHint.DAYS,
    ),
)
