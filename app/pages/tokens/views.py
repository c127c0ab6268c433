"""Views of tokens: the list, making one (its secret is shown once), revoking."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.accounts import api_tokens, queries
from app.extensions import db
from app.kernel import clock
from app.kernel.errors import Invalid
from app.kernel.records import LINE
from app.pages.kit.access import access, actor
from app.pages.tokens.words import SCOPES
from app.security.permissions import Permission

blueprint = Blueprint("tokens", __name__, template_folder="templates")


class TokenForm(FlaskForm):
    """What a new token is for, what it may do, and for how long."""

    name = StringField(
        "Name",
        [InputRequired("Name: say what the token is for."), Length(max=LINE, message="Name: too long.")],
        description="What it is for, such as “Procurement sync”.",
    )
    scopes = SelectMultipleField(
        "It may",
        description="A program never may more than you; give it no more than it needs.",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = IntegerField(
        "Lives for days",
        [
            InputRequired("Lives for days: fill it in."),
            NumberRange(
                1, api_tokens.LONGEST_DAYS, f"Lives for days: choose 1 to {api_tokens.LONGEST_DAYS}."
            ),
        ],
        default=90,
        description=f"{api_tokens.LONGEST_DAYS} at most; then make a new one.",
    )

    def offer(self, allowed: frozenset[Permission]) -> None:
        """Offer the scopes that the person has."""
        self.scopes.choices = [
            SelectChoice(one.value, SCOPES[one]) for one in api_tokens.SCOPES if one in allowed
        ]


@blueprint.get("/account/tokens")
@access(Permission.SIGNED_IN)
def index() -> Any:
    """One's own tokens, and everybody's for who may look after people."""
    return _page(_form())


@blueprint.post("/account/tokens")
@access(Permission.SIGNED_IN)
def make() -> Any:
    """Make a token; its secret stands on the page that answers, and nowhere after."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        made = api_tokens.make(
            actor(), actor().email, form.name.data or "", form.scopes.data or [], form.days.data or 0
        )
    except Invalid as error:
        db.session.rollback()
        for path, sentences in error.problems.items():
            form[str(path[0])].errors = sentences
        return _page(form), 422
    return _page(_form(fresh=True), made=made)


@blueprint.post("/account/tokens/<token_id>/revoke")
@access(Permission.SIGNED_IN)
def revoke(token_id: str) -> Any:
    """End a token for good."""
    api_tokens.revoke(actor(), token_id)
    flash("The token is revoked: programs that use it are turned away from now on.", "success")
    return redirect(url_for("tokens.index"), 303)


def _form(*, fresh: bool = False) -> TokenForm:
    form = TokenForm(formdata=None) if fresh else TokenForm()
    form.offer(actor().permissions)
    return form


def _page(form: TokenForm, made: api_tokens.Made | None = None) -> str:
    all_of_them = actor().may(Permission.PEOPLE_WRITE)
    return render_template(
        "tokens/index.html",
        form=form,
        made=made,
        tokens=api_tokens.of_person(db.session, None if all_of_them else actor().email),
        names=queries.names(db.session) if all_of_them else {},
        now=clock.now(),
        scopes={permission.value: words for permission, words in SCOPES.items()},
    )
