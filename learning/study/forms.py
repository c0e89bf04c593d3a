"""What is typed into study's pages, as clean values."""

from datetime import date
from typing import Any

from wtforms import BooleanField, DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from learning.base.refusals import N_
from learning.web.forms import BaseForm
from learning.web.language import say


class AssignmentForm(BaseForm):
    """A new assignment. The choices are what the viewer may choose; whom a number or a unit names, the view looks up."""

    course = SelectField(N_("Course"))
    whom = RadioField(N_("For whom"), choices=[("unit", ""), ("person", "")], default="unit")
    unit = SelectField(N_("Unit"), validate_choice=True)
    number = StringField(N_("Staff number"), validators=[Length(max=32)])
    position = SelectField(N_("Position"))
    due_on = DateField(N_("Due date"), validators=[Optional()])
    mandatory = BooleanField(N_("Mandatory"), default=True)
    reason = StringField(N_("Reason"), validators=[Length(max=400)])

    def offer(self, courses: list[Any], units: list[Any], positions: list[Any]) -> None:
        """Fill the lists: what the viewer may choose, in their words."""
        for field in self:
            field.label.text = say(str(field.label.text))
        self.course.choices = courses
        self.unit.choices = units
        self.position.choices = [("", say("All positions")), *positions]
        self.whom.choices = [("unit", say("A unit with everybody below it")), ("person", say("One person"))]

    @property
    def is_for_person(self) -> bool:
        return bool(self.whom.data == "person")

    def refuse(self, field: str, sentence: str) -> None:
        """A sentence under a field, found out after looking things up."""
        self[field].errors = [*self[field].errors, say(sentence)]


class EndForm(BaseForm):
    """Why an assignment is taken back."""

    reason = StringField(N_("Reason"), validators=[InputRequired(), Length(max=400)])


def as_of(text: str, today: date) -> date | None:
    """The day asked for in the address: today when none is, None when it is no day or has not come."""
    if not text:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= today else None
