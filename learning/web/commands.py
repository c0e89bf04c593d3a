"""Commands answer like pages: a refusal is a sentence in the operator's language and exit code 1, never a stack trace."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any

import click
from flask.cli import AppGroup

from learning.base.refusals import Refusal
from learning.web.language import say


def operator_language() -> str:
    """English where the shell speaks English, otherwise Chinese."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if spoken.startswith("en") else "zh"


class Commands(AppGroup):
    """All commands by their first word; the module that has one, in its ``COMMANDS``, is imported when the word is said."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        super().__init__()
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every word, for ``flask --help``."""
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this word, answering in sentences."""
        if cmd_name not in self.modules:
            return None
        found = {command.name: command for command in import_module(self.modules[cmd_name]).COMMANDS}
        return answering(found[cmd_name])


def answering(command: click.Command) -> click.Command:
    """The same command, and all below it, with refusals turned into sentences."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            answering(below)
    elif command.callback is not None and not hasattr(command.callback, "answers"):
        command.callback = _answering(command.callback)
    return command


def _answering(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **named: Any) -> Any:
        context = click.get_current_context().find_root().obj
        try:
            return callback(*args, **named)
        except Refusal as refusal:
            with context.load_app().app_context():
                click.echo(say(refusal.says, **refusal.gaps), err=True)
            sys.exit(1)

    run.answers = True  # type: ignore[attr-defined]  # a mark, so that a second app does not wrap twice
    return run
