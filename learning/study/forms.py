"""What is typed into study's pages, as clean values."""

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, Field, Form, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from learning.web.forms import BaseForm, choices
from learning.web.language import say

LONGEST_REASON = 400


def _clean(_form: Form, field: Field) -> None:
    """No control characters: a NUL reaches no database."""
    if any(ord(mark) < 32 and mark not in "\r\n\t" for mark in field.data or ""):
        raise ValidationError(say("This contains invisible control characters. Please type it again."))


class AssignmentForm(BaseForm):
    """A new assignment. The lists hold what the viewer may choose; whom a number or a unit names, the view looks up."""

    course = SelectField(_("Course"))
    whom = RadioField(
        _("For whom"),
        choices=choices([("unit", _("A unit with everybody below it")), ("person", _("One person"))]),
        default="unit",
    )
    unit = SelectField(_("Unit"))
    number = StringField(_("Staff number"), [Length(max=32), _clean])
    position = SelectField(_("Position"))
    due_on = DateField(_("Due date"), [Optional()])
    mandatory = BooleanField(_("Mandatory"), default=True)
    reason = StringField(_("Reason"), [Length(max=LONGEST_REASON), _clean])

    def offer(
        self, courses: Iterable[tuple[str, str]], units: Iterable[tuple[str, str]], positions: Iterable[tuple[str, str]]
    ) -> None:
        """Fill the lists with what the viewer may choose."""
        self.course.choices = choices(courses)
        self.unit.choices = choices(units)
        self.position.choices = choices([("", say("All positions")), *positions])

    @property
    def is_for_person(self) -> bool:
        return bool(self.whom.data == "person")

    def refuse(self, field: str, sentence: str) -> None:
        """A sentence under a field, found out after looking things up."""
        self[field].errors = [*self[field].errors, say(sentence)]


class EndForm(BaseForm):
    """Why an assignment is taken back."""

    reason = TextAreaField(_("Reason"), [InputRequired(), Length(max=LONGEST_REASON), _clean])


def as_of(text: str, today: date) -> date | None:
    """The day asked for in the address: today when none is, None when it is no day or has not come."""
    if not text:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= today else None
