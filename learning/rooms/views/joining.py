"""One's live practice, opening a room, and coming in by a code."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import Refusal
from learning.publishing import queries as publishing
from learning.rooms import forms, policy, queries, rules, verbs
from learning.rooms.refusals import ChooseScene, NoSuchCode
from learning.rooms.verbs import Scene
from learning.rooms.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now
from learning.web.roles import room_opener


@bp.get("/rooms/")
@allow(signed_in)
def index() -> Response:
    """The viewer's own: rooms that are open, results, whether they may observe."""
    rooms = queries.open_rooms(db(), me(), at=now())
    results = queries.results_of(db(), me().id)
    stood = queries.stood(db(), me().id)
    return show(
        "rooms/index.html", rooms=[(room, rules.phase(room, now())) for room in rooms], results=results, stood=stood,
        titles=queries.titles(db(), [*rooms, *(one.room for one in results)]),
        passed=len(queries.passed(db(), me().id)), needed=min(rules.NEEDED, len(stood)), may_open=me().has_role(*policy.OPENERS),
    )  # fmt: skip


@bp.get("/rooms/join")
@allow(signed_in)
def join() -> Response:
    """The form for a code; a QR code leads here with the code filled in. Looks nothing up."""
    return show("rooms/join.html", code=request.args.get("code", "")[:12])


@bp.post("/rooms/join")
@allow(signed_in, writes=True)
def come_in() -> Any:
    """Into the room; a wrong code is counted, so the answer is a redirect that commits."""
    code = rules.read_code(request.form.get("code", ""))
    try:
        room = verbs.come_in(db(), me(), code, at=now())
    except NoSuchCode as no:
        verbs.note_wrong_code(db(), me(), at=now())
        tell(no.says, **no.gaps)
        return go(url_for(".join", code=code))
    return go(url_for(".room", room_id=room.id))


@bp.get("/rooms/new")
@allow(room_opener)
def new() -> Response:
    """Which role-play, and how many observers."""
    return _new()


def _new(no: Refusal | None = None) -> Response:
    courses = [
        (course, [one for one in course.roleplays.values() if one.is_practised and one.status == "active"])
        for course in publishing.live(db()).catalogue.courses.values()
        if course.status == "active"
    ]
    chosen = request.values.get("scene", "")
    return show(
        "rooms/new.html", status=no.status if no else 200, courses=[pair for pair in courses if pair[1]], chosen=chosen,
        error=say(no.says, **no.gaps) if no else "",
    )  # fmt: skip


@bp.post("/rooms/new")
@allow(room_opener, writes=True)
def open_room() -> Any:
    try:
        room = verbs.open_room(db(), me(), _scene_sent(), observers=forms.observers_sent(request.form), at=now())
    except Refusal as no:
        return _new(no)
    return go(url_for(".room", room_id=room.id))


def _scene_sent() -> Scene:
    """``scene``: ``course/roleplay``."""
    if not (named := request.form.get("scene", "")):
        raise ChooseScene
    course, _, roleplay = named.partition("/")
    return scene_named(course, roleplay)


def scene_named(key: str, roleplay: str) -> Scene:
    live = publishing.live(db())
    course = live.catalogue.course(key) or abort(404)
    return Scene(course, course.roleplays.get(roleplay) or abort(404), live.edition)
