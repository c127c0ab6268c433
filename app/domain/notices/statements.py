"""What a notice ought to say, whether this one says it, and what to add where it does not.

A person's reading counts. Until somebody has read it, the words of the text propose: a sentence that appears to say it,
or that none does. A proposal is shown as one and is never taken for a reading.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.notices import sentences
from app.domain.notices.records import Notice
from app.domain.notices.terms import Statement, StatementState
from app.kernel.words import Term


class Basis(Term):
    """What a standing rests on."""

    READING = "reading", "Read by a person"
    RECORD = "record", "From the date on record"
    WORDS = "words", "Proposed by its words"
    NOTHING = "nothing", "Nobody has read it"


@dataclass(frozen=True)
class Duty:
    """Why a notice ought to say something, what is proposed where it does not, and the words that tell of it."""

    citation: str
    cure: str
    cues: re.Pattern[str]


@dataclass(frozen=True)
class Standing:
    """How a notice stands to one statement; *state* is ``None`` where neither a person nor the words tell."""

    key: Statement
    state: StatementState | None
    basis: Basis
    sentence_no: int | None
    note: str | None
    duty: Duty

    @property
    def is_gap(self) -> bool:
        """Whether it is missing, or said in part, as far as anybody can tell."""
        return self.state is not None and self.state is not StatementState.STATED

    @property
    def words(self) -> str:
        """The state as it may be put: a proposal only appears so."""
        if self.state is None:
            return "Not looked at"
        if self.basis is Basis.WORDS:
            return "Appears stated" if self.state is StatementState.STATED else "Appears not stated"
        return self.state.label


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + ")", re.IGNORECASE)


DUTIES: Mapping[Statement, Duty] = MappingProxyType(
    {
        Statement.EFFECTIVE_DATE: Duty(
            "Cal. Bus. & Prof. Code 22575(b)(4) (source to confirm)",
            "State the day from which the notice applies, and a version.",
            _words(
                r"effective (?:date|as of|from|on)",
                r"last (?:updated|modified|revised)",
                r"version \d",
                r"en vigor",
                r"última actualización",
                r"stand:",
                r"gültig ab",
                r"en vigueur",
                r"mise à jour",
            ),
        ),
        Statement.CONTROLLER: Duty(
            "GDPR Art. 13(1)(a)",
            "Name the legal entity that decides on the data, with its postal address.",
            _words(
                r"(?:data )?controller\b",
                r"responsible for (?:the )?processing",
                r"registered (?:office|address)",
                r"responsable del tratamiento",
                r"domicilio social",
                r"verantwortliche",
                r"responsable du traitement",
            ),
        ),
        Statement.COUNTRY: Duty(
            "GDPR Art. 13(1)(a), 27",
            "Say in which country the controller is established, and its representative where it is outside.",
            _words(
                r"established in",
                r"incorporated in",
                r"registered in",
                r"located in",
                r"based in",
                r"con domicilio en",
                r"sitz in",
                r"établie? en",
                r"representative in the (?:union|eu|uk)",
            ),
        ),
        Statement.CONTACT: Duty(
            "GDPR Art. 13(1)(a)-(b)",
            "Give a contact for privacy questions, and the data protection officer where there is one.",
            _words(
                r"data protection officer",
                r"\bdpo\b",
                r"privacy (?:officer|team|contact)",
                r"contact us",
                r"questions about (?:this|our) (?:notice|policy)",
                r"delegado de protección",
                r"datenschutzbeauftragt",
                r"délégué à la protection",
            ),
        ),
        Statement.LEGAL_BASES: Duty(
            "GDPR Art. 13(1)(c)-(d)",
            "State the legal basis of each purpose, and the interest pursued where it is a legitimate one.",
            _words(
                r"legal bas[ie]s",
                r"lawful bas[ie]s",
                r"legitimate interests?",
                r"base (?:jurídica|legal)",
                r"interés legítimo",
                r"rechtsgrundlage",
                r"berechtigte[sn]? interesse",
                r"base juridique",
                r"intérêts? légitimes?",
            ),
        ),
        Statement.RETENTION: Duty(
            "GDPR Art. 13(2)(a)",
            "State for each kind of data how long it is kept, or how that is decided.",
            _words(
                r"retention",
                r"retain(?:ed|s)? (?:your|the|personal|it|them|data|for)",
                r"(?:keep|kept|store[ds]?) .{0,60}(?:as long as|for (?:up to )?(?:\w+ )?\d|no longer)",
                r"(?:keep|kept|store[ds]?) .{0,60}\d+ (?:years|months|days)",
                r"how long we",
                r"plazo de conservación",
                r"conservaremos",
                r"speicherdauer",
                r"aufbewahr",
                r"durée de conservation",
            ),
        ),
        Statement.RIGHTS: Duty(
            "GDPR Art. 13(2)(b)-(c)",
            "List the rights (access, correction, erasure, restriction, objection, portability) and how to use them.",
            _words(
                r"right (?:to|of) (?:access|rectif|erasure|erase|delet|object|portab|restrict|correct|know|withdraw)",
                r"your rights",
                r"sus derechos",
                r"derecho (?:de|a) (?:acceso|supresión|oposición)",
                r"recht auf (?:auskunft|löschung|berichtigung)",
                r"droit d['’](?:accès|opposition)",
                r"vos droits",
            ),
        ),
        Statement.COMPLAINT: Duty(
            "GDPR Art. 13(2)(d)",
            "Tell people that they may complain to a supervisory authority, and name it.",
            _words(
                r"supervisory authority",
                r"lodge a complaint",
                r"data protection authority",
                r"information commissioner",
                r"autoridad de control",
                r"agencia española de protección",
                r"aufsichtsbehörde",
                r"autorité de contrôle",
                r"\bcnil\b",
            ),
        ),
        Statement.RECIPIENTS: Duty(
            "GDPR Art. 13(1)(e)",
            "Name the recipients or at least their categories: payment, delivery, mailing, analytics.",
            _words(
                r"categories of recipients",
                r"recipients of",
                r"(?:payment|shipping|delivery|logistics|hosting|cloud|"
                r"marketing|analytics) (?:providers?|partners?|processors?|services?|companies)",
                r"service providers",
                r"carriers?\b",
                r"destinatarios",
                r"empfänger",
                r"destinataires",
                r"proveedores de servicios",
            ),
        ),
        Statement.TRANSFERS: Duty(
            "GDPR Art. 13(1)(f)",
            "Say to which countries data go, and on what safeguard each transfer rests.",
            _words(
                r"international transfers?",
                r"transfer(?:red|s)? .{0,60}(?:outside|abroad|other countries|third countr)",
                r"standard contractual clauses",
                r"adequacy decision",
                r"transferencias? internacional",
                r"drittl[aä]nd",
                r"transferts? (?:internationaux|hors)",
                r"outside the (?:eu|eea|european|united kingdom|uk)",
            ),
        ),
        Statement.COOKIES: Duty(
            "ePrivacy Directive Art. 5(3)",
            "Explain cookies, pixels and similar techniques, and how to refuse them.",
            _words(r"cookies?\b", r"pixels?\b", r"web beacons?", r"tracking technolog", r"local storage"),
        ),
        Statement.CHANGES: Duty(
            "FTC on retroactive changes of privacy promises",
            "Say how changes are announced, and that they do not reach data collected before without consent.",
            _words(
                r"(?:may|might|will|can) (?:change|update|amend|modify|revise) (?:this|our|the) (?:privacy )?(?:notice|"
                r"policy|statement)",
                r"changes to (?:this|our|the) (?:privacy )?(?:notice|policy|statement)",
                r"modificar (?:esta|la presente) política",
                r"änderungen (?:dieser|der) datenschutz",
                r"modifier (?:cette|la présente) politique",
            ),
        ),
    }
)
"""Every statement with the duty behind it."""


def standings(notice: Notice) -> list[Standing]:
    """How *notice* stands to every statement, in order."""
    read = {said.key: said for said in notice.statements}
    found = sentences.split(notice.text or "")
    made = []
    for key, duty in DUTIES.items():
        said = read.get(key)
        if said is not None:
            made.append(Standing(key, said.state, Basis.READING, said.sentence_no, said.note, duty))
        elif key is Statement.EFFECTIVE_DATE and notice.effective_on is not None:
            made.append(Standing(key, StatementState.STATED, Basis.RECORD, None, None, duty))
        elif not found:
            made.append(Standing(key, None, Basis.NOTHING, None, None, duty))
        else:
            place = next((one.number for one in found if duty.cues.search(one.text)), None)
            state = StatementState.NOT_STATED if place is None else StatementState.STATED
            made.append(Standing(key, state, Basis.WORDS, place, None, duty))
    return made
