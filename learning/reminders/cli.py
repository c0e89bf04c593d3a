"""Reminders from the operator's shell: a round by hand, or what it would do."""

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup

from learning.base.refusals import N_
from learning.reminders import jobs
from learning.reminders.jobs.rounds import ways
from learning.reminders.refusals import NoWayOut
from learning.web.language import say
from learning.web.request import bank

notices = AppGroup("notices", help="Reminders and digests.")
COMMANDS = [notices]
WHY_NOT = {
    "holiday": N_("Today is not a working day: nothing is sent."),
    "hours": N_("At this hour nothing is sent (LEARNING_HOURS)."),
}
WOULD = N_("Would be told today: %(n)s. Without --dry-run they are.")
DONE = N_("Told: %(n)s. Digests written: %(digests)s. Sent: %(sent)s, put off: %(off)s, failed: %(failed)s.")


@notices.command("send")
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
@click.option("--json", "is_json", is_flag=True, help="Report as JSON.")
def send(dry_run: bool, is_json: bool) -> None:
    """Write the day's reminders and send what waits. Safe to repeat: nobody gets the same twice."""
    here = bank()
    if dry_run:
        would = jobs.look(here.sessions, here.settings, here.clock)
        if is_json:
            click.echo(json.dumps({**asdict(would), "on": would.on.isoformat()}, ensure_ascii=False))
            return
        click.echo(say(WOULD, n=sum(would.steps.values())))
        why_not = would.why_not
    else:
        told = jobs.send_notices(here.sessions, here.settings, here.clock)
        if is_json:
            click.echo(json.dumps(asdict(told), ensure_ascii=False))
            return
        gaps = {"sent": told.sent.get("sent", 0), "off": told.sent.get("put off", 0), "failed": told.sent.get("failed", 0)}
        click.echo(say(DONE, n=sum(told.steps.values()), digests=told.digests, **gaps))
        why_not = jobs.look(here.sessions, here.settings, here.clock).why_not
    if why_not:
        sentence = WHY_NOT[why_not]
        click.echo(say(sentence))
    if not ways(here.settings):
        click.echo(say(NoWayOut.says))
