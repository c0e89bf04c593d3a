"""The filters as they stand in the address, as clean values."""

from collections.abc import Collection, Mapping
from datetime import date

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from learning.reports.refusals import NoSuchChoice, NoSuchDay
from learning.reports.rules import RHYTHMS, Filters
from learning.web.forms import BaseForm, choices, clean
from learning.web.language import say

FIRST_DAY = date(2000, 1, 1)


class ViewForm(BaseForm):
    """The view that is looked at, to be kept under a name."""

    name = StringField(_("Name of the view"), [InputRequired(), Length(max=60), clean], filters=[lambda text: (text or "").strip()])
    rhythm = SelectField(_("Send it to me"), default="never")

    def offer(self) -> "ViewForm":
        """Fill the list of rhythms in the reader's language."""
        self.rhythm.choices = choices((key, say(words)) for key, words in RHYTHMS.items())
        return self


def read_filters(
    typed: Mapping[str, str],
    *,
    today: date,
    positions: Collection[str],
    courses: Collection[str],
    states: Collection[str],
    is_board: bool = False,
) -> Filters:
    """Refuses what cannot be read and what is not among the choices; an empty field is the default."""
    return Filters(
        on=_day(typed.get("as_of", "").strip(), today),
        unit=_unit(typed.get("unit", "").strip()),
        after=_unit(typed.get("after", "").strip()) if is_board else None,
        position=_one_of(positions, typed.get("position", "")) or None,
        course=_one_of(courses, typed.get("course", "")) or None,
        state=_one_of(states, typed.get("state", "")),
    )


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NoSuchDay from None
    if not FIRST_DAY <= day <= today:
        raise NoSuchDay
    return day


def _unit(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NoSuchChoice
    return int(text)


def _one_of(choices: Collection[str], text: str) -> str:
    if text and text not in choices:
        raise NoSuchChoice
    return text
