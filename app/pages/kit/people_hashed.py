"""Addresses of data subjects in forms: typed to compute the keyed hash, and kept nowhere."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from wtforms import StringField, TextAreaField

from app.pages.kit.forms import RecordForm
from app.security.pseudonyms import spelled, subject_hash


def hash_of(address: str) -> str | None:
    """The keyed hash of whoever is reached at *address*; ``None`` for a blank one."""
    key: str = current_app.config["SETTINGS"].subject_key
    return subject_hash(key, address) if spelled(address) else None


def hashes_of(addresses: str) -> list[str]:
    """The keyed hashes of *addresses*, one a line, each once."""
    found = (hash_of(line) for line in addresses.splitlines())
    return list(dict.fromkeys(one for one in found if one is not None))


class OnePersonForm(RecordForm):
    """Adds the address of the person to a form with the field ``subject_ref``, which takes its hash."""

    address = StringField(
        "Address of the person",
        description="E-mail address, telephone number or customer number. It is turned into a keyed hash at once and "
        "kept nowhere; the same person always has the same hash.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def groups(self) -> list[dict[str, Any]]:
        """The fields by group, the address at the top."""
        groups = super().groups()
        groups[0]["fields"] = ["address", *groups[0]["fields"]]
        return groups

    def data_for_record(self, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the form holds, with the hash of the address."""
        found = hash_of(self.address.data or "")
        return super().data_for_record(base) | ({"subject_ref": found} if found else {})


class ManyPeopleForm(RecordForm):
    """Adds addresses of people to a form with the field ``subject_refs``, which takes their hashes."""

    addresses = TextAreaField(
        "Addresses of the people",
        description="One a line, where they are known. Each is turned into a keyed hash at once and kept nowhere.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def groups(self) -> list[dict[str, Any]]:
        """The fields by group, the addresses at the end of the first."""
        groups = super().groups()
        groups[0]["fields"] = [*groups[0]["fields"], "addresses"]
        return groups

    def data_for_record(self, base: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the form holds, with the hashes of the addresses; their number where none is given."""
        data = super().data_for_record(base)
        found = hashes_of(self.addresses.data or "")
        if found:
            data |= {"subject_refs": found, "subjects_count": data.get("subjects_count") or len(found)}
        return data
