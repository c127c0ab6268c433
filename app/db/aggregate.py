"""What a register table has in common: a row per object, tables for its parts, and the record that describes both.

A mapped class says which record it stores (``__record__``), how the kind is called (``__kind__``), which column
identifies a row (``__key__``) and which tables hold its lists of parts (``__parts__``). Column names are the record's
field names, so that :mod:`app.db.states` can read and write every kind by the same code.
"""

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.db.types import Instant, key_text
from app.extensions import Base
from app.kernel.records import Record

KINDS: dict[str, type["Aggregate"]] = {}
"""Every register kind by name, filled as the rooms' models are imported."""


class Aggregate(Base):
    """Base of the mapped class of one kind of register object."""

    __abstract__ = True
    __record__: ClassVar[type[Record]]
    __kind__: ClassVar[str]
    __key__: ClassVar[str] = "ref"
    __parts__: ClassVar[dict[str, type["Part"]]] = {}

    #: Number of the current revision, counted from 1; a form that was opened on an older one is told so.
    version: Mapped[int] = mapped_column(Integer, default=1)
    #: Instant of the last change.
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)

    def __init_subclass__(cls, **more: Any) -> None:
        """Enter the kind in :data:`KINDS`."""
        super().__init_subclass__(**more)
        if "__kind__" in cls.__dict__:
            KINDS[cls.__kind__] = cls


class Part(Base):
    """Base of the table of one list of parts; rows are known by their owner and their place in the list.

    ``__scalar__`` names the one column of a list of plain values, ``""`` for a list of records.
    """

    __abstract__ = True
    __scalar__: ClassVar[str] = ""

    #: Place in the list, from 0.
    position: Mapped[int] = mapped_column(Integer, primary_key=True)


def owner(target: str) -> Mapped[str]:
    """The column of a part that names its owner, such as ``owner("third_party.ref")``."""
    return mapped_column(ForeignKey(target, ondelete="CASCADE"), primary_key=True)


def ref_key() -> Mapped[str]:
    """The primary key of a kind that is known by reference."""
    return mapped_column(key_text(14), primary_key=True)


def link(target: str, *, index: bool = True, **more: Any) -> Mapped[Any]:
    """A column that holds the key of another object; checked at commit, so that the order of writes is free."""
    return mapped_column(ForeignKey(target, deferrable=True, initially="DEFERRED"), index=index, **more)
