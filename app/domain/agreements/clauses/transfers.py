"""The checklists of a transfer's papers: the EU standard clauses, the UK agreement and the UK addendum."""

import datetime as dt
from functools import partial

from app.domain.agreements.clauses.entry import CORE, NICE, NORMAL, ClauseType, Family, SourceMark, ValueHint
from app.domain.agreements.terms import AgreementKind as Kind

_DECISION = "Decision (EU) 2021/914"
_M123 = frozenset({Kind.SCC_M1, Kind.SCC_M2, Kind.SCC_M3})
_M23 = frozenset({Kind.SCC_M2, Kind.SCC_M3})

_scc = partial(ClauseType, family=Family.SCC, valid_from=dt.date(2021, 6, 27), source=SourceMark.TO_CONFIRM)
_uk = partial(ClauseType, valid_from=dt.date(2022, 3, 21), source=SourceMark.TO_CONFIRM)
_idta = partial(_uk, family=Family.IDTA)
_addendum = partial(_uk, family=Family.ADDENDUM)

SCC = (
    _scc("scc.module", "Uses the module that fits the two roles", _DECISION, CORE),
    _scc(
        "scc.a1_parties", "Annex I.A names the parties, roles and contacts", f"{_DECISION}, annex I.A", CORE
    ),
    _scc("scc.a1_description", "Annex I.B describes the transfer", f"{_DECISION}, annex I.B", CORE),
    _scc(
        "scc.a1_authority",
        "Annex I.C names the competent authority",
        f"{_DECISION}, annex I.C",
        NORMAL,
        kinds=_M123,
    ),
    _scc("scc.a2_toms", "Annex II lists the security measures", f"{_DECISION}, annex II", CORE, kinds=_M123),
    _scc("scc.a3_subs", "Annex III lists the sub-processors", f"{_DECISION}, annex III", NORMAL, kinds=_M23),
    _scc("scc.c7_docking", "Says whether others may accede", f"{_DECISION}, clause 7", NICE),
    _scc(
        "scc.c9_option_days",
        "Chooses specific or general authorisation, with the days of notice",
        f"{_DECISION}, clause 9",
        NORMAL,
        hint=ValueHint.DAYS,
        kinds=_M23,
    ),
    _scc("scc.c13", "Fixes the supervising authority", f"{_DECISION}, clause 13", NORMAL, kinds=_M123),
    _scc("scc.c14_tia", "Warrants the assessment of local law", f"{_DECISION}, clause 14", CORE),
    _scc(
        "scc.c17_law", "Chooses a governing law that lets people enforce", f"{_DECISION}, clause 17", NORMAL
    ),
    _scc("scc.c18_forum", "Chooses the courts", f"{_DECISION}, clause 18", NORMAL),
)

IDTA = (
    _idta("idta.t1", "Table 1 is filled in: parties and signatures", "UK IDTA A1.0, table 1", NORMAL),
    _idta("idta.t2", "Table 2 is filled in: details of the transfer", "UK IDTA A1.0, table 2", NORMAL),
    _idta("idta.t3", "Table 3 is filled in: the data transferred", "UK IDTA A1.0, table 3", NORMAL),
    _idta("idta.t4", "Table 4 is filled in: security requirements", "UK IDTA A1.0, table 4", NORMAL),
)

ADDENDUM = (
    _addendum("add.t1", "Table 1 is filled in: parties", "UK Addendum B1.0, table 1", NORMAL),
    _addendum(
        "add.t2", "Table 2 is filled in: clauses and modules chosen", "UK Addendum B1.0, table 2", NORMAL
    ),
    _addendum("add.t3", "Table 3 is filled in: appendix information", "UK Addendum B1.0, table 3", NORMAL),
    _addendum(
        "add.t4", "Table 4 is filled in: who may end it on a change", "UK Addendum B1.0, table 4", NORMAL
    ),
)
