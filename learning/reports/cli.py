"""``flask reports rebuild``: the sums dropped and made anew."""

import json
import time

import click
from flask.cli import AppGroup

from learning.reports import verbs
from learning.web.language import say
from learning.web.request import bank

reports = AppGroup("reports", help="The sums of the completion report.")


@reports.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def rebuild(as_json: bool) -> None:
    """Drop the sums and count the whole bank again; nothing else depends on them."""
    began = time.perf_counter()
    rows = verbs.renew(bank().sessions, at=bank().clock.now(), wholly=True) or 0
    seconds = round(time.perf_counter() - began, 1)
    told = {"rows": rows, "seconds": seconds}
    click.echo(json.dumps(told) if as_json else say("%(n)s sums made anew in %(seconds)s s", n=rows, seconds=seconds))


COMMANDS = [reports]
