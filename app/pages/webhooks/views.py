"""Views of webhooks: the list, one with its log, adding and changing, pausing, trying out, sending again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.webhooks import delivery, operations, queries
from app.domain.webhooks.terms import KINDS
from app.extensions import db
from app.kernel.errors import Invalid
from app.pages.kit.access import access, actor
from app.pages.kit.acts import told
from app.security.permissions import Permission

blueprint = Blueprint("webhooks", __name__, template_folder="templates")


class WebhookForm(FlaskForm):
    """Which system is told of what."""

    name = StringField(
        "Name", [InputRequired("Name: fill it in.")], description="Which system this is, such as “Ticketing”."
    )
    url = StringField(
        "Address",
        [InputRequired("Address: fill it in.")],
        description="Begins with https:// and leads to a public server.",
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    kinds = SelectMultipleField(
        "Told of",
        choices=[SelectChoice(kind, words) for kind, words in KINDS.items()],
        description="Deals are never among what is told.",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@blueprint.get("/settings/webhooks")
@access(Permission.SETTINGS_WRITE)
def index() -> str:
    """All webhooks, each with how its deliveries stand."""
    return render_template(
        "webhooks/index.html",
        webhooks=queries.every(db.session),
        tallies=queries.tallies(db.session),
        kinds=KINDS,
    )


@blueprint.route("/settings/webhooks/new", methods=["GET", "POST"])
@access(Permission.SETTINGS_WRITE)
def new() -> Any:
    """Add a webhook."""
    form = WebhookForm()

    def save() -> str:
        return operations.add(actor(), form.name.data or "", form.url.data or "", form.kinds.data or [])

    return _saved(form, save, "Add a webhook", url_for("webhooks.index"))


@blueprint.get("/settings/webhooks/<webhook_id>")
@access(Permission.SETTINGS_WRITE)
def detail(webhook_id: str) -> str:
    """One webhook with its secret and its log."""
    found = queries.get(db.session, webhook_id)
    return render_template(
        "webhooks/detail.html",
        webhook=found,
        secret=delivery.secret_of(current_app.config["SECRET_KEY"], found),
        deliveries=queries.deliveries(db.session, webhook_id),
        shown=queries.SHOWN,
        kinds=KINDS,
    )


@blueprint.route("/settings/webhooks/<webhook_id>/edit", methods=["GET", "POST"])
@access(Permission.SETTINGS_WRITE)
def edit(webhook_id: str) -> Any:
    """Change a webhook."""
    found = queries.get(db.session, webhook_id)
    form = WebhookForm(data={"name": found.name, "url": found.url, "kinds": found.kinds})

    def save() -> str:
        operations.change(
            actor(), webhook_id, form.name.data or "", form.url.data or "", form.kinds.data or []
        )
        return webhook_id

    return _saved(form, save, f"Edit {found.name}", url_for("webhooks.detail", webhook_id=webhook_id))


@blueprint.post("/settings/webhooks/<webhook_id>/pause")
@access(Permission.SETTINGS_WRITE)
def pause(webhook_id: str) -> Any:
    """Pause a webhook."""
    operations.pause(actor(), webhook_id)
    return told(
        "The webhook is paused. What happens meanwhile is sent once it is resumed.",
        url_for("webhooks.detail", webhook_id=webhook_id),
    )


@blueprint.post("/settings/webhooks/<webhook_id>/resume")
@access(Permission.SETTINGS_WRITE)
def resume(webhook_id: str) -> Any:
    """Resume a webhook."""
    operations.resume(actor(), webhook_id)
    return told("The webhook is resumed.", url_for("webhooks.detail", webhook_id=webhook_id))


@blueprint.post("/settings/webhooks/<webhook_id>/try")
@access(Permission.SETTINGS_WRITE)
def try_out(webhook_id: str) -> Any:
    """Send an event that says nothing."""
    operations.try_out(actor(), webhook_id)
    return told(
        "A test is sent within a minute; reload to see what came back.",
        url_for("webhooks.detail", webhook_id=webhook_id),
    )


@blueprint.post("/settings/webhooks/<webhook_id>/remove")
@access(Permission.SETTINGS_WRITE)
def remove(webhook_id: str) -> Any:
    """Take a webhook away."""
    operations.remove(actor(), webhook_id)
    return told("The webhook and its log are removed.", url_for("webhooks.index"))


@blueprint.post("/settings/webhooks/deliveries/<delivery_id>/again")
@access(Permission.SETTINGS_WRITE)
def again(delivery_id: str) -> Any:
    """Send a delivery once more."""
    webhook_id = operations.send_again(actor(), delivery_id)
    return told("It is sent again within a minute.", url_for("webhooks.detail", webhook_id=webhook_id))


def _saved(form: WebhookForm, save: Callable[[], str], title: str, back: str) -> Any:
    """The page of *form*; once it is sent and fits, what *save* made."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                made = save()
            except Invalid as error:
                db.session.rollback()
                for path, sentences in error.problems.items():
                    form[str(path[0])].errors = sentences
            else:
                return told("Saved.", url_for("webhooks.detail", webhook_id=made))
    return render_template("webhooks/form.html", form=form, title=title, back=back), status
