"""What is typed at the door: number, password, code."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, Length

from learning.people.forms.fields import NEEDED, clean, staff_number, tidy
from learning.people.rules import LONGEST_NAME
from learning.web.forms import BaseForm


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


class ChangePasswordForm(NewPasswordForm):
    password = PasswordField(_("Password until now"), [NEEDED])
