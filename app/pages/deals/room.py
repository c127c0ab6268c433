"""The door of a deal's pages: whoever is no member is told, whatever the route and the role, that there is none.

Membership is asked before the role, so the routes below a deal declare no more than a sign-in: a refusal for
the role's sake would tell a member's address from one that leads nowhere.
"""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from app.domain.deals import guest_access, queries
from app.domain.deals.records import Deal
from app.extensions import db
from app.kernel.errors import Missing
from app.pages.kit import past
from app.pages.kit.access import actor
from app.security.permissions import Permission

blueprint = Blueprint("deals", __name__, template_folder="templates")

_REFERENCE = re.compile(r"D-[0-9]{3,9}")


@dataclass(frozen=True)
class Visit:
    """A member at a deal: the deal at its version, and whether this member may change it."""

    deal: Deal
    version: int
    may_write: bool

    @property
    def is_guest(self) -> bool:
        """Whether this member is from outside the house, and so sees of papers and remarks what is for guests."""
        return actor().is_guest

    @property
    def ref(self) -> str:
        """The reference of the deal."""
        return self.deal.ref or ""

    @property
    def page(self) -> str:
        """Where the deal is shown."""
        return url_for("deals.detail", ref=self.ref)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to the pages below the deal's own."""
        return [("Deals", url_for("deals.index")), (self.deal.codename, self.page)]


def enter(ref: str) -> Visit:
    """The deal *ref* for a member; raises :class:`Missing` for everybody else, as where there is no such deal."""
    if not _REFERENCE.fullmatch(ref):
        raise Missing(f"{ref} is not in the register.")
    deal, version = queries.get(db.session, actor(), ref)
    may_write = actor().may(Permission.DEALS_WRITE) and not deal.archived
    return Visit(deal, version, may_write)


def of_members(
    *, writing: bool = False, guests: bool = False, before_terms: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Hand a view the :class:`Visit` in place of the reference; *writing* turns members away who only read.

    To a guest only the views of their room (*guests*) are there, and only as of now. They are sent to the terms until
    these are accepted, but for the view that shows them (*before_terms*); what they open or take is noted in the
    trail.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def guarded(ref: str, **values: Any) -> Any:
            visit = enter(ref)
            if visit.is_guest and (not guests or past.instant() is not None):
                # What was shown to guests once and is hidden now must not come back as of the past.
                abort(404)
            if writing and past.instant() is not None:
                return past.refusal()
            if writing and not actor().may(Permission.DEALS_WRITE):
                abort(403)
            if visit.is_guest and not before_terms:
                if not guest_access.has_accepted(visit.deal, actor().email):
                    return redirect(url_for("deals.terms", ref=visit.ref), 303)
                if request.method == "GET":
                    guest_access.note_visit(actor(), visit.ref, request.path)
            return view(visit, **values)

        return guarded

    return decorate
