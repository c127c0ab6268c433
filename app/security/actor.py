"""The actor: on whose behalf something is done; the first argument of every operation."""

from dataclasses import dataclass, field, replace
from typing import Self

from app.security.permissions import READING, Permission
from app.security.roles import Role, permissions_of


@dataclass(frozen=True)
class Actor:
    """A person (or the system) with the roles held at this moment."""

    email: str
    name: str
    roles: tuple[Role, ...] = ()
    session: str | None = None
    everything: bool = field(default=False, repr=False)
    #: Reads the past, where nothing can be changed whatever the roles allow.
    reading: bool = field(default=False, repr=False)
    #: What a program acting for the person may do at most; ``None`` for the person in a browser.
    scopes: frozenset[Permission] | None = None
    #: The token through which a program acts, by the name that the trail keeps.
    through: str | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles together allow, within the scopes of a program."""
        allowed = frozenset(Permission) if self.everything else permissions_of(self.roles)
        if self.scopes is not None:
            allowed &= self.scopes
        return allowed & READING if self.reading else allowed

    @property
    def is_guest(self) -> bool:
        """Whether the person is from outside the house, by the roles held: a program's scopes make nobody a guest."""
        return not self.everything and Permission.HOME_READ not in permissions_of(self.roles)

    def as_reader(self) -> Self:
        """The same person, who may read and nothing else."""
        return replace(self, reading=True)

    def may(self, permission: Permission) -> bool:
        """Whether the actor has *permission*."""
        if permission is Permission.PUBLIC or (permission is Permission.SIGNED_IN and self.email):
            return True
        return permission in self.permissions


SYSTEM = Actor(email="system", name="System", everything=True)
"""The command line on the server itself, and jobs: whoever can start them can read the database anyway."""

ANONYMOUS = Actor(email="", name="")
"""Nobody signed in."""
