"""REC rules: whether the register itself is complete and says each thing once."""

from collections.abc import Iterator

from app.domain.findings.dossier import Context, Dossier
from app.domain.findings.labels import labelled
from app.domain.findings.rule import Hit, dossier_rule, register_rule
from app.domain.findings.scope import in_use, is_self, iso
from app.domain.findings.terms import Severity
from app.domain.flows.records import Activity
from app.domain.third_parties.likeness import duplicates
from app.domain.third_parties.terms import Affiliation, Role
from app.kernel.words import listing, written

ARTICLE_30 = {
    "controller_entity": "the controller (Art. 30(1)(a))",
    "purposes": "the purposes (Art. 30(1)(b))",
    "subjects": "the groups of people (Art. 30(1)(c))",
    "categories": "the data categories (Art. 30(1)(c))",
    "recipients": "the recipients (Art. 30(1)(d))",
    "retention": "the erasure limits (Art. 30(1)(f))",
    "toms": "the security measures (Art. 30(1)(g))",
}
"""What an activity must say, by field; transfers (Art. 30(1)(e)) follow from its flows."""


def unlimited(activity: Activity, context: Context) -> list[str]:
    """The personal data categories of *activity* for which neither a period nor a criterion is recorded."""
    limited = {
        row.category for row in activity.retention if row.amount is not None or row.trigger is not None
    }
    return [key for key in activity.categories if context.is_personal(key) and key not in limited]


def empty_fields(activity: Activity, context: Context) -> list[str]:
    """The fields of :data:`ARTICLE_30` that *activity* leaves empty (K13).

    The organisation's own entity is the controller where the activity names none; retention is filled when
    every category has its limit.
    """
    filled = {
        "controller_entity": activity.controller_entity or context.organisation.entity,
        "purposes": activity.purposes,
        "subjects": activity.subjects,
        "categories": activity.categories,
        "recipients": activity.recipients,
        "retention": activity.retention and not unlimited(activity, context),
        "toms": activity.toms,
    }
    return [name for name in ARTICLE_30 if not filled[name]]


@register_rule(
    "REC-01",
    Severity.MEDIUM,
    title="Record of processing incomplete",
    message="The activity does not say {what}.",
    remedy="Fill it in.",
    citation="GDPR Art. 30(1)",
)
def incomplete(context: Context) -> Iterator[Hit]:
    """An Article 30 field of an activity is empty, one finding a field; erasure limits are REC-02's."""
    for ref, activity in context.activities.items():
        for name in empty_fields(activity, context):
            if name != "retention":
                yield Hit(ref, name, values={"field": name}, blanks={"what": ARTICLE_30[name]})


@register_rule(
    "REC-02",
    Severity.MEDIUM,
    title="No erasure limit",
    message="No period or criterion for erasure is recorded for: {cats}.",
    remedy="Set how long each category is kept, and from when.",
    citation="GDPR Art. 30(1)(f)",
)
def without_limit(context: Context) -> Iterator[Hit]:
    """A personal data category of an activity has no retention."""
    for ref, activity in context.activities.items():
        missing = unlimited(activity, context)
        if missing:
            blanks = {"cats": labelled(missing, context.categories)}
            yield Hit(ref, values={"categories": missing}, blanks=blanks)


@dossier_rule(
    "REC-03",
    Severity.MEDIUM,
    title="Role not decided",
    message="{what} not recorded.",
    remedy="Decide the role and write down why.",
    citation="GDPR Art. 4(7)-(8)",
)
def undecided(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """The role is unknown, or nothing says why it is what it is."""
    third_party = dossier.third_party
    if not in_use(dossier, context):
        return
    missing = ["the role"] if third_party.role is Role.UNKNOWN else []
    missing += [] if third_party.role_rationale else ["the reason for the role"]
    if missing:
        what = listing(missing) + (" is" if len(missing) == 1 else " are")
        yield Hit(
            third_party.ref or "",
            values={"role": third_party.role.value, "role_rationale": third_party.role_rationale},
            blanks={"what": what[:1].upper() + what[1:]},
        )


@dossier_rule(
    "REC-04",
    Severity.HIGH,
    title="Affiliation unproven",
    message="It is recorded as affiliated, but {why}.",
    remedy="Record the legal entity with the dates of control and where the proof is kept.",
    citation="Notice S6",
)
def unproven_affiliate(dossier: Dossier, context: Context) -> Iterator[Hit]:
    """Affiliated, without a legal entity whose recorded control covers today."""
    third_party = dossier.third_party
    if third_party.affiliation is not Affiliation.AFFILIATED or is_self(third_party, context):
        return
    entity = context.entities.get(third_party.entity or "")
    since, until = (entity.control_from, entity.control_to) if entity else (None, None)
    if entity is None:
        why = "no legal entity is recorded"
    elif since is None:
        why = "no day is recorded from which it is controlled"
    elif since > context.today:
        why = f"control begins only on {written(since)}"
    elif until is not None and until < context.today:
        why = f"control ended on {written(until)}"
    else:
        return
    values = {
        "entity": third_party.entity,
        "control_from": iso(since),
        "control_to": iso(until),
        "control_evidence": entity.control_evidence if entity else None,
    }
    yield Hit(third_party.ref or "", values=values, blanks={"why": why})


@register_rule(
    "REC-05",
    Severity.LOW,
    title="Possible duplicate",
    message="It may be the same as {others}.",
    remedy="Merge the two, or record one as part of the other.",
    citation="Internal: one record a recipient",
    looks_at=("third_party", "entity"),
)
def possible_duplicate(context: Context) -> Iterator[Hit]:
    """A third party is like an older one by name, registration number or domain."""
    found: dict[str, list[dict[str, object]]] = {}
    parties = list(context.parties)
    names = {party.ref: party.name for party in parties}
    for pair in duplicates(parties, context.entities):
        row: dict[str, object] = {"third_party": pair.earlier, "by": list(pair.grounds)}
        found.setdefault(pair.later, []).append(row)
    for ref, rows in found.items():
        others = [f"{row['third_party']} ({names[str(row['third_party'])]})" for row in rows]
        yield Hit(ref, values={"like": rows}, blanks={"others": listing(others, "or")})
