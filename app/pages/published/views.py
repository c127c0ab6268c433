"""Views of the public list; all answer 404 where the organisation publishes none."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app import settings
from app.domain.organisation import queries as organisation
from app.domain.publication import listing, subscriptions
from app.domain.publication.listing import Listed
from app.extensions import db
from app.infra import mail, queue
from app.kernel import places
from app.kernel.errors import Invalid, Missing
from app.pages.kit.access import access
from app.pages.published import feed
from app.security.permissions import Permission

blueprint = Blueprint("published", __name__, template_folder="templates")

ASKED = "If the address can be reached, a message with a link was sent to it: open the link to be told of changes."

_limiter = FixedWindowRateLimiter(MemoryStorage())
_PER_ADDRESS = RateLimitItemPerHour(20)
"""How often one network address may ask for messages, so that nobody sends them to others through this page."""


@blueprint.get("/public/sub-processors")
@access(Permission.PUBLIC)
def index() -> str:
    """The list, and what changed lately."""
    return _page()


@blueprint.get("/public/sub-processors.json")
@access(Permission.PUBLIC)
def as_json() -> Any:
    """The list for programs."""
    days = _notice_days()
    return jsonify(
        {
            "organisation": _name(),
            "notice_days": days,
            "sub_processors": [_item(one) for one in listing.listed(db.session)],
        }
    )


@blueprint.get("/public/sub-processors.atom")
@access(Permission.PUBLIC)
def atom() -> Response:
    """The changes of the list as an Atom feed (RFC 4287), newest first."""
    _notice_days()
    data = feed.atom(
        f"Sub-processors of {_name()}",
        url_for("published.index", _external=True),
        url_for("published.atom", _external=True),
        listing.changes(db.session),
    )
    return Response(data, mimetype="application/atom+xml")


@blueprint.post("/public/sub-processors/subscribe")
@access(Permission.PUBLIC)
def subscribe() -> Any:
    """Ask to be told of changes; the answer is the same whoever is told already."""
    _notice_days()
    if not _tells():
        raise Missing("This list is not told by mail: follow its feed instead.")
    if not _limiter.hit(_PER_ADDRESS, request.remote_addr or ""):
        return _page(problem="Too many messages were asked for from here: try again in an hour."), 429
    typed = request.form.get("email", "")
    try:
        asked = subscriptions.ask(typed)
    except Invalid as error:
        return _page(problem=error.sentence, typed=typed), 422
    if asked is not None:
        queue.enqueue(current_app._get_current_object(), "invite", asked.id)  # type: ignore[attr-defined]
    flash(ASKED, "success")
    return redirect(url_for("published.index"), 303)


@blueprint.route("/public/sub-processors/confirm/<token>", methods=["GET", "POST"])
@access(Permission.PUBLIC)
def confirm(token: str) -> Any:
    """Confirm by a button, since programs that look through mail open links."""
    _notice_days()
    if request.method == "GET":
        return render_template("published/confirm.html", ending=False, organisation=_name())
    email = subscriptions.confirm(_key(), token)
    flash(f"{email} is told of every change of this list from now on.", "success")
    return redirect(url_for("published.index"), 303)


@blueprint.route("/public/sub-processors/end/<token>", methods=["GET", "POST"])
@access(Permission.PUBLIC)
def end(token: str) -> Any:
    """Be told no more."""
    _notice_days()
    if request.method == "GET":
        return render_template("published/confirm.html", ending=True, organisation=_name())
    subscriptions.end(_key(), token)
    flash("The address is deleted and told no more.", "success")
    return redirect(url_for("published.index"), 303)


def _page(problem: str = "", typed: str = "") -> str:
    days = _notice_days()
    return render_template(
        "published/index.html",
        organisation=_name(),
        days=days,
        rows=listing.listed(db.session),
        changes=list(reversed(listing.changes(db.session)))[:20],
        country=places.country_name,
        tells=_tells(),
        problem=problem,
        typed=typed,
        today=organisation.today(db.session),
    )


def _notice_days() -> int:
    """The days of notice that are promised; raises :class:`Missing` where no list is published."""
    days = organisation.current(db.session)[0].public_notice_days
    if days is None:
        raise Missing("There is no public list here.")
    return days


def _name() -> str:
    own = organisation.current(db.session)[0].entity
    return organisation.names(db.session).get(own or "", "this organisation")


def _tells() -> bool:
    configured = settings.current()
    return mail.is_set(configured) and bool(configured.public_url)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _item(one: Listed) -> dict[str, Any]:
    return {
        "name": one.name,
        "legal_entity": one.entity,
        "services": one.services,
        "purposes": list(one.purposes),
        "countries": list(one.countries),
        "used_from": one.used_from.isoformat(),
        "announced_at": one.announced_at.isoformat() if one.announced_at else None,
    }
