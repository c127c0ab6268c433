"""How a table of many columns finds room on paper: some side by side, the others in their cells, by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.reporting.render.tables.table import Column, Type, Value

ACROSS = 150
"""How many units of width stand side by side on a page; the columns beyond them go under the last that fits."""
_LEAST = {Type.DAY: 12, Type.INSTANT: 12}
_FOR_OTHERS = 4
"""How much wider a column is set in whose cells others stand."""


WHOLE = "Of"
"""The head of a column that says of how many the number before it is; in one cell the two stand as *n of d*."""


@dataclass(frozen=True)
class Placed:
    """*beside* are the columns that have their own cells, *widths* their shares; *under* the others, by those."""

    columns: tuple[Column, ...]
    beside: tuple[int, ...]
    widths: tuple[int, ...]
    under: dict[int, tuple[int, ...]]

    def cell(self, row: Sequence[Value], seat: int) -> list[tuple[str, Value]]:
        """The values of the cell in *seat*, the own one first, without a name; then the others that are there."""
        own = self.beside[seat]
        found: list[tuple[str, Value]] = [("", row[own])]
        for place in self.under[own]:
            head, value = self.columns[place].head, row[place]
            if head == WHOLE and value is not None and isinstance(found[-1][1], int):
                found[-1] = (found[-1][0], f"{found[-1][1]:,} of {value:,}")
            elif value is not None:
                found.append((head, value))
        return found


def placed(columns: tuple[Column, ...]) -> Placed:
    """Where each of *columns* stands."""
    by_head = {column.head: index for index, column in enumerate(columns)}
    under: dict[int, list[int]] = {}
    used, last = 0, 0
    for index, column in enumerate(columns):
        if column.under is not None:
            if column.under:
                under.setdefault(by_head[column.under], []).append(index)
        elif index and used + column.width > ACROSS:
            under.setdefault(last, []).append(index)
        else:
            used, last = used + column.width, index
            under.setdefault(index, [])
    beside = tuple(
        index
        for index, column in enumerate(columns)
        if column.under is None and index in under and index <= last
    )
    widths = tuple(
        max(columns[place].width + (_FOR_OTHERS if under[place] else 0), _LEAST.get(columns[place].type, 9))
        for place in beside
    )
    return Placed(columns, beside, widths, {place: tuple(under[place]) for place in beside})
