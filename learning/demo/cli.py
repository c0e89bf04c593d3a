"""``flask demo``, and the opening of the demonstration bank by ``flask serve --demo``. Speaks both languages at once."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect

from learning.demo import verbs
from learning.demo.refusals import NotEmpty
from learning.demo.rules import ACCOUNTS
from learning.people.models import Person
from learning.web.request import Bank, bank


@click.command()
@click.option("--staff", default=verbs.STAFF, show_default=True, type=click.IntRange(min=1, max=500_000))
@click.option("--branches", default=verbs.BRANCHES, show_default=True, type=click.IntRange(min=1, max=2_000))
@click.option("--seed", default=verbs.SEED, show_default=True, help="The same seed makes the same bank.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@with_appcontext
def demo(staff: int, branches: int, seed: int, as_json: bool) -> None:
    """A synthetic bank with months of history, into an empty database only. 100,000 staff take about a minute."""
    try:
        made = _make(bank(), staff=staff, branches=branches, seed=seed, told=_tell)
    except KeyboardInterrupt:
        click.echo(
            "\n已中断，没有保留任何数据；再次运行同一命令即可重来 · stopped, nothing was kept: run the same command to begin anew",
            err=True,
        )
        raise click.exceptions.Exit(1) from None
    if as_json:
        click.echo(
            json.dumps(dataclasses.asdict(made) | {"accounts": [one.number for one in ACCOUNTS]}, ensure_ascii=False, indent=2)
        )
        return
    click.echo(f"{made.branches} 个网点、{made.staff} 名员工 · {made.branches} branches, {made.staff} staff")
    click.echo(sign_in_table(made.password))


def _tell(done: int, everybody: int) -> None:
    click.echo(f"\r{done:,} / {everybody:,}", nl=done == everybody, err=True)


def _make(here: Bank, **how: Any) -> verbs.Made:
    if not inspect(here.sessions.engine).has_table(Person.__tablename__):
        current_app.extensions["zhili-prepare"](here.settings, here.sessions.engine)
    with here.sessions.reader() as db:
        if not verbs.is_empty(db):
            raise NotEmpty
    verbs.publish_first(here.sessions, Path(current_app.config["ROOT"]) / "content", at=here.clock.now())
    return verbs.fill(here.sessions, here.settings, here.clock, **how)


def open_demo(here: Bank, address: str) -> None:
    """Make the bank where there is none yet; print at every start who can sign in."""
    with here.sessions.reader() as db:
        is_new = verbs.is_empty(db)
    known = verbs.read_password(here.settings.data)
    if is_new:
        click.echo("正在准备演示银行，约半分钟 · making the demonstration bank, half a minute or so")
        known = _make(here).password
    elif known is None:
        raise NotEmpty
    elif here.settings.demo_password and here.settings.demo_password != known:
        known = here.settings.demo_password
        verbs.set_password(here.sessions, here.settings, known, at=here.clock.now())
    click.echo(sign_in_table(known, address))


def sign_in_table(password: str, address: str = "") -> str:
    """Who can sign in, in both languages."""
    lines = ["", "演示银行：数据均为虚构 · A demonstration: everybody in it is invented", ""]
    lines += [f"  {one.number}  {one.name}{'　' * (3 - len(one.name))}  {one.role_zh} · {one.role_en}" for one in ACCOUNTS]
    lines += ["", f"  密码 · password: {password}"]
    return "\n".join([*lines, f"  网址 · address:  {address}", ""] if address else [*lines, ""])


COMMANDS = [demo]
