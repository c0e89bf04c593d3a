"""One page for every act of the office: a form, a button, and the sentence when the bank says no."""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from learning.base.refusals import Refusal
from learning.web.language import lang, say
from learning.web.pages import go, show, tell


def act(  # noqa: PLR0913 -- a page with a form needs its words
    form: Any, do: Callable[[], Any], *, title: str, button: str, back: str, done: str, about: str = "", **context: Any
) -> Response:
    """Ask, then do: the form on GET, the act on POST, the form with what was typed and a sentence when it was refused.

    ``title``, ``button`` and ``done`` are msgids; ``about`` is ready text; ``back`` is where one came from and goes to.
    """
    words = {"form": form, "title": say(title), "button": say(button), "back": back, "about": about, **context}
    if request.method == "GET":
        return show("people/act.html", **words)
    if not form.is_sent():
        return show("people/act.html", **words, status=422)
    try:
        do()
    except Refusal as refusal:
        return show("people/act.html", **words, refused=say(refusal.says, **refusal.gaps), status=refusal.status)
    tell(done)
    return go(back)


def options(tree: Any, *, whole: bool = False) -> list[tuple[int, str]]:
    """The units of a tree as choices, indented by their depth; ``whole``: the whole bank first, as 0."""
    first = [(0, say("The whole bank"))] if whole else []
    return first + [(unit.id, "\u3000" * depth + name_of(unit)) for unit, depth in tree if unit.closed_on is None]


def name_of(thing: Any) -> str:
    """A unit's or person's name in the reader's language."""
    return str((thing.name_en if lang() == "en" else None) or thing.name)


def small(number: str) -> int:
    """A number of the address that no database stumbles over."""
    return min(int(number[:18]), 2**53)
