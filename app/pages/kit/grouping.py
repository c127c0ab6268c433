"""Forms whose groups say in a sentence what they are about."""

from collections.abc import Mapping
from typing import Any

from app.pages.kit.forms import RecordForm


def explained(
    form_class: type[RecordForm], sentences: Mapping[str, str], *, first: str = ""
) -> type[RecordForm]:
    """*form_class* with a sentence under the title of each group, the group *first* leading."""
    base: Any = form_class

    class Explained(base):
        """The same fields in explained groups."""

        def groups(self) -> list[dict[str, Any]]:
            """The groups in order, each with its sentence."""
            found = sorted(super().groups(), key=lambda group: group["title"] != first)
            return [group | {"help": sentences.get(group["title"], "")} for group in found]

    return Explained
