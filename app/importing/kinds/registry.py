"""All kinds of import by their key."""

from app.domain.imports.terms import ImportKind
from app.importing.kinds import activities, agreements, flows, parts, third_parties, vocabulary
from app.importing.kinds.kind import Kind

KINDS: dict[ImportKind, Kind] = {
    kind.key: kind
    for kind in (
        third_parties.KIND,
        agreements.KIND,
        flows.KIND,
        activities.KIND,
        parts.SUB_PROCESSORS,
        parts.CONTACTS,
        parts.EVIDENCE,
        vocabulary.CATEGORIES,
        vocabulary.SUBJECTS,
        vocabulary.PURPOSES,
    )
}
