"""``flask content fmt``."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from learning.content.findings import report
from learning.content.tidying.folders import Tidied, tidy_tree
from learning.content.tree import tree_of, within, write
from learning.publishing.cli.group import content
from learning.publishing.refusals import CannotBeWritten
from learning.web.language import lang, say


@content.command("fmt")
@click.argument("path", type=click.Path(path_type=Path, exists=True), default="content")
@click.option("--check", "only_look", is_flag=True, help="Change nothing; exit 1 if there is something to tidy.")
@click.option(
    "--translated", is_flag=True, help="The translations have been compared with today's Chinese: renew their source (T02)."
)
@click.option("--json", "as_json", is_flag=True)
def fmt_command(path: Path, only_look: bool, translated: bool, as_json: bool) -> None:
    """Tidy course files: ids, marks in ASCII, lists, empty lines. Words and meaning stay; PATH is a folder or a file."""
    home, below = within(path)
    tree, links = tree_of(home)
    wanted = {name for name in tree if not below or name == below or name.startswith(f"{below}/")}
    tidied = tidy_tree(tree, wanted, checked=translated)
    tidied.refused.extend(one for one in links if one.path.startswith(below))
    if not only_look:
        _write(home, tidied.changed)
    click.echo(_record(tidied) if as_json else _told(tidied, only_look=only_look))
    sys.exit(1 if tidied.refused or (only_look and tidied.changed) else 0)


def _write(home: Path, changed: Mapping[str, bytes]) -> None:
    for name, written in sorted(changed.items()):
        try:
            write(home / name, written)
        except OSError as error:
            raise CannotBeWritten(path=name, why=error.strerror) from error


def _record(tidied: Tidied) -> str:
    refused = json.loads(report(tidied.refused, "json", lang()))
    return json.dumps({"changed": sorted(tidied.changed), "refused": refused}, ensure_ascii=False, indent=1)


def _told(tidied: Tidied, *, only_look: bool) -> str:
    refused = [f"{one.path}:{one.line}:{one.col}: {one.severity} {one.code} {one.message(lang())}" for one in tidied.refused]
    counts = {"changed": len(tidied.changed), "refused": len(refused), "files": tidied.files}
    if only_look:
        closing = say("%(changed)s of %(files)s files would change, %(refused)s cannot be read", **counts)
    else:
        closing = say("%(changed)s of %(files)s files tidied, %(refused)s cannot be read and stay as they are", **counts)
    return "\n".join([*sorted(tidied.changed), *refused, closing])
