"""Blocks of a clean register: nothing here makes any rule fire on :data:`ON`.

A block is a third party of its own with whatever a plant needs of it, so that one breach is nobody else's. All blocks
share the vocabulary, the people, the activity, the two versions of the notice and a sub-processor.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.domain.agreements.clauses.catalogue import asked
from app.domain.agreements.terms import AgreementKind

ON = dt.date(2025, 11, 22)
"""The rules' today: a day on which an adequacy decision is about to end (that for the United Kingdom, 27 Dec 2025)."""

Planted = tuple[str, str]
"""Object and key of the finding that a plant makes."""
Row = dict[str, Any]

OURS, ELSEWHERE = "EN-0001", "EN-0002"
"""Our own entity, and one that has nothing to do with any block."""
SUB = "TP-0001"
"""A sub-processor that blocks may name."""
OWNER, COUNSEL, SECOND, GONE = (f"{name}@lumen.example" for name in ("owner", "counsel", "second", "gone"))
"""The owner of every third party, the two who read clauses, and somebody who left."""
PAPER = "ab" * 32
"""The document of every agreement."""

NAMES = (
    "Albatros", "Bergamota", "Cascabel", "Dromedario", "Escarcha", "Filigrana", "Golondrina", "Huracán", "Infusorio",
    "Jacaranda", "Kilómetro", "Lapislázuli", "Madreperla", "Nebulosa", "Obsidiana", "Pergamino", "Quebrada",
    "Relámpago", "Salamandra", "Turquesa", "Ultramar", "Vainilla", "Wolframio", "Xilófono", "Yacimiento", "Zarzamora",
    "Ajedrez", "Brújula", "Clavicordio", "Diapasón", "Equinoccio", "Farolillo", "Girándula", "Hojaldre", "Itinerario",
    "Jilguero",
    "Kermés", "Libélula", "Mandrágora", "Noviembre", "Orquídea", "Pimpinela", "Quirófano", "Remolino", "Sextante",
    "Trampolín", "Umbráculo", "Ventisquero", "Waterpolo", "Xerófila", "Yunque", "Zodíaco", "Acantilado", "Barlovento",
    "Candelabro", "Duramen", "Estalactita", "Fumarola", "Gárgola", "Horizonte", "Islote", "Jarcia", "Karst",
    "Limonero", "Marejada", "Neblina", "Olivar", "Península", "Quimera", "Rocalla", "Sotavento", "Tramontana", "Umbría",
    "Vendaval", "Wagneriano", "Xantofila", "Yate", "Zurrón", "Albahaca", "Bisonte",
)  # fmt: skip
"""Names that nobody takes for spellings of each other."""

VALUES = {"g28.f_breach_time": "48", "g28.2_change_notice": "30", "conf.survival": "60"}
"""What clauses state that state a number."""


def ago(days: int) -> str:
    """The day *days* days before today, as the file writes it; negative for the future."""
    return (ON - dt.timedelta(days=days)).isoformat()


class Block:
    """Puts the objects of one plant into a register file; ``broken`` says which twin is being made."""

    def __init__(self, document: dict[str, Any], number: int, *, broken: bool) -> None:
        """Begin block *number* of *document*; references follow from the number."""
        self.document = document
        self.number = number
        self.broken = broken

    def of(self, breach: Any, cure: Any) -> Any:
        """*breach* in the broken file, *cure* in its twin."""
        return breach if self.broken else cure

    def ref(self, prefix: str, place: int = 1) -> str:
        """The reference of the block's object of *prefix* at *place* (1 to 9)."""
        return f"{prefix}-{self.number if prefix == 'TP' else self.number * 10 + place:04d}"

    def add(self, name: str, row: Row) -> str:
        """Put *row* into the list *name*; returns its reference."""
        self.document[name].append(row)
        return str(row["ref"])

    def party(self, entity: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """The third party, a processor outside the group, with its legal entity changed by *entity*."""
        self.add(
            "entities",
            {"ref": self.ref("EN"), "country": "ES"} | {"legal_name": self.name} | dict(entity or {}),
        )
        row = {
            "ref": self.ref("TP"),
            "name": self.name,
            "entity": self.ref("EN"),
            "affiliation": "non_affiliated",
            "role": "processor",
            "role_rationale": "It works for us and on our instructions.",
            "status": "active",
            "risk_tier": "medium",
            "owner": OWNER,
            "onboarded_on": ago(730),
            "holds_data": True,
            "last_review_on": ago(100),
            "next_review_on": ago(-200),
            "list_confirmed_on": ago(60),
            "evidence": [{"kind": "iso27001", "issued_on": ago(720), "valid_until": ago(-400)}],
        }
        return self.add("third_parties", row | changes)

    @property
    def name(self) -> str:
        """What the third party is called."""
        return (
            f"{NAMES[self.number % len(NAMES)]} {'de la Vega' if self.number >= len(NAMES) else ''}".strip()
        )

    def flow(self, place: int = 1, **changes: Any) -> str:
        """A flow of e-mail addresses for order messages from Spain."""
        row = {
            "ref": self.ref("FL", place),
            "name": f"Order messages {place}",
            "third_party": self.ref("TP"),
            "activity": "AC-0001",
            "purposes": ["order_status"],
            "categories": ["contact.email"],
            "subjects": ["customer"],
            "status": "active",
            "first_on": ago(590),
            "channel": "website",
            "legal_basis": "contract",
            "opt_out_route": "Link in each message",
            "locations": [{"country": "ES", "kind": "storage"}],
            "notice_links": [{"provision": "NV-0002/G3", "strength": "express"}],
        }
        return self.add("flows", row | changes)

    def paper(self, kind: str, place: int, states: Mapping[str, str] | None = None, **changes: Any) -> str:
        """An agreement of *kind* in force that lists the first flow, every clause found but for *states*.

        The state ``""`` leaves a clause out, as if nobody had come to it.
        """
        states = states or {}
        keys = dict.fromkeys([*(clause.key for clause in asked(AgreementKind(kind), ON)), *states])
        read = {
            "assessed_by": COUNSEL,
            "assessed_on": ago(580),
            "second_reader": SECOND,
            "second_on": ago(579),
        }
        row = {
            "ref": self.ref("AG", place),
            "third_party": self.ref("TP"),
            "title": f"{AgreementKind(kind).label} of {self.name}",
            "kind": kind,
            "our_entity": OURS,
            "their_entity": self.ref("EN"),
            "stage": "in_force",
            "acceptance": "esign",
            "signed_us_on": ago(610),
            "signed_them_on": ago(605),
            "effective_on": ago(600),
            "evergreen": True,
            "survival_months": 60,
            "governs_flows": [self.ref("FL")],
            "purposes": ["order_status"],
            "categories": ["contact.email"],
            "doc_sha256": PAPER,
            "clauses": [
                {"key": key, "state": states.get(key, "present"), "value": VALUES.get(key)} | read
                for key in keys
                if states.get(key, "present")
            ],
        }
        return self.add("agreements", row | changes)

    def nda(self, states: Mapping[str, str] | None = None, **changes: Any) -> str:
        """The block's confidentiality agreement."""
        return self.paper("nda", 1, states, **changes)

    def dpa(self, states: Mapping[str, str] | None = None, **changes: Any) -> str:
        """The block's processing agreement."""
        return self.paper("dpa", 2, states, **changes)

    def processor(self, **changes: Any) -> str:
        """A clean processor with its flow and both agreements; *changes* are the third party's."""
        self.flow()
        self.nda()
        self.dpa()
        return self.party(**changes)

    def controller(self, entity: Mapping[str, Any] | None = None, **changes: Any) -> str:
        """A controller of its own, which needs a confidentiality agreement and no processing agreement."""
        return self.party(entity, role="independent_controller", **changes)


Plant = Callable[[Block], Planted]
PLANTS: dict[tuple[str, ...], Plant] = {}
"""The plants by the rules that they break, filled by the decorator below."""


def plant(*rules: str) -> Callable[[Plant], Plant]:
    """Register a function as the plant of *rules*: one, or two whose conditions the same fact meets."""

    def keep(function: Plant) -> Plant:
        taken = {rule for some in PLANTS for rule in some}.intersection(rules)
        if taken:
            raise ValueError(f"{taken} are planted twice.")
        PLANTS[rules] = function
        return function

    return keep


def register(*, broken: bool) -> tuple[dict[str, Any], dict[str, Planted]]:
    """The file with every plant, broken or mended, and what the broken one is found for, by rule."""
    document = shared()
    expected: dict[str, Planted] = {}
    for number, (rules, function) in enumerate(PLANTS.items(), start=10):
        found = function(Block(document, number, broken=broken))
        expected |= dict.fromkeys(rules, found)
    return document, expected


def without_a_notice(*, broken: bool) -> dict[str, Any]:
    """A register in which no version of the notice was captured: nothing else can be said of a notice there."""
    document = shared()
    document["notices"] = document["notices"][:1]
    document["notices"][0] |= {"captured_on": None if broken else ago(30)}
    return document


def shared() -> dict[str, Any]:
    """What every block refers to, and no breach at all."""
    document: dict[str, Any] = {
        "format": "custodia-register",
        "version": 1,
        "organisation": {"entity": OURS, "time_zone": "UTC", "regimes": ["GDPR", "UK", "CCPA", "US-FTC"]},
        "people": [
            {"email": email, "name": email.partition("@")[0].title()} for email in (OWNER, COUNSEL, SECOND)
        ],
        "entities": [
            {"ref": OURS, "legal_name": "Joyería Lumen, S.L.", "kind": "self", "country": "ES"},
            {"ref": ELSEWHERE, "legal_name": "Otra Casa, S.A.", "country": "ES"},
            {"ref": "EN-0003", "legal_name": "Segunda Mano Digital, S.A.", "country": "ES"},
        ],
        "categories": [
            {"key": "contact.email", "label": "E-mail address"},
            {"key": "contact.name", "label": "Name"},
            {"key": "payment.card", "label": "Card number", "sensitivity": ["card"]},
            {"key": "health.allergy", "label": "Allergy to metals", "sensitivity": ["art9"]},
        ],
        "subjects": [
            {"key": "customer", "label": "Customers", "is_consumer": True},
            {"key": "child", "label": "Children", "is_minor": True},
        ],
        "purposes": [
            {"key": "order_status", "label": "Order status", "policy_code": "P3"},
            {"key": "repairs", "label": "Repairs", "policy_code": "P2"},
            {"key": "anything", "label": "Business purposes", "policy_code": "P3", "generic_text": True},
            {"key": "unstated", "label": "What the notice does not name"},
            *(
                {"key": key, "label": key.title(), "policy_code": "P4", "marketing": True}
                for key in ("newsletter", "calls", "offers", "postcards")
            ),
        ],
        "documents": [{"sha256": PAPER, "name": "agreement.pdf", "size": 1}],
        "activities": [activity("AC-0001")],
        "notices": [
            notice("NV-0001", days=900, codes=("P2", "P3", "P4", "G2", "G3", "PR1")),
            notice("NV-0002", days=400, codes=("P2", "P3", "P4", "G2", "G3", "G9", "PR1")),
        ],
        **{
            name: []
            for name in ("third_parties", "agreements", "flows", "preferences", "disclosures", "waivers")
        },
    }
    document["people"].append({"email": GONE, "name": "Gone", "active": False})
    document["third_parties"].append(
        {
            "ref": SUB,
            "name": "Segunda Mano Digital",
            "entity": "EN-0003",
            "affiliation": "non_affiliated",
            "role": "sub_processor",
            "role_rationale": "It works for processors of ours.",
            "status": "active",
            "owner": OWNER,
            "next_review_on": ago(-200),
            "list_confirmed_on": ago(60),
        }
    )
    return document


def activity(ref: str, **changes: Any) -> Row:
    """An activity with everything that Article 30 asks for."""
    keys = ["contact.email", "contact.name", "payment.card", "health.allergy"]
    row = {
        "ref": ref,
        "name": f"Selling and delivering ({ref})",
        "controller_entity": OURS,
        "purposes": ["order_status", "newsletter"],
        "categories": keys,
        "subjects": ["customer"],
        "recipients": ["Messaging providers"],
        "source_channels": ["website"],
        "retention": [{"category": key, "amount": 6, "unit": "years", "trigger": "Order"} for key in keys],
        "toms": "Access control, encryption, back-ups.",
    }
    return row | changes


def notice(ref: str, *, days: int, codes: Iterable[str]) -> Row:
    """A version of the notice, in effect since *days* days ago, looked at again last month."""
    kinds = {"P": "purpose", "G": "disclosure_ground", "R": "promise"}
    return {
        "ref": ref,
        "title": f"Privacy notice {ref}",
        "entity": OURS,
        "captured_on": ago(30),
        "effective_on": ago(days),
        "text": "We tell you what we do.",
        "provisions": [
            {"code": code, "kind": kinds["R" if code.startswith("PR") else code[0]], "sentence_no": place}
            for place, code in enumerate(codes, start=1)
        ],
    }
