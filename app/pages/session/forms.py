"""Forms of signing in and of passwords."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.security.passwords import LONGEST, SHORTEST

_NEW = f"At least {SHORTEST} characters; four words that do not belong together are good."


class SignInForm(FlaskForm):
    """Name and password."""

    email = StringField(
        "E-mail",
        [InputRequired("E-mail: fill it in."), Length(max=200, message="E-mail: too long.")],
        render_kw={"autocomplete": "username", "inputmode": "email", "autofocus": True},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Password: fill it in."), Length(max=LONGEST, message="Password: too long.")],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(FlaskForm):
    """A password for whoever came by a one-time link."""

    password = PasswordField(
        "New password",
        [InputRequired("New password: fill it in.")],
        description=_NEW,
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, with the present one as proof."""

    present = PasswordField(
        "Present password",
        [InputRequired("Present password: fill it in.")],
        render_kw={"autocomplete": "current-password"},
    )


class FirstAdministratorForm(NewPasswordForm):
    """Who the first administrator is."""

    email = StringField(
        "E-mail",
        [InputRequired("E-mail: fill it in.")],
        description="Also the name to sign in with.",
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
    name = StringField(
        "Name",
        [InputRequired("Name: fill it in.")],
        description="As others read it.",
        render_kw={"autocomplete": "name"},
    )
