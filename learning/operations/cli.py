"""Commands of the house: first start, serving, the worker, migrations, ledger, backup, and what an auditor asks for."""

import dataclasses
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from learning.base import keys, sealing
from learning.base.settings import shown
from learning.operations import doctoring, keeping, migrating, serving
from learning.people import verbs as people
from learning.web import access
from learning.web.language import say
from learning.web.request import bank

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
MARKS = {"well": "✓", "risky": "!", "wrong": "✗"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--behind-proxy", "proxies", default=0, help="How many TLS proxies stand in front.")
@click.option("--insecure", is_flag=True, help="Plain http to other machines; for a trial only.")
@click.option("--demo", is_flag=True, help="The demonstration bank: made at first start, served on this machine only.")
@click.option("--worker/--no-worker", default=None, help="Run the worker as a child (default: with --demo).")
@with_appcontext
def serve(**how: Any) -> None:
    """Serve the bank."""
    asked, settings = how.pop("worker"), bank().settings
    plan = serving.Plan(how["host"], how["port"], how["proxies"], how["insecure"], how["demo"] or bank().is_demo,
                        how["demo"] if asked is None else asked)  # fmt: skip
    serving.refuse_unsafe(plan, settings)
    serving.hold(settings)
    serving.refuse_taken(plan)
    if done := serving.prepare(settings, bank().sessions.engine):
        click.echo(say("Database: %(done)s", done=done))
    if how["demo"]:
        current_app.extensions["zhili-demo"](bank(), f"http://{plan.host}:{plan.port}")
    bank().sessions.engine.dispose()
    serving.serve(plan, settings, root=Path(current_app.config["ROOT"]))


@click.command()
@with_appcontext
def work() -> None:
    """Run the worker: seals, overdue attempts, certificates."""
    from learning.operations import working  # noqa: PLC0415 -- the compiler of certificates is large; web processes go without

    os.umask(0o077)
    working.work(bank().sessions, bank().settings, bank().clock)


@click.command()
@with_appcontext
def init() -> None:
    """A real bank from nothing: folder, keys, tables, and a one-time address at which the first administrator signs up."""
    settings = bank().settings
    serving.prepare(settings, bank().sessions.engine)
    for name in ("ledger", "certificates"):
        keys.signing_key(settings.data, name)
    code = people.first_code(bank().sessions, at=bank().clock.now())
    if code is None:
        click.echo(say("This bank already has people; no set-up address is given."))
        sys.exit(1)
    base = settings.base_url or "http://127.0.0.1:8000"
    click.echo(say("Open this address once, within 24 hours, to make the first administrator:"))
    click.echo(f"  {base}/set-up/{code}")


@click.command()
@click.option("--deep", is_flag=True, help="Also prove that what is derived equals the rows; reads the whole bank.")
@AS_JSON
@with_appcontext
def doctor(deep: bool, as_json: bool) -> None:
    """What is wrong or risky with this installation."""
    found = doctoring.examine(bank().settings, bank().sessions.engine, bank().clock, deep=deep)
    lines = [{"state": one.state, "message": say(one.says, **one.gaps)} for one in found]
    _print(lines, as_json, lambda line: f"{MARKS[line['state']]} {line['message']}")
    sys.exit(1 if any(one.state == "wrong" for one in found) else 0)


@click.command()
@AS_JSON
@with_appcontext
def settings(as_json: bool) -> None:
    """Every setting with its meaning and value; secrets are hidden."""
    lines = [{"name": one.name, "value": value, "meaning": say(one.meaning)} for one, value in shown(bank().settings)]
    _print(lines, as_json, lambda line: f"{line['name']}={line['value']}\n    {line['meaning']}")


@click.command("access")
@AS_JSON
@with_appcontext
def access_table(as_json: bool) -> None:
    """Every route: rule, methods, endpoint, who may open it, kind of object, writes or not."""
    table = access.routes(current_app)
    _print([dataclasses.asdict(route) for route in table] if as_json else table, as_json, str)


ledger = AppGroup("ledger", help="The ledger of acts of consequence.")


@ledger.command("seal")
@AS_JSON
def seal(as_json: bool) -> None:
    """Seal what is unsealed; safe to repeat."""
    with bank().sessions.writer() as session, session.begin():
        sealed = sealing.seal(session, keys.signing_key(bank().settings.data, "ledger"), at=bank().clock.now())
    _print([{"sealed": sealed}], as_json, lambda line: say("%(n)s entries sealed", n=line["sealed"]))


@ledger.command("verify")
@AS_JSON
def verify(as_json: bool) -> None:
    """Recompute every seal and block; exit 1 and name the first bad row."""
    with bank().sessions.reader() as db:
        verdict = sealing.verify(db, keys.signing_key(bank().settings.data, "ledger").public_key())
    _print([dataclasses.asdict(verdict)], as_json, _verdict)
    sys.exit(1 if verdict.trouble else 0)


def _verdict(line: dict[str, Any]) -> str:
    counted = {name: line[name] for name in ("entries", "blocks", "unsealed", "head")}
    told = say("%(entries)s entries, %(blocks)s blocks, %(unsealed)s not sealed yet; head %(head)s", **counted)
    return f"{told}\n✗ {line['trouble']}" if line["trouble"] else told


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@AS_JSON
@with_appcontext
def backup(file: Path, as_json: bool) -> None:
    """The whole bank in one file, while it runs."""
    manifest = keeping.backup(bank().settings, bank().sessions.engine, file)
    _print([manifest], as_json, lambda line: say("%(n)s rows in %(file)s", n=sum(line["rows"].values()), file=file))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@AS_JSON
@with_appcontext
def restore(file: Path, as_json: bool) -> None:
    """Restore a backup into an empty bank and prove it by counting."""
    manifest = keeping.restore(bank().settings, bank().sessions.engine, file)
    _print([manifest], as_json, lambda line: say("%(n)s rows restored and verified", n=sum(line["rows"].values())))


db = AppGroup("db", help="Migrations.")


@db.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to a revision (default: today's)."""
    migrating.upgrade(bank().sessions.engine, revision)


@db.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database down to a revision, or to ``base``."""
    migrating.downgrade(bank().sessions.engine, revision)


@db.command("current")
@AS_JSON
def current(as_json: bool) -> None:
    """Where the database stands, and where the program wants it."""
    at, wanted = migrating.current(bank().sessions.engine), migrating.head()
    _print([{"current": at, "head": wanted}], as_json, lambda line: f"{line['current']} ({line['head']})")
    sys.exit(0 if at == wanted else 1)


def _print(lines: list[Any], as_json: bool, line: Callable[[Any], str]) -> None:
    if as_json:
        click.echo(json.dumps(lines if len(lines) != 1 else lines[0], ensure_ascii=False, indent=2, default=str))
        return
    for one in lines:
        click.echo(line(one))


COMMANDS = [init, serve, work, doctor, settings, access_table, ledger, backup, restore, db]
