"""The room of a guest: one deal's schedules, the papers that were released to them, their questions, and nothing else.

What is reviewed, decided and waited for in the deal stays with the house; guests read what was sealed. Guests do not
see one another either: what one of them asks is between that guest and the house.
"""

from dataclasses import replace

from flask import render_template

from app.domain.accounts import queries as accounts
from app.domain.deals import queries
from app.domain.deals.remarks import Thread, threads
from app.domain.deals.terms import HandingOn
from app.extensions import db
from app.pages.deals.detail import Trouble, issued, papers_of
from app.pages.deals.room import Visit
from app.pages.kit.access import actor
from app.security.permissions import Permission


def page(visit: Visit, trouble: Trouble | None = None) -> str:
    """The room; *trouble* stands at the form that it concerns."""
    people = accounts.names(db.session)
    guests = accounts.emails_without(db.session, Permission.HOME_READ)
    hosts = [member.person for member in visit.deal.members if member.person not in guests]
    talk = _talk(visit, guests - {actor().email})
    return render_template(
        "deals/guest_room.html",
        visit=visit,
        deal=visit.deal,
        trouble=trouble,
        member=next(one for one in visit.deal.members if one.person == actor().email),
        may_take=queries.handing(db.session, actor(), visit.ref) is not HandingOn.NOTHING,
        reports=issued(visit),
        papers=papers_of(visit, people),
        talk=talk,
        open_questions=sum(one.is_open for one in talk),
        members=hosts,
        people=people,
        me=actor().email,
    )


def _talk(visit: Visit, others: set[str]) -> list[Thread]:
    """What is for guests and was not said by *others* of them, the newest thread first."""
    found = [
        replace(one, answers=tuple(answer for answer in one.answers if answer.by not in others))
        for some in threads(visit.deal, for_guest=True).values()
        for one in some
        if one.first.by not in others
    ]
    return sorted(found, key=lambda one: one.first.at, reverse=True)
