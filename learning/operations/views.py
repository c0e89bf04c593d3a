"""The administrator's page: how this installation is set, what is wrong or risky with it, and whether its ways out work."""

from flask import Blueprint, Response, abort, url_for

from learning.base.refusals import Refusal
from learning.base.settings import shown
from learning.people.models import Person
from learning.people.queries import person
from learning.reminders.jobs.rounds import ways
from learning.reminders.jobs.trial import try_way
from learning.web.access import allow
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import address, bank, db, me, now, today
from learning.web.roles import administrator

bp = Blueprint("operations", __name__)

MARKS = {"well": "done", "risky": "due", "wrong": "late"}
ISSUER = "issuer"


@bp.get("/settings/")
@allow(administrator)
def index() -> Response:
    """Every setting with its value, the doctor's findings, a button for each way out."""
    return _page()


@bp.post("/settings/trials/<way>")
@allow(administrator, kind="way out")
def trial(way: str) -> Response:
    """Send a trial to oneself, or ask the sign-in service who it is."""
    if way not in _ways():
        abort(404)
    try:
        went = _asked() if way == ISSUER else try_way(bank().settings, way, _myself(), say, at=now())
    except Refusal as no:
        db().rollback()  # the doctor looks through a connection of its own, and would wait for ours
        return _page(refused=say(no.says, **no.gaps), status=no.status)
    tell("It works: %(went)s.", went=went)
    return go(url_for(".index"))


def _page(refused: str = "", status: int = 200) -> Response:
    from learning.operations import doctoring  # noqa: PLC0415 -- a tenth of every start, for one page

    found = doctoring.glance(bank().settings, bank().sessions.engine, bank().clock)
    lines = [(MARKS[one.state], say(one.says, **one.gaps)) for one in found]
    return show(
        "operations/settings.html", settings=shown(bank().settings), findings=lines, ways=_ways(), refused=refused, status=status
    )  # fmt: skip


def _ways() -> tuple[str, ...]:
    return (*ways(bank().settings), *((ISSUER,) if bank().settings.oidc_issuer else ()))


def _asked() -> str:
    """The address at which people sign in, as the service's discovery names it."""
    from learning.people import intake  # noqa: PLC0415 -- as in the views of the door

    there, _ = intake.begin(bank().settings, address("people.issued"), "/", at=now())
    return there.partition("?")[0]


def _myself() -> Person:
    return person(db(), me(), me().number, on=today()) or abort(404)
