"""Pieces of a page that are the same for everybody, made once: ``{% call kept(course) %}…{% endcall %}`` in a template.

The text is kept with what it was made of, and lives no longer. That nothing about a reader gets into it is not left to whoever
writes the template: a piece may use only what ``kept`` was given, which must be course content or the shell, and the names
below. Anything else is refused when the template is compiled, or when the piece is first asked for.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import request
from jinja2 import TemplateAssertionError, nodes
from markupsafe import Markup

NAMES = {
    "_", "asset", "endpoints", "icon", "lang", "loop", "mark", "range", "sep", "static", "status", "step_pages", "stylesheets",
    "url_for", "bank_name", "caller", "dict",
}  # fmt: skip
"""What says the same to everybody of a language."""
FILTERS = {"in_lang", "safe", "length", "join", "list", "e", "selectattr", "first", "last", "day", "short_day"}
OF_NOBODY = ("learning.content.", "learning.web.navigation")
"""Where the classes stand whose objects tell nothing about a reader."""
MOST = 500
"""Pieces kept with one thing. They are few; somebody who makes up addresses must not fill the memory."""


def found(place: str, owner: Any, *more: Any) -> Markup | None:
    """The piece made before of these very things, if there is one."""
    known = vars(owner).get("_kept", {}).get((place, request.script_root, *map(_key, more)))
    return known[0] if known else None


def keep(text: Markup, place: str, owner: Any, *more: Any) -> Markup:
    """Keep a piece with its owner. Refuses what could be somebody's."""
    for thing in (owner, *more):
        if thing is not None and not isinstance(thing, int) and not type(thing).__module__.startswith(OF_NOBODY):
            raise TypeError(f"{place}: kept() takes course content, not {type(thing).__name__}")
    pieces = vars(owner).setdefault("_kept", {})
    if len(pieces) >= MOST:
        pieces.clear()
    pieces[place, request.script_root, *map(_key, more)] = text, more  # with ``more``, so that no other object gets its id
    return text


def _key(thing: Any) -> Any:
    return thing if thing is None or isinstance(thing, int) else (id(thing),)


def strangers(body: Iterable[nodes.Node], known: set[str]) -> Iterator[tuple[str, int | None]]:
    """Names and filters in a piece that might tell something about a reader, with their lines."""
    made = {name for node in body for name in _made(node)}
    for node in body:
        for name in [node, *node.find_all(nodes.Name)]:
            if isinstance(name, nodes.Name) and name.ctx == "load" and name.name not in known | made | NAMES:
                yield name.name, name.lineno
        for part in node.find_all(nodes.Filter):
            if part.name not in FILTERS:
                yield f"|{part.name}", part.lineno
        for load in [node, *node.find_all(nodes.Node)]:
            if isinstance(load, nodes.EnvironmentAttribute | nodes.FromImport | nodes.Import | nodes.Include):
                yield "import", load.lineno


def _made(node: nodes.Node) -> Iterator[str]:
    for name in node.find_all(nodes.Name):
        if name.ctx in ("store", "param"):
            yield name.name


def refuse(strange: str, line: int | None, name: str | None, filename: str | None) -> None:
    """Stop a template that would keep something about a reader."""
    raise TemplateAssertionError(f"a kept piece may not use {strange!r}: it is the same for everybody", line or 1, name, filename)
