"""What is typed into the pages of certificates, as clean values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, Form, IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from learning.base.refusals import N_
from learning.certificates.refusals import ReasonMissing
from learning.content.catalogue import Course, Words
from learning.requirements.refusals import TROUBLES
from learning.requirements.rules import Asked, Certification, Span, Terms
from learning.web.forms import BaseForm, choices, clean
from learning.web.language import lang, say

LONGEST_REASON = 400
FILL = _("Please fill this in.")
UNITS = choices([("month", _("months")), ("day", _("days"))])
PLACES = {"window": "window_n", "validity": "validity_n", "minimum": "minimum_n", "courses": "whole", "key": "key_"}
"""Under which field stands what the terms say about a part of them."""
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


def _in_sight(_form: Form, field: Field) -> None:
    if field.data is not None and not FIRST <= field.data <= LAST:
        raise ValidationError(say("Choose a day of this century."))


def _reason(label: Any) -> TextAreaField:
    return TextAreaField(label, [InputRequired(FILL), Length(max=LONGEST_REASON), clean])


class RevocationForm(BaseForm):
    reason = TextAreaField(
        _("Why is it revoked?"),
        [InputRequired(_(ReasonMissing.says)), Length(max=400, message=_("Use at most 400 characters."))],
    )


class ActForm(BaseForm):
    """Something HR does to what somebody holds."""

    reason = _reason(_("Reason"))

    def refuse(self, field: str, sentence: str) -> None:
        """A sentence under a field, or under the reason when the form has no such field."""
        found = self._fields.get(field) or self.reason
        found.errors = [*found.errors, sentence]


class UntilForm(ActForm):
    until = DateField(_("Until and including"), [InputRequired(FILL), _in_sight])


class SuspensionForm(ActForm):
    from_on = DateField(_("From"), [InputRequired(FILL), _in_sight])
    until = DateField(_("Until and including"), [Optional(), _in_sight])


class ResumptionForm(ActForm):
    back_on = DateField(_("Back since"), [InputRequired(FILL), _in_sight])


class EndForm(ActForm):
    """Why a certification ends."""


class CertificationForm(BaseForm):
    """A certification, or its next terms. Each course has two lists: from which edition on it is asked, at first and to renew."""

    key_ = StringField(_("Key"), [Optional(), Length(max=40), clean])
    title = StringField(_("Chinese name"), [InputRequired(FILL), Length(max=80), clean])
    title_en = StringField(_("English name"), [Optional(), Length(max=120), clean])
    validity_n = IntegerField(_("Valid for"), [InputRequired(FILL)])
    validity_unit = SelectField(_("Months or days of validity"), choices=UNITS)
    window_n = IntegerField(_("The renewal opens before the end by"), [InputRequired(FILL)])
    window_unit = SelectField(_("Months or days of the window"), choices=UNITS)
    rule = RadioField(
        _("From what the next end is counted"),
        choices=choices(
            [
                ("expiry", _("From the old end: who renews in time loses nothing; who is late, from the day of completion")),
                ("completion", _("From the day of completion, always")),
                ("fixed", _("On the same day for everybody, who hold it at least so long:")),
            ]
        ),
        default="expiry",
    )
    minimum_n = IntegerField(_("At least (only with the same day for everybody)"), [Optional()])
    minimum_unit = SelectField(_("Months or days of the minimum"), choices=UNITS)
    grace = IntegerField(_("Days of grace"), [InputRequired(FILL)], default=0)
    asked_by = DateField(_("The content has changed: holders do the shorter path until"), [Optional(), _in_sight])
    reason = StringField(_("Reason for the change"), [Optional(), Length(max=LONGEST_REASON), clean])
    example = DateField(_("Example: completed on"), [Optional(), _in_sight])

    @property
    def whole(self) -> list[Field]:
        return [field for name, field in self._fields.items() if name.startswith("whole-")]

    @property
    def lines(self) -> list[tuple[Field, Field]]:
        """Of each course: what is asked at first, and to renew."""
        return [(field, self[f"renewal-{field.name.removeprefix('whole-')}"]) for field in self.whole]

    @property
    def terms(self) -> Terms:
        data = self.data
        minimum = (
            Span(data["minimum_n"], data["minimum_unit"]) if data["rule"] == "fixed" and data["minimum_n"] is not None else None
        )
        return Terms(
            validity=Span(data["validity_n"], data["validity_unit"]), window=Span(data["window_n"], data["window_unit"]),
            rule=data["rule"], minimum=minimum, grace=data["grace"], courses=self._asked("whole-"), renewal=self._asked("renewal-"),
        )  # fmt: skip

    def _asked(self, start: str) -> tuple[Asked, ...]:
        return tuple(
            Asked(name.removeprefix(start), int(field.data)) for name, field in self._fields.items()
            if name.startswith(start) and field.data
        )  # fmt: skip

    @property
    def names(self) -> Words:
        return Words((self.title.data or "").strip(), (self.title_en.data or "").strip() or None)

    def refuse(self, found: Mapping[str, str]) -> None:
        """What does not fit together, each sentence under its field."""
        for part, code in found.items():
            name = PLACES.get(part, part)
            field = self.whole[0] if name == "whole" else self._fields.get(name) or self.key_
            field.errors = [*field.errors, say(TROUBLES[code])]


def certification_form(courses: Sequence[Course], now: Certification | None, *, example: date) -> CertificationForm:
    """The form with two lists for each course, filled with the terms as they are now, if there are any."""
    fields: dict[str, Any] = {}
    for course in courses:
        versions = choices([("", say("No")), *_versions(course)])
        fields[f"whole-{course.key}"] = SelectField(course.title.in_(lang()), choices=versions)
        fields[f"renewal-{course.key}"] = SelectField(say("To renew: %(course)s", course=course.title), choices=versions)
    made: Any = type("FilledCertificationForm", (CertificationForm,), fields)
    form: CertificationForm = made(**(_filled(now) if now else {"validity_n": 12, "window_n": 2}), example=example)
    return form


def _versions(course: Course) -> Iterable[tuple[str, str]]:
    for n in range(1, course.edition + 1):
        yield str(n), say(N_("Yes")) if course.edition == 1 else say(N_("Edition %(n)s or later"), n=n)


def _filled(now: Certification) -> dict[str, Any]:
    terms = now.terms
    return {
        "key_": now.key, "title": now.title.zh, "title_en": now.title.en or "", "rule": terms.rule, "grace": terms.grace,
        "validity_n": terms.validity.n, "validity_unit": terms.validity.unit, "window_n": terms.window.n,
        "window_unit": terms.window.unit, "minimum_n": terms.minimum.n if terms.minimum else None,
        "minimum_unit": terms.minimum.unit if terms.minimum else "month",
        **{f"whole-{one.course}": str(one.version) for one in terms.courses},
        **{f"renewal-{one.course}": str(one.version) for one in terms.renewal},
    }  # fmt: skip
