"""The template environment: strict about names, one dict of globals, and each template compiled once for each language.

What a template says is known when it is compiled: a sentence, ``lang()``, an icon. There it becomes plain text, and only what
depends on the reader is left to be asked when the page is made. Half of a page's time went into asking for the rest.
"""

from collections.abc import Callable, Iterable, MutableMapping
from functools import lru_cache
from typing import Any, cast

from flask import Flask
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import StrictUndefined, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

PIECES = "layout/_macros.html"
FIXED = ("icon", "mark", "sep", "status")
"""Macros of ``PIECES`` that say the same for the same words, whoever reads."""
KEPT = 1000


class Spoken(Environment):
    """Asked for a template, it answers with the one of the reader's language; each language has an environment of its own."""

    language = ""
    reader: Callable[[], str]
    spoken: dict[str, "Spoken"]

    def get_template(self, name: Any, parent: str | None = None, globals: MutableMapping[str, Any] | None = None) -> Template:
        if self.language:
            return super().get_template(name, parent, globals)
        return self._of_reader().get_template(name, parent, globals)

    def from_string(self, source: Any, *how: Any, **more: Any) -> Template:
        return super().from_string(source, *how, **more) if self.language else self._of_reader().from_string(source, *how, **more)

    def _of_reader(self) -> "Spoken":
        return self._speaking(self.reader())

    def _speaking(self, language: str) -> "Spoken":
        """Made at the first question, when every filter and global is in its place."""
        if language not in self.spoken:
            environment = self.overlay()
            environment.language, environment.globals = language, dict(self.globals)
            pieces = environment.get_template(PIECES).module
            fixed = {name: lru_cache(KEPT, typed=True)(getattr(pieces, name)) for name in FIXED}  # typed: text is not Markup
            environment.globals.update(fixed)
            self.spoken[language] = environment
        return self.spoken[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return Telling(self).visit(tree) if self.language and name != PIECES else tree

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Jinja gives each template a chain of its own over the globals; no template of ours has any of its own."""
        return super().make_globals(d) if d else self.globals


class Telling(NodeTransformer):
    """Puts into a parsed template what is known already."""

    def __init__(self, environment: Spoken) -> None:
        self.environment = environment

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:  # noqa: N802 -- jinja calls it by the node's name
        """The fixed pieces are globals here: nothing need be imported for them."""
        if isinstance(node.template, nodes.Const) and node.template.value == PIECES:
            node.names = [name for name in node.names if name not in FIXED]
        return node if node.names else nodes.Output([], lineno=node.lineno)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 -- jinja calls it by the node's name
        self.generic_visit(node)
        if node.name == "in_lang" and not node.args:
            node.args = [self._const(self.environment.language, node)]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 -- jinja calls it by the node's name
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        name, words = node.node.name, _constants(node.args)
        if name == "lang":
            return self._const(self.environment.language, node)
        if name == "_" and words:
            return self._sentence(words[0], node)
        if name in FIXED and words is not None and not node.kwargs:
            return self._const(cast(Callable[..., Markup], self.environment.globals[name])(*words), node)
        return node

    def _sentence(self, message: str, node: nodes.Call) -> nodes.Node:
        """The sentence itself, or the sentence with its gaps still to be filled."""
        text = Markup(get_translations().ugettext(message))  # noqa: S704 -- a msgid of ours
        if not node.kwargs:
            return self._const(text % (), node)
        gaps = [nodes.Pair(self._const(gap.key, node), gap.value, lineno=node.lineno) for gap in node.kwargs]
        filled = nodes.Mod(self._const(text, node), nodes.Dict(gaps, lineno=node.lineno), lineno=node.lineno)
        return filled.set_environment(self.environment)

    def _const(self, value: Any, node: nodes.Node) -> nodes.Const:
        constant = nodes.Const(value, lineno=node.lineno)
        constant.set_environment(self.environment)
        return constant


def _constants(given: Iterable[nodes.Expr]) -> list[Any] | None:
    """The values of arguments that are all known, or nothing."""
    known = [argument for argument in given if isinstance(argument, nodes.Const)]
    return [argument.value for argument in known] if len(known) == len(list(given)) else None


def install(app: Flask, reader: Callable[[], str]) -> None:
    """Before anything else asks for the environment: it is made at the first question. ``reader`` tells whose language counts."""
    app.jinja_environment = Spoken
    environment = cast(Spoken, app.jinja_env)
    environment.undefined, environment.reader, environment.spoken = StrictUndefined, reader, {}
