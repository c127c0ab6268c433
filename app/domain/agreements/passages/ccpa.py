"""Cues of the clauses that the CCPA and its regulations ask of service providers and of third parties."""

# ruff: noqa: E501 - a turn of phrase is read in one piece

from app.domain.agreements.passages.cues import cues, renamed

_PURPOSES = cues(
    "ccpa.d1",
    "limited specified purposes business purpose disclosed personal information services perform",
    r"purpose|ccpa|california|details of (?:the )?processing|description",
    (5, "(?:limited|specified|specific)~(?:business )?purposes?"),
    (4, "business purposes?~(?:set|described|specified|listed|identified|following|are|is)"),
    (3, "(?:only|solely) (?:for|to)~(?:business )?purposes?"),
    (3, "business purposes?"),
    (2, "nature(?:,| and) (?:the )?purposes?"),
    (2, "(?:only|solely|shall)~(?:to perform|to provide|to fulfil\\w*)~(?:services?|obligations|agreement)"),
)
_SAME_LEVEL = cues(
    "ccpa.d2",
    "comply obligations applicable same level privacy protection required title california",
    r"compliance|ccpa|california|privacy laws?|security",
    (5, "same level of (?:privacy )?protection"),
    (4, "level of (?:privacy|data)? ?protection~(?:required|ccpa|title|act)"),
    (3, "comply with~(?:ccpa|california|u\\.?s\\.? privacy laws?|privacy laws?)"),
    (4, "(?:certif\\w+|understands?)~(?:obligations|restrictions)~(?:comply|complies)"),
    (2.5, "in compliance with~(?:ccpa|<law>)"),
    (1, "comply with~<law>"),
)
_CHECK = cues(
    "ccpa.d3",
    "reasonable appropriate steps ensure uses personal information consistent manner audits assessments scans reviews",
    r"audit|ccpa|california|verif|assess|certification",
    (5, "reasonable and appropriate steps~(?:ensure|help|verif)\\w*"),
    (4, "(?:manual reviews?|automated scans?|regular assessments?|technical and operational testing)"),
    (3, "(?:allow|permit|contribut|submit)\\w*~(?:audits?|inspections?|assessments?)"),
    (2.5, "(?:audit|verify|assess|monitor)\\w*~complian"),
    (2.5, "third-?\\s?party (?:audits?|certifications?)|audit (?:rights?|reports?)"),
    (1, "(?:once|every|each|per) (?:a |12 |twelve )?(?:year|months)|annual"),
)
_CANNOT = cues(
    "ccpa.d4",
    "notify no longer meet obligations five business days determination can cannot comply",
    r"notif|ccpa|california|inability|compliance",
    (5, "<tell>~(?:no longer|cannot|can not|unable to|inability to)~(?:meet|comply|fulfil)\\w*"),
    (
        4,
        "(?:can no longer|no longer able to|unable to|cannot)~(?:meet|comply with|fulfil|follow)~(?:obligations|agreement|ccpa|laws?|instructions)",
    ),
    (3, "(?:five|5)~business days"),
    (2, "makes a determination|determines that"),
)
_STOP = cues(
    "ccpa.d5",
    "right notice reasonable appropriate steps stop remediate unauthorized use personal information",
    r"unauthori[sz]ed|remediat|ccpa|california",
    (6, "stop and remediate"),
    (4, "(?:stop|cease|remediat)\\w*~unauthori[sz]ed~(?:use|process)\\w*"),
    (3, "unauthori[sz]ed (?:use|processing)"),
    (2, "reasonable and appropriate steps"),
)
_NOTHING_ELSE = cues(
    "ccpa.51a3",
    "retain use disclose personal information any purpose other than business purposes specified",
    r"restrictions?|ccpa|california|limitations?|processing (?:of|by)|use of",
    (5, "(?:not|nor|from)~retain\\w*,? us\\w+,?~disclos\\w+~(?:purpose|other than|except)"),
    (4, "(?:not|nor)~retain\\w*,? us\\w+,?~disclos\\w+"),
    (4, "any purposes? other than"),
    (3, "(?:only|solely|not)~process~(?:for|to)~(?:purposes?|services?|obligations)"),
    (2, "for any other purposes?"),
)

STATUTE = (_PURPOSES, _SAME_LEVEL, _CHECK, _CANNOT, _STOP)

SERVICE = (
    cues(
        "ccpa.51a1",
        "not sell share personal information cross-context behavioral advertising",
        r"sale|sell|ccpa|california|restrictions?",
        (5, '(?:not|nor|never|from)~[“"]?sell\\w*[”"]?~(?:or|and|nor)~[“"]?shar\\w+'),
        (5, '(?:not|nor|never|no)~[“"]?(?:sell|sale|selling)\\b'),
        (3, "cross-?\\s?context~advertising|targeted advertising"),
        (2, '[“"]?(?:sell|selling|sale)[”"]?~(?:defined|meaning)'),
    ),
    renamed("ccpa.51a2", _PURPOSES),
    _NOTHING_ELSE,
    cues(
        "ccpa.51a4",
        "commercial purpose other than business purposes servicing different business",
        r"restrictions?|ccpa|california|limitations?",
        (6, "commercial purposes?~(?:other than|except|besides)"),
        (5, "(?:another|a different|other|any other) (?:business|person|customer|client)"),
        (4, "(?:including|or)~(?:in the servicing of|to serve|servicing)~(?:different|another|other)"),
        (3, "commercial purposes?"),
        (2, "for its own (?:purposes?|benefit|commercial)"),
    ),
    cues(
        "ccpa.51a5",
        "outside direct business relationship combine personal information received another source person",
        r"restrictions?|ccpa|california|combin",
        (5, "outside~(?:direct )?(?:business )?relationship"),
        (5, "(?:not|restrictions|nor)~combin\\w+"),
        (4, "combin\\w+~(?:personal|with)~(?:receives?|collects?|other|another|person)"),
        (2, "from,? or on behalf of,? another"),
        (2, "link or otherwise~relationship"),
    ),
    renamed(
        "ccpa.51a6",
        _SAME_LEVEL,
        ((3, "reasonable security (?:procedures|measures)"), (1.5, "cooperat\\w+ with~<ours>")),
    ),
    renamed("ccpa.51a7", _CHECK),
    renamed("ccpa.51a8", _CANNOT),
    renamed("ccpa.51a9", _STOP, ((2, "(?:documentation|proof|verif\\w+|certif\\w+)~delet\\w+"),)),
    cues(
        "ccpa.51a10",
        "enable comply consumer requests ccpa respond assist inform delete correct opt out",
        r"(?:consumer|data subject).{0,12}(?:right|request)|requests?|ccpa|california|inquiries",
        (
            5,
            "(?:enabl|assist|cooperat|help)\\w*~(?:comply|respond|fulfil|honou?r)\\w*~(?:consumer|data subject|individual)?s?'?~requests?",
        ),
        (4, "consumers?~requests?"),
        (3, "requests?~from~<person>|<person>~requests?"),
        (2, "exercis\\w+~rights"),
    ),
)

THIRD = (
    renamed("ccpa.53a1", _PURPOSES),
    renamed("ccpa.53a2", _NOTHING_ELSE, ((3, "made available~(?:only|solely|limited)"),)),
    renamed("ccpa.53a3", _SAME_LEVEL, ((4, "opt-?\\s?outs?"),)),
    renamed("ccpa.53a4", _CHECK, ((4, "attest\\w*"),)),
    renamed("ccpa.53a5", _STOP),
    renamed("ccpa.53a6", _CANNOT),
)
"""The regulations ask of third parties what they ask of service providers, in a smaller number of limbs."""
