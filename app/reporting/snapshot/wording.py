"""Values of the register in words: terms by label, links by the name of what they lead to, parts by their fields."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.fields import FieldInfo

from app.db.changes import Path
from app.domain.agreements.clauses import catalogue as clauses
from app.domain.audit.naming import Named
from app.kernel import places
from app.kernel.records import Record, is_country, is_list, link_of, part_type, term_type
from app.kernel.words import written

BETWEEN = "; "
VEILED = "(keyed hash)"
"""What stands for a value that identifies a person, even if only by hash."""

_DAYS = (dt.date, dt.date | None)

MOST = 2_000
"""Characters of a value in words; what is longer is cut, and says so."""


class Wording:
    """Says values in words, with the *names* of objects."""

    def __init__(self, names: Mapping[Named, str]) -> None:
        """Know the names."""
        self._names = names

    def label(self, record: type[Record], path: Path) -> str:
        """Where *path* leads in *record*: ``Evidence · SOC 2 report · Valid until``."""
        words = []
        current: type[Record] | None = record
        info: FieldInfo | None = None
        for step in path:
            if current is not None and step in current.model_fields:
                info = current.model_fields[step]
                words.append(info.title or step.replace("_", " ").capitalize())
                part = part_type(info)
                current = part if part is not None and not is_list(info) else None
            else:
                part = part_type(info) if info is not None else None
                words.append(self._known_by(part, step))
                current = part
        return " · ".join(words)

    def _known_by(self, part: type[Record] | None, key: str) -> str:
        """What a part is known by, in words."""
        for info in part.model_fields.values() if part is not None else ():
            kind, term = link_of(info), term_type(info)
            if kind is not None and (kind, key) in self._names:
                return f"{self._names[kind, key]} ({key})"
            if term is not None and key in {member.value for member in term}:
                return term(key).label
            if is_country(info) and key in places.countries():
                return places.country_name(key)
        known = clauses.BY_KEY.get(key)
        return f"{known.label} ({key})" if known is not None else key

    def value(self, record: type[Record], path: Path, value: Any) -> str | None:
        """*value*, which stands at *path* in *record*; nothing for what is missing."""
        if value is None or value in ([], ""):
            return None
        if path[0] in record.erasable:
            return VEILED
        info = info_at(record, path)
        said = self._said(info, value)
        return f"{said[:MOST]} … ({len(said):,} characters)" if said and len(said) > MOST else said

    def _said(self, info: FieldInfo | None, value: Any, *, within: bool = False) -> str | None:
        part = part_type(info) if info is not None else None
        if isinstance(value, list):
            return BETWEEN.join(filter(None, (self._said(info, item) for item in value))) or None
        if isinstance(value, dict):
            return self._part(part, info, value)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if value is None:
            return None
        return self._plain(info, str(value), within=within)

    def _part(
        self, part: type[Record] | None, info: FieldInfo | None, value: Mapping[str, Any]
    ) -> str | None:
        said = []
        for name, inner in value.items():
            if inner in (None, "", [], False, {}):
                continue
            field = part.model_fields.get(name) if part is not None else None
            title = (field.title if field is not None else None) or name.replace("_", " ").capitalize()
            words = self._said(field if field is not None else info, inner, within=True)
            said.append(title if inner is True else f"{title}: {words}")
        return ", ".join(said) or None

    def _plain(self, info: FieldInfo | None, text: str, *, within: bool) -> str:
        if info is None:
            return text
        term, kind = term_type(info), link_of(info)
        if within and info.annotation in _DAYS:
            return written(dt.date.fromisoformat(text[:10]))
        if term is not None and text in {member.value for member in term}:
            return term(text).label
        if kind is not None:
            name = self._names.get((kind, text))
            short = f"{text[:12]}…" if kind == "document" else text
            return f"{name} ({short})" if name and name != text else short
        return places.country_name(text) if is_country(info) and text in places.countries() else text


def info_at(record: type[Record], path: Path) -> FieldInfo | None:
    """The description of the field to which *path* leads; for a whole part that of its list."""
    current: type[Record] | None = record
    info: FieldInfo | None = None
    for step in path:
        if current is not None and step in current.model_fields:
            info = current.model_fields[step]
            part = part_type(info)
            current = part if part is not None and not is_list(info) else None
        else:
            current = part_type(info) if info is not None else None
    return info


def mentioned(info: FieldInfo | None, value: Any) -> Iterator[Named]:
    """The objects that *value* of the field *info* leads to."""
    if info is None or value is None:
        return
    part, kind = part_type(info), link_of(info)
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and part is not None:
            for name, inner in item.items():
                yield from mentioned(part.model_fields.get(name), inner)
        elif kind is not None and isinstance(item, str):
            yield kind, item
