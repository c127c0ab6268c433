"""Views of signing in and out, sessions and passwords."""

from hmac import compare_digest
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for

from app.domain.accounts import operations, queries, sign_in
from app.domain.accounts.records import Person
from app.extensions import db
from app.kernel.errors import CustodiaError, Invalid, Missing
from app.pages.kit import access
from app.pages.kit.access import access as needs
from app.pages.session.forms import ChangePasswordForm, FirstAdministratorForm, NewPasswordForm, SignInForm
from app.security.actor import ANONYMOUS
from app.security.permissions import Permission
from app.settings import founding_token

blueprint = Blueprint("session", __name__, template_folder="templates")


@blueprint.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
@needs(Permission.PUBLIC)
def enter() -> Any:
    """Sign in; a failure says the same whatever was wrong."""
    target = access.safe_next(request.args.get("next"))
    if access.actor().email:
        return redirect(target)
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        try:
            email = sign_in.authenticate(
                db.session,
                current_app.config["SECRET_KEY"],
                form.email.data or "",
                form.password.data or "",
                request.remote_addr or "",
            )
        except CustodiaError as error:
            form.form_errors.append(error.sentence)
            status = error.status
        else:
            found = queries.actor_of(db.session, email)
            token = sign_in.open_session(
                found or ANONYMOUS,
                address=request.remote_addr or "",
                agent=request.user_agent.string,
            )
            return access.give_cookie(redirect(target), token)
    elif request.method == "POST":
        status = 422
    answer = make_response(render_template("session/sign_in.html", form=form), status)
    if status == sign_in.TooManyAttempts.status:
        answer.headers["Retry-After"] = str(int(sign_in.WINDOW.total_seconds()))
    return answer


@blueprint.post("/sign-out")
@needs(Permission.SIGNED_IN)
def sign_out() -> Any:
    """End this session."""
    actor = access.actor()
    sign_in.close_session(actor, actor.session or "")
    return access.take_cookie(redirect(url_for("session.sign_in")))


@blueprint.get("/account")
@needs(Permission.SIGNED_IN)
def account() -> Any:
    """The person's own page: password and open sessions."""
    return _account(ChangePasswordForm())


@blueprint.post("/account/password")
@needs(Permission.SIGNED_IN)
def change_password() -> Any:
    """Change one's own password; other sessions end."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _account(form), 422
    actor = access.actor()
    try:
        operations.set_password(actor, actor.email, form.password.data or "", present=form.present.data)
    except Invalid as error:
        for path, sentences in error.problems.items():
            form[str(path[0])].errors = sentences
        return _account(form), 422
    flash("Your password is changed; your other sessions were ended.", "success")
    return redirect(url_for("session.account"))


@blueprint.post("/account/sessions/<token_hash>/end")
@needs(Permission.SIGNED_IN)
def end_session(token_hash: str) -> Any:
    """End another of one's own sessions."""
    sign_in.close_session(access.actor(), token_hash)
    flash("The session was ended.", "success")
    return redirect(url_for("session.account"))


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@needs(Permission.PUBLIC)
def welcome(token: str) -> Any:
    """Set a password through a one-time link."""
    if not queries.link_works(db.session, token):
        raise Missing("This link was used or has run out: ask an administrator for a new one.")
    form = NewPasswordForm()
    status = 200
    if form.validate_on_submit():
        try:
            operations.use_link(ANONYMOUS, token, form.password.data or "")
        except Invalid as error:
            form.form_errors.append(error.sentence)
            status = 422
        else:
            flash("Your password is set: sign in with it.", "success")
            return redirect(url_for("session.sign_in"))
    elif request.method == "POST":
        status = 422
    return render_template("session/welcome.html", form=form), status


@blueprint.route("/first-administrator/<token>", methods=["GET", "POST"])
@needs(Permission.PUBLIC)
def first_administrator(token: str) -> Any:
    """Whoever set the instance up enters as its first administrator; open only while there is none."""
    kept = founding_token(current_app.config["SETTINGS"].instance)
    if kept is None or not compare_digest(kept, token) or queries.has_administrator(db.session):
        raise Missing("This link has been used: sign in, or ask the administrator for a link of your own.")
    form = FirstAdministratorForm()
    status = 200
    if form.validate_on_submit():
        try:
            operations.found(
                ANONYMOUS,
                Person.parse({"email": form.email.data, "name": form.name.data}),
                form.password.data or "",
            )
        except Invalid as error:
            db.session.rollback()
            for path, sentences in error.problems.items():
                form[str(path[0])].errors = sentences
            status = 422
        else:
            flash("You are the administrator: sign in with your e-mail address and password.", "success")
            return redirect(url_for("session.sign_in"))
    elif request.method == "POST":
        status = 422
    return render_template("session/first_administrator.html", form=form), status


def _account(form: ChangePasswordForm) -> str:
    actor = access.actor()
    idle, absolute = access.limits()
    sessions = queries.open_sessions(db.session, actor.email, idle=idle, absolute=absolute)
    return render_template("session/account.html", form=form, sessions=sessions, here=actor.session)
