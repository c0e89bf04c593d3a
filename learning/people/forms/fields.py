"""What the forms of people share: checks of one field, and the text of a field."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import DateField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from learning.base.refusals import N_
from learning.people.rules import STAFF_NUMBER, is_clean
from learning.web.forms import BaseForm

YEARS = range(1950, 2101)
WTFORMS_SAYS = (
    N_("Not a valid choice."),
    N_("Not a valid choice"),
    N_("Invalid Choice: could not coerce."),
    N_("Not a valid date value."),
    N_("Not a valid integer value."),
    N_("This field is required."),
    N_("Invalid input."),
    N_("Field cannot be longer than %(max)d character."),
    N_("Field cannot be longer than %(max)d characters."),
    N_("Number must be between %(min)s and %(max)s."),
    N_("Number must be at least %(min)s."),
    N_("Number must be at most %(max)s."),
)
"""Sentences of WTForms itself: named here so that they are translated."""


class _Needed(DataRequired):
    """Something was sent, and more than spaces: a field that is left out does not keep what stood there before."""

    def __call__(self, form: Any, field: Any) -> None:
        InputRequired(self.message)(form, field)
        super().__call__(form, field)


NEEDED = _Needed(_("Please fill this in."))
CHOSEN = InputRequired(_("Please fill this in."))  # a day or a choice: what could not be read keeps its own sentence


def clean(_form: Any, field: Any) -> None:
    """One line of ordinary text."""
    if field.data and not is_clean(field.data):
        raise ValidationError(_("This contains signs that cannot be stored. Please type it again."))


def clean_lines(_form: Any, field: Any) -> None:
    """Several lines of ordinary text."""
    if field.data and not all(is_clean(line) for line in field.data.splitlines()):
        raise ValidationError(_("This contains signs that cannot be stored. Please type it again."))


class OrderedForm(BaseForm):
    """A form that says in which order its fields are shown; the reason comes last."""

    order: ClassVar[tuple[str, ...]] = ()

    def shown(self) -> list[Any]:
        return [self[name] for name in self.order]


class DayField(DateField):
    """A day that a bank may mean: a slip of the year is told."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data.year not in YEARS:
            raise ValidationError(_("Check the year of this day."))


def staff_number(_form: Any, field: Any) -> None:
    if field.data and not STAFF_NUMBER.fullmatch(field.data):
        raise ValidationError(_("A staff number has letters, digits and hyphens, 32 at most."))


def tidy(text: str | None) -> str:
    """Without the spaces around it."""
    return (text or "").strip()


def text(field: Any) -> str:
    """What was typed, or nothing."""
    return str(field.data or "")
