"""Cues of the papers of a transfer: the EU standard clauses, the UK agreement and the UK addendum."""

# ruff: noqa: E501 - a turn of phrase is read in one piece

from app.domain.agreements.passages.cues import cues

SCC = (
    cues(
        "scc.module",
        "module two three controller processor standard contractual clauses apply",
        r"module|standard contractual|transfers?",
        (5, "modules? (?:one|two|three|four|[1-4])~(?:appl|select|shall|will|controller|transfer)\\w*"),
        (3, "modules? (?:one|two|three|four|[1-4])"),
        (2, "(?:controller|processor)[- ]to[- ](?:controller|processor|sub-?processor)"),
    ),
    cues(
        "scc.a1_parties",
        "list of parties data exporter importer name address contact person role signature annex",
        r"list of parties|annex (?:i|1)\b|parties",
        (5, "list of parties"),
        (4, "data (?:exporter|importer)(?:\\(s\\))?:?~(?:name|identity|address)"),
        (3, "contact person'?s? name"),
        (3, "annex (?:i|1)\\b"),
        (3, "annex (?:i|1)\\s?[(.]?a\\b"),
        (2, "role \\(controller/processor\\)|data (?:exporter|importer)"),
    ),
    cues(
        "scc.a1_description",
        "description of transfer categories data subjects personal data sensitive frequency nature purpose retention annex",
        r"description of (?:the )?transfer|annex (?:i|1)\b",
        (5, "description of (?:the )?transfer"),
        (4, "categor(?:y|ies) of (?:data subjects|personal data)~transferred"),
        (3, "frequency of the transfer"),
        (3, "annex (?:i|1)\\b"),
        (3, "annex (?:i|1)\\s?[(.]?b\\b"),
    ),
    cues(
        "scc.a1_authority",
        "competent supervisory authority annex clause 13 member state",
        r"competent supervisory|annex (?:i|1)\b|supervis",
        (5, "competent supervisory authorit\\w+"),
        (3, "annex (?:i|1)\\s?[(.]?c\\b"),
        (2, "data protection (?:commission|authority)"),
    ),
    cues(
        "scc.a2_toms",
        "annex technical organisational measures security pseudonymisation encryption",
        r"annex (?:ii|2)\b|technical and organi[sz]ational|security measures",
        (5, "annex (?:ii|2)\\b"),
        (4, "technical and organi[sz]ational measures"),
        (2, "(?:pseudonymi[sz]ation|encryption|resilience)"),
    ),
    cues(
        "scc.a3_subs",
        "annex list of sub-processors name address description processing authorised",
        r"annex (?:iii|3)\b|list of sub",
        (5, "annex (?:iii|3)\\b"),
        (4, "list of~<sub>"),
    ),
    cues(
        "scc.c7_docking",
        "docking clause optional accede entity",
        r"docking|clause 7",
        (6, "docking clause"),
        (4, "clause 7\\b"),
        (3, "accede to"),
    ),
    cues(
        "scc.c9_option_days",
        "clause 9 option general written authorisation specific prior sub-processors days period",
        r"clause 9|use of sub|sub-?processors",
        (5, "clause 9\\b~(?:option|authori[sz]ation)"),
        (4, "option (?:1|2|one|two)~(?:general|specific)"),
        (3, "(?:general|specific)~written authori[sz]ation"),
        (2, "(?:days|months)"),
    ),
    cues(
        "scc.c13",
        "clause 13 supervisory authority supervision member state exporter established",
        r"clause 13|supervis",
        (5, "clause 13\\b"),
        (4, "supervisory authority~(?:responsible|competent|act|member state)"),
    ),
    cues(
        "scc.c14_tia",
        "local laws practices third country warrant assessment transfer impact reason to believe",
        r"local laws|clause 14|transfer impact",
        (5, "laws and practices"),
        (4, "transfer impact assessments?|clause 14\\b"),
        (3, "no reason to believe"),
    ),
    cues(
        "scc.c17_law",
        "clause 17 governing law member state ireland third-party beneficiary rights",
        r"governing law|clause 17",
        (5, "clause 17\\b"),
        (4, "governed by~laws? of~(?:member state|ireland|germany|france|netherlands)"),
        (3, "third-?\\s?party beneficiary rights"),
    ),
    cues(
        "scc.c18_forum",
        "clause 18 courts forum jurisdiction disputes member state",
        r"forum|jurisdiction|clause 18",
        (5, "clause 18\\b"),
        (4, "(?:disputes?~resolved|courts) (?:by|of|in)~(?:courts|member state|ireland)"),
    ),
)

IDTA = (
    cues(
        "idta.t1",
        "table 1 parties signatures start date exporter importer",
        r"table 1",
        (5, "table 1\\b"),
        (2, "(?:exporter|importer)~details"),
    ),
    cues(
        "idta.t2",
        "table 2 transfer details law mandatory linked agreement",
        r"table 2",
        (5, "table 2\\b"),
        (2, "linked agreement"),
    ),
    cues(
        "idta.t3",
        "table 3 transferred data categories special subjects purpose",
        r"table 3",
        (5, "table 3\\b"),
        (3, "transferred data"),
    ),
    cues(
        "idta.t4",
        "table 4 security requirements transmission storage",
        r"table 4",
        (5, "table 4\\b"),
        (3, "security requirements"),
    ),
)

ADDENDUM = (
    cues(
        "add.t1",
        "table 1 parties uk addendum start date key contact",
        r"table 1|uk",
        (5, "table 1\\b"),
        (3, "key contacts?"),
        (3, "uk addendum~parties"),
    ),
    cues(
        "add.t2",
        "table 2 selected sccs modules clauses addendum approved eu",
        r"table 2|uk",
        (5, "table 2\\b"),
        (3, "approved (?:eu|standard)"),
    ),
    cues(
        "add.t3",
        "table 3 appendix information annex parties transfer addendum",
        r"table 3|uk",
        (5, "table 3\\b"),
        (3, "annex~uk addendum|uk addendum~annex"),
        (2, "appendix information"),
    ),
    cues(
        "add.t4",
        "table 4 ending addendum neither party importer exporter section 19 changes",
        r"table 4|uk",
        (5, "table 4\\b"),
        (5, "section 19~addendum|end~uk addendum"),
        (3, "neither party"),
    ),
)
