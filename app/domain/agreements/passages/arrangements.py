"""Cues of the short checklists: joint controllers, HIPAA business associates, groups, transitional services."""

# ruff: noqa: E501 - a turn of phrase is read in one piece

from app.domain.agreements.passages.cues import cues, renamed

JOINT = (
    cues(
        "jca.responsibilities",
        "joint controllers respective responsibilities determine article 26 allocation",
        r"responsibilit|roles|joint",
        (5, "(?:respective|allocation of|division of)~(?:responsibilit|obligation|role)\\w+"),
        (4, "joint(?:ly)? (?:controllers?|determin\\w+)"),
    ),
    cues(
        "jca.contact",
        "contact point data subjects joint controllers requests",
        r"contact",
        (6, "(?:single |common )?(?:contact point|point of contact)"),
        (2, "<person>~contact"),
    ),
    cues(
        "jca.essence_available",
        "essence arrangement made available data subjects",
        r"essence|transparen|information",
        (6, "essence of"),
        (3, "(?:made )?available to~<person>"),
    ),
)

_PHI = "(?:phi|protected health information)"

HEALTH = (
    cues(
        "baa.permitted_uses",
        "permitted uses disclosures protected health information business associate may use only",
        r"permitted|uses? and disclos|obligations",
        (5, "(?:may|only|not) us(?:e|ed)~(?:or|and)~disclos\\w+"),
        (4, f"(?:permitted|authori[sz]ed)~us(?:e|es)~{_PHI}"),
        (3, "minimum necessary|proper management and administration"),
    ),
    cues(
        "baa.safeguards",
        "appropriate safeguards prevent use disclosure security rule electronic administrative physical technical",
        r"safeguard|security",
        (5, "(?:appropriate|reasonable)~safeguards"),
        (4, "security rule|subpart c"),
        (2, "administrative, (?:physical|technical)"),
    ),
    cues(
        "baa.report",
        "report breach unsecured protected health information security incident unauthorized use disclosure days discovery",
        r"report|breach|incident|notif",
        (5, f"(?:report|notif)\\w*~(?:breach|security incident|unauthori[sz]ed|not permitted|{_PHI})"),
        (4, "unsecured (?:phi|protected)|security incidents?"),
        (2, "(?:days|hours)~(?:discover|aware)\\w*"),
    ),
    cues(
        "baa.subcontractors",
        "subcontractors agents same restrictions conditions create receive maintain transmit",
        r"subcontract|agents",
        (5, "subcontractors?~(?:same|agree|at least|restrict|bound|written)"),
        (3, "subcontractors?"),
        (2, "create,? receive,? maintain"),
    ),
    cues(
        "baa.access",
        "access designated record set individual 164.524 make available",
        r"access|individual rights",
        (6, "164\\.524"),
        (4, "designated record set"),
        (3, "individual'?s?~access|access~individual"),
    ),
    cues(
        "baa.amendment",
        "amendment protected health information designated record set 164.526",
        r"amend|individual rights",
        (6, "164\\.526"),
        (4, f"amend\\w*~{_PHI}|{_PHI}~amend\\w*"),
        (2, "designated record set"),
    ),
    cues(
        "baa.accounting",
        "accounting of disclosures 164.528 document",
        r"account",
        (6, "164\\.528"),
        (5, "accounting~disclosures?"),
    ),
    cues(
        "baa.books",
        "internal practices books records available secretary health human services determining compliance",
        r"books|records|secretary|government|audit|inspection",
        (6, "books~records|practices, books"),
        (4, "secretary"),
        (2, "health and human services|hhs"),
    ),
    cues(
        "baa.return",
        "return destroy protected health information termination retain copies infeasible",
        r"terminat|return|destr|effect",
        (5, "return\\w*~(?:or|and)~(?:destr|delet)\\w+|(?:destr|delet)\\w+~or~return"),
        (4, "(?:not feasible|infeasible|impracticable)"),
        (2, "(?:upon|after)~(?:terminat|expir)\\w+"),
    ),
    cues(
        "baa.termination",
        "terminate agreement material breach violated cure covered entity",
        r"terminat",
        (5, "terminat\\w*~(?:material(?:ly)? ?(?:term|breach)?|violat\\w*|breach\\w*)"),
        (3, "(?:material(?:ly)? breach|violated a material term)"),
        (2, "cure"),
    ),
)

GROUP = (
    cues(
        "ig.members",
        "member companies group affiliates list schedule parties",
        r"members?|parties|group",
        (5, "(?:list|schedule) of~(?:members?|group compan|affiliates|parties)"),
        (3, "group (?:members?|compan\\w+)"),
    ),
    cues(
        "ig.accession",
        "accede accession join leave withdraw new group company",
        r"accession|joining|withdraw",
        (5, "acce(?:de|ssion)\\w*"),
        (3, "(?:join|withdraw|ceas)\\w*~(?:group|party|agreement)"),
    ),
    cues(
        "ig.roles",
        "controller processor roles each party acts",
        r"roles?|status|capacity",
        (5, "(?:act|acts|acting|is|are|be|deemed)~(?:as )?(?:an? )?(?:controller|processor)"),
        (3, "roles? of the parties"),
    ),
)

TRANSITION = (
    renamed("tsa.role", GROUP[2]),
    cues(
        "tsa.segregation",
        "segregate separate logically data businesses access separation",
        r"segregat|separat",
        (5, "(?:segregat|separat|partition|ring-?fenc)\\w*~<data>|<data>~(?:segregat|separat|partition)\\w*"),
        (3, "logical(?:ly)? separat\\w+"),
    ),
    cues(
        "tsa.end_deletion",
        "return delete destroy data end of transition service term",
        r"return|delet|destr|terminat|exit",
        (5, "(?:return|delet|destr|eras)\\w*~(?:or|and)~(?:return|delet|destr|eras)\\w*"),
        (3, "(?:end|expir\\w*|terminat\\w*)~(?:transition|services?)~(?:return|delet|destr)\\w*"),
    ),
)
