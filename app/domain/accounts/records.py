"""The state of a person; credentials are kept elsewhere and are no part of it."""

from app.kernel.records import REQUIRED, Line, PersonRef, Record, field
from app.security.roles import Role


class Person(Record):
    """Somebody who works with the register; known by e-mail address."""

    email: PersonRef = field("E-mail", "Also the name to sign in with.", "Person", default=REQUIRED)
    name: Line = field("Name", "", "Person", default=REQUIRED)
    roles: list[Role] = field("Roles", "What the person may do.", "Person", factory=list)
    active: bool = field("Active", "May sign in.", "Person", default=True)
