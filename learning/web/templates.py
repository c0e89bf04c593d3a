"""The template environment: strict about names, and with one dict of globals for all templates."""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import StrictUndefined


class PlainGlobals(Environment):
    """Jinja gives each template a chain of its own over the globals; no template of ours has any of its own.

    Looking names up through that chain, and comparing its keys at every import of a macro, was a tenth of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def install(app: Flask) -> None:
    """Before anything else asks for the environment: it is made at the first question."""
    app.jinja_environment = PlainGlobals
    app.jinja_env.undefined = StrictUndefined
