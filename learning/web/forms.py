"""The base form: HTTP text to clean values. CSRF is the gate's business (``web/guard.py``), not the form's."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import Field, Form, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the types lag behind


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What a select or radio field offers: (value, label)."""
    return [SelectChoice(value, label) for value, label in pairs]


def clean(_form: Form, field: Field) -> None:
    """A validator: no control characters, for a NUL reaches no database."""
    if any(ord(mark) < 32 and mark not in "\r\n\t" for mark in field.data or ""):
        raise ValidationError(gettext("This contains invisible control characters. Please type it again."))


class Translations:
    """WTForms' own sentences go through our catalogue."""

    def gettext(self, message: str) -> str:
        return str(gettext(message))

    def ngettext(self, one: str, many: str, n: int) -> str:
        """WTForms fills the gaps itself; flask-babel's ngettext would fill them at once and miss them."""
        return str(gettext(one if n == 1 else many))


class BaseForm(Form):
    """A form filled from the request. ``is_sent()`` is true when it was posted and every field is right."""

    class Meta:
        def get_translations(self, _form: Form) -> Translations:
            return Translations()

    def __init__(self, **defaults: Any) -> None:
        super().__init__(request.form if request.method == "POST" else None, **defaults)

    def is_sent(self) -> bool:
        return request.method == "POST" and bool(self.validate())
