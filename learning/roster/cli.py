"""The roster from the operator's shell: the same preview, the same rules, without a person behind it."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from learning.base.refusals import N_, BadInput
from learning.roster import jobs, queries, rules, verbs
from learning.roster.models import RosterImport
from learning.web.language import say
from learning.web.request import bank

people = AppGroup("people", help="The staff as HR's system has it.")
COMMANDS = [people]
MOST_SHOWN = 200
SUMMARY = N_("%(added)s join, %(moved)s move, %(changed)s corrected, %(closed)s leave, %(unchanged)s unchanged, %(wrong)s wrong.")


class NotBoth(BadInput):
    says = N_("Say --dry-run or --apply, not both.")


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change (this is what happens without --apply, too).")
@click.option("--apply", "is_applied", is_flag=True, help="Change it: all of it, or nothing.")
@click.option("--full", "is_full", is_flag=True, help="The file is complete: who is missing in it has left.")
@click.option("--many", is_flag=True, help="With --full: more than one in twenty leaving is meant.")
@click.option("--json", "is_json", is_flag=True, help="Report as JSON.")
@click.pass_context
def import_(context: click.Context, /, file: Path, dry_run: bool, is_applied: bool, **how: bool) -> None:
    """Read a roster (.xlsx or .csv) and say what it changes. Exit 1: something is wrong, nothing was changed."""
    if dry_run and is_applied:
        raise NotBoth
    here = bank()
    with here.sessions.writer() as db, db.begin():
        row = verbs.send(db, None, file.name, file.read_bytes(), is_full=how["is_full"], on=here.clock.today(), at=here.clock.now())
    jobs.finish(here.sessions, here.clock, row.id)
    row = _again(row.id)
    if row.read_at and is_applied and any(row.counts[name] for name in rules.COUNTED):
        with here.sessions.writer() as db, db.begin():
            verbs.ask_apply(db, db.get_one(RosterImport, row.id), many=how["many"])
        jobs.finish(here.sessions, here.clock, row.id)
        row = _again(row.id)
    _report(row, is_json=how["is_json"])
    context.exit(1 if row.refusal or row.counts.get("wrong") else 0)


def _again(import_id: int) -> RosterImport:
    with bank().sessions.reader() as db:
        return db.get_one(RosterImport, import_id)


def _report(row: RosterImport, *, is_json: bool) -> None:
    with bank().sessions.reader() as db:
        wrong = queries.lines(db, row.id, "wrong", "kept")
    if is_json:
        found = [
            {"row": line.n, "number": line.key, "column": one["column"], "severity": one["severity"], "message": _sentence(one)}
            for line in wrong for one in line.says
        ]  # fmt: skip
        names = ("added", "changed", "moved", "closed", "unchanged", "wrong", "founded", "rehung", "rows")
        counts = {name: row.counts.get(name, 0) for name in names}
        refusal = _sentence(row.refusal) if row.refusal else None
        click.echo(
            json.dumps({**counts, "applied": row.applied_at is not None, "refusal": refusal, "findings": found}, ensure_ascii=False)
        )
        return
    for line in wrong[:MOST_SHOWN]:
        for one in line.says:
            label = rules.COLUMNS.get(one["column"], "")
            column = say(label) if label else ""
            click.echo(say(N_("Row %(n)s, %(column)s: %(sentence)s"), n=line.n, column=column, sentence=_sentence(one)))
    if row.refusal:
        click.echo(_sentence(row.refusal), err=True)
        return
    click.echo(
        say(
            SUMMARY,
            **{name: row.counts[name] for name in ("added", "changed", "moved", "closed", "unchanged", "wrong")},
        )
    )
    click.echo(say(N_("Applied.")) if row.applied_at else say(N_("Nothing was changed. --apply changes it.")))


def _sentence(said: dict[str, Any]) -> str:
    says = said["says"]
    return say(says, **{name: say(gap) if name == "column" else gap for name, gap in said["gaps"].items()})
