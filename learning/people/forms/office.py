"""What HR types: people, posts, absences, roles, units, days of the calendar."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, Regexp

from learning.people.forms.fields import CHOSEN, NEEDED, DayField, OrderedForm, clean, clean_lines, staff_number, tidy
from learning.people.rules import LONGEST_NAME, POSITIONS
from learning.web.forms import BaseForm, choices
from learning.web.language import say

KINDS = choices([("main", _("Main posting")), ("second", _("Second posting")), ("acting", _("Acting for somebody"))])
ABSENCES = choices([("leave", _("Leave")), ("suspension", _("Suspension"))])
ROLES = {
    "head": _("Branch head"),
    "trainer": _("Trainer"),
    "officer": _("HR and training officer"),
    "auditor": _("Auditor"),
    "administrator": _("Administrator"),
}
LANGUAGES = choices([("", _("As the browser asks")), ("zh", "中文"), ("en", "English")])
THEMES = choices([("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))])
SIZES = choices([("normal", _("Normal")), ("large", _("Large"))])
DAYS = choices([("holiday", _("Holiday")), ("workday", _("Working day"))])
LONGEST_REASON = 500


class _Reasoned(OrderedForm):
    reason = TextAreaField(_("Reason"), [NEEDED, Length(max=LONGEST_REASON), clean_lines], filters=[tidy])


class _WithUnit(OrderedForm):
    """``units``: (id, name) pairs of what may be chosen."""

    unit_id = SelectField(_("Unit"), [CHOSEN], coerce=int)

    def __init__(self, units: list[tuple[int, str]], **defaults: Any) -> None:
        super().__init__(**defaults)
        self.unit_id.choices = choices(units)


def _positions() -> list[Any]:
    return choices((key, say(name)) for key, name in POSITIONS.items())


class DetailsForm(OrderedForm):
    order: ClassVar[tuple[str, ...]] = ("name", "name_en", "hired_on", "email", "mobile")
    name = StringField(_("Name"), [NEEDED, Length(max=LONGEST_NAME), clean], filters=[tidy])
    name_en = StringField(_("Name in Latin letters"), [Length(max=120), clean], filters=[tidy])
    hired_on = DayField(_("First day at the bank"), [CHOSEN])
    email = StringField(
        _("Mail"),
        [Optional(), Length(max=254), clean, Regexp(r"[^@\s]+@[^@\s]+\Z", message=_("This is not a mail address."))],
        filters=[tidy],
    )
    mobile = StringField(
        _("Mobile"), [Optional(), Regexp(r"[0-9+() -]{3,32}\Z", message=_("This is not a telephone number."))], filters=[tidy]
    )


class PersonForm(_WithUnit, DetailsForm):
    order = ("number", "name", "name_en", "unit_id", "position", "hired_on", "email", "mobile")
    number = StringField(_("Staff number"), [NEEDED, staff_number], filters=[tidy])
    position = SelectField(_("Position"), [CHOSEN], choices=_positions)


class PostingForm(_WithUnit, _Reasoned):
    order = ("unit_id", "position", "kind", "from_on", "until_on", "reason")
    position = SelectField(_("Position"), [CHOSEN], choices=_positions)
    kind = SelectField(_("Kind"), [CHOSEN], choices=KINDS)
    from_on = DayField(_("First day"), [CHOSEN])
    until_on = DayField(_("First day it is over (may stay empty)"), [Optional()])


class EndForm(_Reasoned):
    order = ("until_on", "reason")
    until_on = DayField(_("First day it is over"), [CHOSEN])


class AbsenceForm(_Reasoned):
    order = ("kind", "from_on", "until_on", "reason")
    kind = SelectField(_("Kind"), [CHOSEN], choices=ABSENCES)
    from_on = DayField(_("First day"), [CHOSEN])
    until_on = DayField(_("First day back (may stay empty)"), [Optional()])


class RoleForm(_Reasoned):
    """``units`` as pairs; 0 stands for the whole bank."""

    order = ("role", "unit_id", "from_on", "reason")
    role = SelectField(_("Role"), [CHOSEN])
    unit_id = SelectField(_("Unit, with all below it"), coerce=int)
    from_on = DayField(_("First day"), [CHOSEN])

    def __init__(self, roles: list[str], units: list[tuple[int, str]], **defaults: Any) -> None:
        super().__init__(**defaults)
        self.role.choices = choices((role, ROLES[role]) for role in roles)
        self.unit_id.choices = choices(units)


class ReasonForm(_Reasoned):
    order = ("reason",)


class LeavingForm(_Reasoned):
    order = ("left_on", "reason")
    left_on = DayField(_("First day no longer at the bank (empty: stays)"), [Optional()])


class UnitNamesForm(OrderedForm):
    order = ("name", "name_en", "position")
    name = StringField(_("Name of the unit"), [NEEDED, Length(max=80), clean], filters=[tidy])
    name_en = StringField(_("Name in English"), [Length(max=120), clean], filters=[tidy])
    position = IntegerField(_("Order among its siblings"), [Optional(), NumberRange(0, 9999)], default=0)


class UnitForm(_WithUnit):
    unit_id = SelectField(_("Below"), [CHOSEN], coerce=int)
    order = ("code", "name", "name_en", "unit_id", "from_on")
    code = StringField(
        _("Unit code"),
        [NEEDED, Regexp(r"[A-Za-z0-9-]{1,32}\Z", message=_("Letters, digits and hyphens, 32 at most."))],
        filters=[tidy],
    )
    name = StringField(_("Name of the unit"), [NEEDED, Length(max=80), clean], filters=[tidy])
    name_en = StringField(_("Name in English"), [Length(max=120), clean], filters=[tidy])
    from_on = DayField(_("First day"), [CHOSEN])


class MoveForm(_WithUnit, _Reasoned):
    unit_id = SelectField(_("Below"), [CHOSEN], coerce=int)
    order = ("unit_id", "from_on", "reason")
    from_on = DayField(_("First day"), [CHOSEN])


class ClosingForm(_Reasoned):
    order = ("closed_on", "reason")
    closed_on = DayField(_("First day it is closed"), [CHOSEN])


class DayForm(OrderedForm):
    order = ("day", "kind", "name", "name_en")
    day = DayField(_("Day"), [CHOSEN])
    kind = SelectField(_("Kind"), [CHOSEN], choices=DAYS)
    name = StringField(_("Name of the day"), [NEEDED, Length(max=40), clean], filters=[tidy])
    name_en = StringField(_("Name in English"), [Length(max=80), clean], filters=[tidy])


class SettingsForm(BaseForm):
    language = SelectField(_("Language"), choices=LANGUAGES)
    theme = SelectField(_("Colours"), choices=THEMES)
    text_size = SelectField(_("Size of text"), choices=SIZES)
