"""What a browser or a script sends of an answer, read into clean values."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from learning.quiz import rules
from learning.quiz.refusals import BadSequence, NoSuchQuestion
from learning.quiz.verbs import Given
from learning.web.forms import BaseForm

MOMENT = re.compile(r"[0-9]{12,13}")
_WHOLE = re.compile(r"[0-9]{1,16}")


@dataclass(frozen=True)
class AnswerForm:
    """Which question, what was given, and where to go next when no script is there to stay."""

    n: int
    given: Given
    go: str

    @classmethod
    def read(cls, sent: MultiDict[str, str]) -> "AnswerForm":
        """``question``, ``value`` (as often as there are), ``seq`` and ``key`` if a script sends them, ``go``."""
        seq, key = sent.get("seq", ""), sent.get("key", "")
        if seq and not _WHOLE.fullmatch(seq):
            raise BadSequence
        given = Given(sent.getlist("value"), int(seq) if seq else None, key or None, *_moments(sent))
        return cls(question_number(sent), given, sent.get("go", "next"))


def _moments(sent: MultiDict[str, str]) -> tuple[datetime | None, datetime | None]:
    """When the answer was given and sent, by the sender's own clock (milliseconds); none unless both make sense."""
    given, told = sent.get("given_at", ""), sent.get("sent_at", "")
    if not (MOMENT.fullmatch(given) and MOMENT.fullmatch(told) and int(given) <= int(told)):
        return None, None
    return datetime.fromtimestamp(int(given) / 1000, UTC), datetime.fromtimestamp(int(told) / 1000, UTC)


def question_number(sent: MultiDict[str, str]) -> int:
    """The number of the question meant; refused when it is none."""
    written = sent.get("question", "")
    if not re.fullmatch(r"[0-9]{1,4}", written):
        raise NoSuchQuestion
    return int(written)


def given_points(sent: MultiDict[str, str]) -> list[Fraction | None]:
    """The points for each criterion in turn; None where none were chosen. What is no number is no possible mark either."""
    return [_points(text.strip()) if text.strip() else None for text in sent.getlist("points")]


def _points(text: str) -> Fraction:
    return Fraction(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text) else Fraction(-1)


class ReasonForm(BaseForm):
    """Why one attempt more is granted: the learner reads it."""

    reason = TextAreaField(_("Reason"), [DataRequired(_("Please fill this in.")), Length(max=rules.LONGEST_REASON)])
