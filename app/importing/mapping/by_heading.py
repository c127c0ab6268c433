"""How well the heading of a column names a field: as one of its names, by words of one, by a spelling of one."""

from rapidfuzz import fuzz

from app.importing.kinds.targets import Target

ANY_LIST = frozenset(
    {"category", "categories", "type", "types", "class", "group", "groups", "categoria", "categorias"}
)
"""Headings under which a list of anything stands."""

_GENERIC = frozenset(
    {
        "data",
        "name",
        "names",
        "type",
        "types",
        "category",
        "categories",
        "id",
        "number",
        "no",
        "code",
        "title",
        "link",
        "url",
        "party",
        "system",
        "product",
        "tool",
        "state",
        "application",
        "activity",
        "function",
        "role",
        "status",
        "position",
        "process",
        "processing",
        "purpose",
        "use",
        "note",
        "notes",
        "service",
        "services",
        "reference",
        "ref",
        "date",
        "start",
        "end",
        "basis",
        "text",
        "value",
        "details",
        "detail",
        "information",
        "info",
        "site",
        "web",
        "market",
        "domain",
        "contact",
        "company",
        "datos",
        "nombre",
        "tipo",
        "datum",
        "nom",
        "art",
        "typ",
        "naam",
        "soort",
        "land",
    }
)
"""Words that mean too much to tell a column by one of them among others."""


def by_heading(heading: str, target: Target) -> float:
    """How well the normalised *heading* names *target*: 100 where it is one of the names that lists give it."""
    if heading in target.known_as:
        return 100.0
    if target.path == "ref":
        return 0.0
    tokens = set(heading.split())
    best = 0.0
    for known in target.known_as:
        parts = set(known.split())
        if len(known) > 3 and known not in _GENERIC and parts < tokens and len(tokens) <= len(parts) + 4:
            edge = 3 if heading.startswith(known) else 4 if heading.endswith(known) else 0
            best = max(best, 58.0 + 32.0 * len(parts) / len(tokens) + edge)
        elif len(known) > 5 and abs(len(known) - len(heading)) < 4 and f"{known}s" != heading:
            best = max(best, 88.0 if fuzz.ratio(known, heading) >= 88 else 0.0)
    return best
