"""What is typed into study's pages, as clean values."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from learning.study.rules import MOST_DAYS, Terms
from learning.web.forms import BaseForm, choices, clean
from learning.web.language import say

LONGEST_REASON = 400
YEARS = range(1950, 2101)


def _year(_form: Form, field: Field) -> None:
    """A slip of the year is told."""
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(say("Check the year of this day."))


class AssignmentForm(BaseForm):
    """A rule. The lists hold what the viewer may choose; whom a number or a unit names, the view looks up."""

    course = SelectField(_("Course"))
    whom = RadioField(
        _("For whom"),
        choices=choices([("unit", _("A unit with everybody below it")), ("person", _("One person"))]),
        default="unit",
    )
    unit = SelectField(_("Unit"))
    number = StringField(_("Staff number"), [Length(max=32), clean])
    position = SelectField(_("Position"), default="")
    hired_from = DateField(_("Hired on or after"), [Optional(), _year])
    hired_until = DateField(_("Hired on or before"), [Optional(), _year])
    certificate_state = SelectField(
        _("Who of them"),
        choices=choices(
            [
                ("", _("Everybody, whatever certificate they hold")),
                ("lacks", _("Who holds no valid certificate")),
                ("holds", _("Who holds a valid certificate")),
                ("expires", _("Whose certificate ends before a day")),
            ]
        ),
        default="",
    )
    certificate = SelectField(_("Certificate for"), default="")
    certificate_before = DateField(_("Ends before"), [Optional(), _year])
    due = SelectField(
        _("Due"),
        choices=choices(
            [
                ("fixed", _("On a fixed day")),
                ("hire", _("Days after the first day at the bank")),
                ("posting", _("Days after the post begins")),
                ("publication", _("Days after the course is published")),
                ("before", _("Days before the certificate ends")),
                ("after", _("Days after the certificate ends")),
            ]
        ),
        default="fixed",
    )
    due_on = DateField(_("Due date"), [Optional(), _year])
    due_days = IntegerField(_("Days"), [Optional(), NumberRange(min=0, max=MOST_DAYS)])
    mandatory = RadioField(
        _("Kind"),
        choices=choices([("y", _("Mandatory: it must be done")), ("n", _("Offered: whoever likes takes it up"))]),
        default="y",
    )
    reason = StringField(_("Reason"), [Length(max=LONGEST_REASON), clean])
    meant = BooleanField(_("Yes, this is meant"))

    def offer(
        self, courses: Sequence[tuple[str, str]], units: Iterable[tuple[str, str]], positions: Iterable[tuple[str, str]]
    ) -> None:
        """Fill the lists with what the viewer may choose."""
        self.course.choices = choices(courses)
        self.certificate.choices = choices([("", say("The course itself")), *courses])
        self.unit.choices = choices(units)
        self.position.choices = choices([("", say("All positions")), *positions])

    @property
    def is_for_person(self) -> bool:
        return bool(self.whom.data == "person")

    def terms(self, requirement: str, *, person_id: int | None, unit_id: int | None) -> Terms:
        """What was typed, as a rule; what belongs to a choice that was not made is left out."""
        is_wide, state = unit_id is not None, self.certificate_state.data or None
        due_from = {"fixed": None, "before": "expiry", "after": "expiry"}.get(self.due.data, self.due.data)
        days = self.due_days.data
        return Terms(
            requirement=requirement, person_id=person_id, unit_id=unit_id,
            position=(self.position.data or None) if is_wide else None,
            hired_from=self.hired_from.data if is_wide else None, hired_until=self.hired_until.data if is_wide else None,
            certificate_state=state if is_wide else None,
            certificate=(self.certificate.data or None) if (is_wide and state) or due_from == "expiry" else None,
            certificate_before=self.certificate_before.data if is_wide and state == "expires" else None,
            due_on=None if due_from else self.due_on.data, due_from=due_from,
            due_days=(-days if days and self.due.data == "before" else days) if due_from else None,
            mandatory=self.mandatory.data == "y", reason=(self.reason.data or "").strip() or None,
        )  # fmt: skip

    def refuse(self, field: str, sentence: str, **gaps: Any) -> None:
        """A sentence under a field, found out after looking things up."""
        self[field].errors = [*self[field].errors, say(sentence, **gaps)]


def typed(terms: Terms, *, number: str = "") -> dict[str, Any]:
    """A rule as the form would have been filled in for it."""
    days = terms.due_days
    due = "fixed" if terms.due_from is None else terms.due_from
    if due == "expiry":
        due = "before" if (days or 0) < 0 else "after"
    return {
        "course": terms.requirement, "whom": "person" if terms.person_id else "unit", "unit": str(terms.unit_id or ""),
        "number": number, "position": terms.position or "", "hired_from": terms.hired_from, "hired_until": terms.hired_until,
        "certificate_state": terms.certificate_state or "", "certificate": terms.certificate or "",
        "certificate_before": terms.certificate_before, "due": due, "due_on": terms.due_on,
        "due_days": None if days is None else abs(days), "mandatory": "y" if terms.mandatory else "n", "reason": terms.reason or "",
    }  # fmt: skip


class ExtensionForm(BaseForm):
    """A later date for one person, and why."""

    due_on = DateField(_("New due date"), [InputRequired(_("Please fill this in.")), _year])
    reason = StringField(_("Reason"), [InputRequired(_("Please fill this in.")), Length(max=LONGEST_REASON), clean])


class GrantForm(BaseForm):
    """Why somebody is exempted, or why what was granted is taken back."""

    reason = StringField(_("Reason"), [InputRequired(_("Please fill this in.")), Length(max=LONGEST_REASON), clean])


class EndForm(BaseForm):
    """Why an assignment is taken back."""

    reason = TextAreaField(_("Reason"), [InputRequired(), Length(max=LONGEST_REASON), clean])


def as_of(text: str, today: date) -> date | None:
    """The day asked for in the address: today when none is, None when it is no day or has not come."""
    if not text:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= today else None
