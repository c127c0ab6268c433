"""What a collection of the interface is: a kind of register object with the operations on it."""

import datetime as dt
import functools
import inspect
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pydantic
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app.db.aggregate import KINDS, Aggregate
from app.domain.findings.selections import Selections
from app.kernel.records import Record
from app.security.actor import Actor
from app.security.permissions import Permission

_GIVEN_OTHERWISE = {"work", "actor", "version"}
"""Parameters of operations that do not come from the body: who acts, and ``If-Match``."""


class _Body(Record):
    """Base of the bodies that follow from signatures: they have no source in which pydantic could look for docstrings.

    It would look all the same, for a second at every start.
    """

    model_config = pydantic.ConfigDict(use_attribute_docstrings=False)


def body_of(operation: Callable[..., Any], name: str, *, after: int = 0) -> type[Record]:
    """The model of a body for *operation*, from its signature *after* so many parameters that come otherwise."""
    function = inspect.unwrap(operation)
    hints = typing.get_type_hints(function, include_extras=True)
    parameters = [
        one for one in inspect.signature(function).parameters.values() if one.name not in _GIVEN_OTHERWISE
    ]
    fields: dict[str, Any] = {
        one.name: (hints[one.name], ... if one.default is inspect.Parameter.empty else one.default)
        for one in parameters[after:]
    }
    title = "".join(word.capitalize() for word in name.split("-"))
    owner = function.__module__.split(".")[-2].title().replace("_", "")
    return pydantic.create_model(f"{owner}{title}", __base__=_Body, __doc__=summary_of(operation), **fields)


def summary_of(operation: Callable[..., Any]) -> str:
    """One line on what *operation* does, without marks, and without the errors, which the answers tell."""
    line = (inspect.getdoc(operation) or operation.__name__).partition("\n")[0]
    line = re.split(r"[;,.]? raises |[;,] (?:see|each as) :", line, flags=re.IGNORECASE)[0]
    return re.sub(r":\w+:`[~.]*([^`]+)`|[*`]+", lambda found: found[1] or "", line).removesuffix(".")


@dataclass(frozen=True)
class Action:
    """An operation on one object beyond create, read, update and archive; its body follows from its signature."""

    name: str
    operation: Callable[..., Any]
    permission: Permission = Permission.REGISTER_WRITE

    @functools.cached_property
    def body(self) -> type[Record]:
        """The model of the request's body: the operation's parameters after the object's key."""
        return body_of(self.operation, self.name, after=1)

    @property
    def takes_version(self) -> bool:
        """Whether the operation can be told on which version of the object it was decided."""
        return "version" in inspect.signature(inspect.unwrap(self.operation)).parameters

    @property
    def summary(self) -> str:
        """One line on what it does."""
        return summary_of(self.operation)


@dataclass(frozen=True)
class Resource:
    """A collection at ``/api/v1/PATH``.

    *create*, *update*, *archive* and *restore* are operations; a resource without one does not offer it. *visible*
    narrows what an actor may see, where that is not decided by the permission alone.
    """

    path: str
    record: type[Record]
    title: str
    create: Callable[..., Any] | None = None
    update: Callable[..., Any] | None = None
    archive: Callable[..., Any] | None = None
    restore: Callable[..., Any] | None = None
    actions: tuple[Action, ...] = ()
    reads: Permission = Permission.REGISTER_READ
    writes: Permission = Permission.REGISTER_WRITE
    visible: Callable[[Session, Actor], ColumnElement[bool]] | None = None
    #: By what the lists of the pages are narrowed beside fields, on the day given.
    selections: Callable[[Session, dt.date], Selections] | None = None
    #: Fields of a list's items that are left out unless asked for by name, since they are long.
    long: frozenset[str] = field(default=frozenset())

    @functools.cached_property
    def model(self) -> type[Aggregate]:
        """The mapped class behind the collection."""
        return next(model for model in KINDS.values() if model.__record__ is self.record)

    @property
    def key(self) -> str:
        """The field that identifies an object."""
        return self.model.__key__

    @property
    def table(self) -> Any:
        """The table of the collection."""
        return self.model.__table__

    @property
    def by_external_id(self) -> bool:
        """Whether objects can be addressed by the number that another system gave them."""
        return "external_id" in self.record.model_fields

    @property
    def archives(self) -> bool:
        """Whether objects can be archived."""
        return "archived" in self.record.model_fields
