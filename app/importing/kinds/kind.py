"""What a kind of import is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.imports.terms import ImportKind
from app.importing.desk import Desk, Row
from app.importing.kinds.targets import Target

Wanted = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Kind:
    """One kind: its *targets*, those without which it makes no sense (*needs*), and how a row is built.

    *find* gives the stored objects that a row with certain values will touch, so that they can be read ahead, many
    rows at a time.
    """

    key: ImportKind
    main: str
    targets: tuple[Target, ...]
    needs: tuple[str, ...]
    build: Callable[[Desk, Row], None]
    find: Callable[[Desk, dict[str, Any]], Wanted]
    #: A file is of this kind by itself only where of each group of fields a heading names one.
    shows: tuple[frozenset[str], ...]
    #: Headings under which the name may stand, where none is called so.
    else_named: frozenset[str] = frozenset()
    #: The field of running text in which words stay that no vocabulary knows; without one they are left out.
    keeps: str = ""
    #: Whether a list commonly has several rows of one such thing: of two values for one field the first is kept then,
    #: with a warning, where otherwise the row is refused.
    keeps_first: bool = False

    def target(self, path: str) -> Target | None:
        """The target at *path*, if there is one."""
        return next((one for one in self.targets if one.path == path), None)
