"""Operations: the only way to change the register.

``@operation(Permission.REGISTER_WRITE, "third_party.register")`` turns a function of ``(work, actor, …)`` into one of
``(actor, …)`` that checks the permission, opens one transaction, runs the function, checks every reference, files the
trail entry with the field-by-field difference and the revisions, lets the listeners (the rules engine) react inside
the same transaction, and commits: all of it or nothing.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from app.db.aggregate import KINDS
from app.db.unit_of_work import BrokenLink, Work, begin, current
from app.domain.audit import chain
from app.kernel.errors import Denied, Invalid
from app.kernel.records import label_of
from app.security.actor import Actor
from app.security.permissions import Permission

P = ParamSpec("P")
T = TypeVar("T")
Listener = Callable[[Work], None]

BEFORE_FILING: list[Listener] = []
"""Called with the work once the operation's own changes are written, before the entry is filed; filled by wiring."""


@dataclass(frozen=True)
class Operation:
    """What is known of an operation: its name in the trail and the permission that it needs."""

    name: str
    permission: Permission


OPERATIONS: dict[str, Operation] = {}
"""Every operation by name: the closed vocabulary of the trail."""


class BrokenLinksError(Invalid):
    """References that lead nowhere; ``broken`` says in which object each stands."""

    def __init__(self, broken: list[BrokenLink], labels: dict[BrokenLink, str]) -> None:
        """Make a sentence of each."""
        self.broken = broken
        problems: dict[tuple[str | int, ...], list[str]] = {}
        for link in broken:
            sentence = f"{labels[link]}: {link.value} is not in the register: choose one that is."
            problems.setdefault(link.path, []).append(sentence)
        super().__init__(problems)


def operation(
    permission: Permission, name: str
) -> Callable[[Callable[Concatenate[Work, Actor, P], T]], Callable[Concatenate[Actor, P], T]]:
    """Declare an operation; raises :class:`ValueError` at import when *name* is taken.

    The wrapped function raises :class:`~app.kernel.errors.Denied` without *permission*. Called inside another
    operation, it joins that one's transaction and entry.
    """
    if name in OPERATIONS:
        raise ValueError(f"Operation {name} is defined twice.")
    OPERATIONS[name] = Operation(name, permission)

    def decorate(function: Callable[Concatenate[Work, Actor, P], T]) -> Callable[Concatenate[Actor, P], T]:
        @functools.wraps(function)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if not actor.may(permission):
                raise Denied("Your role does not allow this: ask an administrator for the permission.")
            joined = current()
            if joined is not None:
                return function(joined, actor, *args, **kwargs)
            with begin(actor.email, name, chain.last_instant) as work:
                result = function(work, actor, *args, **kwargs)
                if actor.through and (work.changes or work.notes):
                    work.notes["through"] = actor.through
                _finish(work)
                return result

        run.operation_name = name  # type: ignore[attr-defined]
        return run

    return decorate


def _finish(work: Work) -> None:
    if not work.changes and not work.notes:
        return
    broken = work.broken_links()
    if broken:
        raise BrokenLinksError(broken, {link: _label(work, link) for link in broken})
    for listener in BEFORE_FILING:
        listener(work)
    _file(work)


def _file(work: Work) -> None:
    """File what was done: one entry, or where deals are but a part of it (a load), one more for each deal.

    A deal's entry is closed to all but its members, so nothing else may hide in it, nor it in anything else.
    """
    noted = work.notes.get("deal")
    if noted:
        chain.file_entry(work, deal=str(noted))
        return
    deals = work.touched("deal")
    others = [change for change in work.changes.values() if change.kind != "deal"]
    notes = work.notes
    if others or not deals:
        chain.file_entry(work, changes=others)
        notes = {}
    for deal in deals:
        chain.file_entry(work, deal=deal.key, changes=[deal], notes=notes)


def _label(work: Work, link: BrokenLink) -> str:
    return label_of(KINDS[link.kind].__record__, link.path)
