"""What a reader's browser says about a lesson, as clean values."""

from collections.abc import Mapping

from learning.lessons.refusals import NotAPlace


def percent(form: Mapping[str, str]) -> int:
    """The share read, 0 to 100."""
    typed = form.get("percent", "0")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        raise NotAPlace
    return min(int(typed), 100)


def is_yes(form: Mapping[str, str], name: str) -> bool:
    return form.get(name) == "1"
