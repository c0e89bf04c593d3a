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
from jinja2 import BaseLoader, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from learning.web import kept

PIECES = "layout/_macros.html"
FIXED = ("icon", "mark", "sep", "status")
"""Macros of ``PIECES`` that say the same for the same words, whoever reads."""
KEPT = 1000


class Pieces(dict[str, Any]):
    """The macros of each template that others import from, made at the first question."""

    def __init__(self, environment: "Spoken") -> None:
        self.environment = environment

    def __missing__(self, name: str) -> Any:
        module = self.environment.get_template(name).module
        if not self.environment.auto_reload:
            self[name] = module
        return module


class Writer(CodeGenerator):
    """Calls what a template calls by its name. Jinja asks first whether a function wants the context; none of ours does."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802 -- jinja's name
        if forward_caller or not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write(")")


class Spoken(Environment):
    """Asked for a template, it answers with the one of the reader's language; each language has an environment of its own."""

    code_generator_class = Writer
    language = ""
    pieces: Pieces
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
            environment.language, environment.globals, environment.pieces = language, dict(self.globals), Pieces(environment)
            pieces = environment.pieces[PIECES]
            fixed = {name: lru_cache(KEPT, typed=True)(getattr(pieces, name)) for name in FIXED}  # typed: text is not Markup
            environment.globals.update(fixed, kept_found=kept.found, kept_keep=kept.keep)
            self.spoken[language] = environment
        return self.spoken[language]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return Telling(self, name, filename).visit(tree) if self.language and name != PIECES else tree

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Jinja gives each template a chain of its own over the globals; no template of ours has any of its own."""
        return super().make_globals(d) if d else self.globals


class Telling(NodeTransformer):
    """Puts into a parsed template what is known already."""

    def __init__(self, environment: Spoken, name: str | None, filename: str | None) -> None:
        self.environment, self.name, self.filename = environment, name, filename
        self.imported: dict[str, str] = {}
        self.kept, self.in_kept = 0, False

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.Node | list[nodes.Node]:  # noqa: N802 -- jinja's name
        """``{% call kept(…) %}``: the piece is looked for, and made only where it was not found."""
        if not isinstance(node.call.node, nodes.Name) or node.call.node.name != "kept":
            return self.generic_visit(node)
        self.in_kept = True
        self.generic_visit(node)
        self.in_kept = False
        self._refuse_strangers(node)
        self.kept += 1
        text, line = f"kept_{self.kept}", node.lineno
        place = self._const(f"{self.environment.language} {self.name} {self.kept}", node)
        looked = nodes.Call(nodes.Name("kept_found", "load"), [place, *node.call.args], [], None, None, lineno=line)
        made = nodes.Call(
            nodes.Name("kept_keep", "load"), [nodes.Name(text, "load"), place, *node.call.args], [], None, None, lineno=line
        )
        is_missing = nodes.Test(nodes.Name(text, "load"), "none", [], [], None, None)
        make = [nodes.AssignBlock(nodes.Name(text, "store"), None, node.body, lineno=line), nodes.ExprStmt(made, lineno=line)]
        return [
            nodes.Assign(nodes.Name(text, "store"), looked, lineno=line),
            nodes.If(is_missing, make, [], [], lineno=line),
            nodes.Output([nodes.Name(text, "load")], lineno=line),
        ]

    def _refuse_strangers(self, node: nodes.CallBlock) -> None:
        given = {name.name for argument in node.call.args for name in [argument, *argument.find_all(nodes.Name)]
                 if isinstance(name, nodes.Name)}  # fmt: skip
        for strange, line in kept.strangers(node.body, given | {"kept"}):
            if not self._is_plain_macro(strange):
                kept.refuse(strange, line, self.name, self.filename)

    def _is_plain_macro(self, name: str) -> bool:
        """Whether the name was imported from a template in which nothing tells anything about a reader."""
        source = self.imported.get(name)
        if source is None or source == PIECES:
            return False
        tree = self.environment.parse(cast(BaseLoader, self.environment.loader).get_source(self.environment, source)[0])
        return not list(kept.strangers(tree.body, {macro.name for macro in tree.find_all(nodes.Macro)}))

    def visit_FromImport(self, node: nodes.FromImport) -> list[nodes.Node]:  # noqa: N802 -- jinja calls it by the node's name
        """A macro is taken from where it lies ready. The fixed pieces are globals here: nothing need be imported for them."""
        if not isinstance(node.template, nodes.Const):
            return [node]
        name = node.template.value
        self.imported |= {told if isinstance(told, str) else told[1]: name for told in node.names}
        wanted = [(told, told) if isinstance(told, str) else told for told in node.names if name != PIECES or told not in FIXED]
        pieces = nodes.Getitem(nodes.EnvironmentAttribute("pieces"), self._const(name, node), "load")
        return [
            nodes.Assign(nodes.Name(alias, "store"), nodes.Getattr(pieces, macro, "load"), lineno=node.lineno)
            for macro, alias in wanted
        ]

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 -- jinja calls it by the node's name
        """What is included stands in the page itself, in a scope of its own; a changed file is seen where templates reload."""
        environment = self.environment
        if not isinstance(node.template, nodes.Const) or (environment.auto_reload and not self.in_kept):
            return node
        source, filename, _ = cast(BaseLoader, environment.loader).get_source(environment, node.template.value)
        return nodes.Scope(environment._parse(source, node.template.value, filename).body, lineno=node.lineno)

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
