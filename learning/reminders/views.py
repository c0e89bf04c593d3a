"""What will be sent on a day and to whom not, and why; what was sent; and by which way a person wants it."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, request, url_for

from learning.base.refusals import N_
from learning.people.queries import calendar
from learning.people.rules.working_days import add_working_days, is_working_day
from learning.publishing import queries as publishing
from learning.reminders import queries, rules, verbs
from learning.reminders.forms import ChannelForm
from learning.reminders.jobs.rounds import ways
from learning.web import roles
from learning.web.access import allow, signed_in
from learning.web.pages import go, show, tell
from learning.web.request import bank, db, me, now, today

bp = Blueprint("reminders", __name__)

AHEAD = timedelta(days=60)
STATES = {
    "waiting": N_("waits"),
    "sending": N_("is leaving"),
    "sent": N_("sent"),
    "failed": N_("not delivered"),
    "unsure": N_("nobody knows whether it arrived"),
}


@bp.get("/reminders/")
@allow(roles.report_reader)
def index() -> Any:
    """A day's reminders before they are written: everybody who is told, and everybody who is not, with the reason."""
    on = _day()
    live = publishing.live(db())
    outcome, number = request.args.get("outcome", ""), request.args.get("number", "").replace("\0", "").strip()[:32]
    found = queries.page(
        db(), me(), live, on, outcome=outcome, number=number, after=request.args.get("after", "").replace("\0", "")[:80]
    )
    shown = found[: queries.A_PAGE]
    free = calendar.exceptions(db(), on, on)
    return show(
        "reminders/index.html", on=on, found=shown, more=queries.place(shown[-1]) if len(found) > queries.A_PAGE else None,
        counts=queries.counts(db(), me(), live, on), outcome=outcome, number=number, OUTCOMES=rules.OUTCOMES,
        courses=live.catalogue.courses, is_working_day=is_working_day(on, free), next_step_on=rules.next_step_on,
        ways=ways(bank().settings), hours=bank().settings.hours, today=today(),
    )  # fmt: skip


def _day() -> date:
    """The day asked for, at most sixty days ahead; otherwise the next working day after today."""
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        on = None
    if on is not None and today() <= on <= today() + AHEAD:
        return on
    tomorrow = today() + timedelta(days=1)
    return add_working_days(tomorrow, 0, calendar.exceptions(db(), tomorrow, tomorrow + AHEAD))


@bp.get("/reminders/messages")
@allow(roles.report_reader)
def messages() -> Any:
    """A day's digests and what became of each."""
    try:
        on = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        on = today()
    state = request.args.get("state", "")
    found = queries.messages(db(), me(), on, state=state if state in STATES else "", after=request.args.get("after", 0, type=int))
    return show(
        "reminders/messages.html", on=on, found=found[: queries.A_PAGE], STATES=STATES, state=state,
        more=found[queries.A_PAGE - 1].id if len(found) > queries.A_PAGE else None, counts=queries.day_counts(db(), me(), on),
    )  # fmt: skip


@bp.post("/reminders/messages/<int:message_id>/repetition")
@allow(roles.officer, kind="message")
def send_again(message_id: int) -> Any:
    found = queries.message(db(), me(), message_id, today(), lock=True) or abort(404)
    verbs.send_again(db(), found, by=me().id, at=now())
    tell("It is sent once more.")
    return go(url_for(".messages", on=found.on.isoformat()))


@bp.route("/profile/channel", methods=["GET", "POST"])
@allow(signed_in)
def channel() -> Any:
    """By which way one wants the digest: only ways that are set up are offered."""
    form: Any = ChannelForm([*ways(bank().settings), "bell"], channel=queries.channel_of(db(), me().id))
    if form.is_sent():
        verbs.choose_channel(db(), me().id, form.channel.data, at=now())
        tell("Saved.")
        return go(url_for("people.profile"))
    return show("reminders/channel.html", form=form, status=422 if form.errors else 200)
