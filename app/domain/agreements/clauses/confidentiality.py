"""The checklist of confidentiality agreements and articles, by contract practice and the notice's promise.

The limbs cited are those of the promise of confidentiality (:mod:`app.domain.findings.promise`).
"""

from functools import partial

from app.domain.agreements.clauses.entry import CORE, NICE, NORMAL, ClauseType, Family, ValueHint

_clause = partial(ClauseType, family=Family.CONFIDENTIALITY)

_PRACTICE = "Contract practice"

CLAUSES = (
    _clause(
        "conf.parties", "Names the right entities, affiliates and representatives", "Promise, limb 3", NORMAL
    ),
    _clause(
        "conf.definition", "Defines confidential information, personal data inside", "Promise, limb 4", CORE
    ),
    _clause(
        "conf.unmarked_covered",
        "Covers what is unmarked, spoken or observed",
        "Promise, limb 4",
        NORMAL,
    ),
    _clause("conf.exclusions", "Has the usual exclusions, none for personal data", _PRACTICE, NORMAL),
    _clause("conf.use_restriction", "Limits use to performing for us", "Promise, limb 5", CORE),
    _clause(
        "conf.no_own_purpose",
        "Bars own products, analytics and benchmarks",
        "Promise, limb 5",
        CORE,
    ),
    _clause("conf.no_ai_training", "Bars training models on our data", "Promise, limb 5", NORMAL),
    _clause("conf.nondisclosure", "Demands secrecy and no disclosure", "Promise, limb 1", CORE),
    _clause("conf.care", "Sets a standard of care, never below reasonable", _PRACTICE, NORMAL),
    _clause(
        "conf.recipients",
        "Limits recipients to need-to-know, bound in writing, and answers for them",
        _PRACTICE,
        NORMAL,
    ),
    _clause(
        "conf.compelled",
        "If disclosure is compelled: prompt notice, the least, cooperation",
        "Notice, compelled disclosure",
        NORMAL,
    ),
    _clause("conf.term", "States the period of disclosure", _PRACTICE, NICE),
    _clause(
        "conf.survival",
        "Survives the end, for months or without limit",
        "Promise, limb 6",
        CORE,
        hint=ValueHint.MONTHS,
    ),
    _clause(
        "conf.survival_pd",
        "Protects personal data for as long as they are held",
        "Promise, limb 6",
        CORE,
    ),
    _clause("conf.return", "Returns or destroys on request and at the end", "Promise, limb 6", CORE),
    _clause("conf.certificate", "Certifies destruction and deals with back-ups", "Promise, limb 6", NORMAL),
    _clause("conf.no_residuals", "Has no residuals clause", "Promise, limb 5", NORMAL),
    _clause("conf.injunctive", "Acknowledges injunctive relief", _PRACTICE, NICE),
    _clause(
        "conf.breach_notice",
        "Reports unauthorised use or access",
        _PRACTICE,
        NORMAL,
        hint=ValueHint.HOURS,
    ),
    _clause("conf.assignment", "Lets the assignment rule be read", _PRACTICE, NORMAL),
    _clause("conf.coc", "Lets the rule on change of control be read", _PRACTICE, NORMAL),
    _clause("conf.successors", "Binds and benefits successors", _PRACTICE, NORMAL),
    _clause("conf.law", "Names governing law and forum", _PRACTICE, NICE),
)
