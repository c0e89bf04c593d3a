"""``flask content check``, ``publish`` and ``export``."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from learning.content.findings import Finding, report
from learning.content.reading import read_tree
from learning.content.tree import tree_of
from learning.people.rules import Viewer
from learning.publishing import policy, queries, verbs
from learning.publishing.cli.group import FOLDER, content
from learning.publishing.refusals import FolderIsNotEmpty, HasErrors, MayNotPublish, NobodyNamed, NothingPublished
from learning.web.language import lang, say
from learning.web.request import bank

SYSTEM = "system"


@content.command("check")
@click.argument("path", type=FOLDER, default="content")
@click.option("--format", "style", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default=None)
@click.option("--notes", is_flag=True, help="Also list notes (I), which ask for nothing: external links, words of the glossary …")
@click.option("--against-database", "against", is_flag=True, help="Also compare with the live edition: ids, types, 版本 (V rules).")
def check_command(path: Path, style: str, language: str | None, notes: bool, against: bool) -> None:
    """Look for mistakes: ``path:line:col: E|W|I CODE message``. Exit 1 if there are errors."""
    tree, refused = tree_of(path)
    reading = read_tree(tree, today=bank().clock.today())
    found = [*refused, *reading.findings]
    if against:
        with bank().sessions.reader() as db:
            found += queries.against_live(db, tree, reading.catalogue)
    if style == "github":
        found = [_from_here(one, path) for one in found]
    click.echo(report(found, style, language or lang(), files=reading.files, notes=notes))
    sys.exit(1 if any(one.severity == "E" for one in found) else 0)


def _from_here(one: Finding, path: Path) -> Finding:
    """Annotations name files from the repository's root, where the command is run."""
    home = path.parent if path.name == "courses" else path
    here = home.absolute()
    return replace(one, path=(here / one.path).relative_to(Path.cwd()).as_posix()) if here.is_relative_to(Path.cwd()) else one


@content.command("publish")
@click.argument("path", type=FOLDER)
@click.option("--by", "number", default="", help="Staff number of a trainer.")
@click.option("--note", required=True, help="What changed and why, in one sentence.")
def publish_command(path: Path, number: str, note: str) -> None:
    """Make the folder the live edition; learners in the middle of a quiz notice nothing."""
    tree, refused = tree_of(path)
    try:
        if refused:
            raise HasErrors(refused)
        with bank().sessions.reader() as db:
            queries.live(db)
        with bank().sessions.writer() as db:
            queries.read(db, tree)  # like what is live, before the transaction: reading takes its time
            with db.begin():
                before = queries.live(db).edition
                warnings = _warnings(db, tree)
                live = verbs.publish(db, tree, by_id=_publisher(db, number), note=note, at=bank().clock.now())
    except HasErrors as refusal:
        click.echo(report(refusal.findings, "text", lang(), files=len(tree)))
        raise
    if live.edition > before:
        if warnings:
            click.echo(report(warnings, "text", lang(), files=len(tree)))
        click.echo(say("Edition %(n)s is live", n=live.edition))
    else:
        click.echo(say("Nothing has changed since edition %(n)s", n=before))


def _warnings(db: Any, tree: Mapping[str, bytes]) -> list[Finding]:
    """What does not stop publishing but should be known: warnings, and how many questions change under way (V04)."""
    reading = queries.read(db, tree, today=bank().clock.today())
    found = [one for one in reading.findings if one.severity == "W"]
    return [*found, *(one for one in queries.against_live(db, tree, reading.catalogue) if one.severity != "E")]


def _publisher(db: Any, number: str) -> int | None:
    if number == SYSTEM:
        if queries.live(db).edition and not bank().is_demo:
            raise NobodyNamed
        return None
    if not number:
        raise NobodyNamed
    viewer: Viewer | None = queries.publisher(db, number, on=bank().clock.today())
    if viewer is None or not policy.may_publish(viewer):
        raise MayNotPublish(number=number)
    return viewer.id


@content.command("export")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--edition", type=int, default=None, help="Default: the live one.")
def export_command(path: Path, edition: int | None) -> None:
    """Write an edition back as files, byte for byte as they were published."""
    if path.exists() and any(path.iterdir()):
        raise FolderIsNotEmpty(path=path)
    with bank().sessions.reader() as db:
        n = queries.live(db).edition if edition is None else edition
        files = queries.tree(db, n)
    if not files:
        raise NothingPublished
    for name, written in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(written)
    click.echo(say("Edition %(n)s: %(files)s files written to %(path)s", n=n, files=len(files), path=path))
