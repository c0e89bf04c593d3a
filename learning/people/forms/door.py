"""What is typed at the door: number, password, code."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from learning.people.rules import LONGEST_NAME, STAFF_NUMBER, is_clean
from learning.web.forms import BaseForm

NEEDED = InputRequired(_("Please fill this in."))


def clean(_form: Any, field: Any) -> None:
    """One line of ordinary text."""
    if field.data and not is_clean(field.data):
        raise ValidationError(_("This contains signs that cannot be stored. Please type it again."))


def staff_number(_form: Any, field: Any) -> None:
    if field.data and not STAFF_NUMBER.fullmatch(field.data):
        raise ValidationError(_("A staff number has letters, digits and hyphens, 32 at most."))


def tidy(text: str | None) -> str:
    """Without the spaces around it."""
    return (text or "").strip()


class SignInForm(BaseForm):
    number = StringField(_("Staff number"), [NEEDED])
    password = PasswordField(_("Password"), [NEEDED])
    next = HiddenField()


class NewPasswordForm(BaseForm):
    """A new password, twice; what it must be, the verb knows."""

    new_password = PasswordField(_("New password"), [NEEDED])
    again = PasswordField(_("New password, once more"), [NEEDED, EqualTo("new_password", _("The two are not the same."))])


class CodeForm(NewPasswordForm):
    number = StringField(_("Staff number"), [NEEDED])
    code = StringField(_("One-time code"), [NEEDED, Length(max=60)])


class RenewalForm(NewPasswordForm):
    number = StringField(_("Staff number"), [NEEDED])
    password = PasswordField(_("Password until now"), [NEEDED])


class SetUpForm(NewPasswordForm):
    """The first unit and the first administrator of a new bank."""

    unit = StringField(_("Name of the whole bank as a unit"), [NEEDED, Length(max=80), clean], filters=[tidy])
    number = StringField(_("Your staff number"), [NEEDED, staff_number], filters=[tidy])
    name = StringField(_("Your name"), [NEEDED, Length(max=LONGEST_NAME), clean], filters=[tidy])
