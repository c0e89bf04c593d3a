"""Practice on paper: cards and sheets to print on A4, and typing in what was played."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import Refusal
from learning.people import queries as people
from learning.people.models import Person
from learning.rooms import forms, policy, rules, verbs
from learning.rooms.refusals import NobodyWithNumber, SomebodyMissing
from learning.rooms.rules import Place
from learning.rooms.verbs import Played, Scene
from learning.rooms.views.blueprint import bp
from learning.rooms.views.joining import scene_named
from learning.web.access import allow
from learning.web.language import say
from learning.web.pages import go, show
from learning.web.request import db, me, now, today
from learning.web.roles import room_opener


@bp.get("/rooms/paper/<course>/<roleplay>")
@allow(room_opener, kind="Course")
def paper(course: str, roleplay: str) -> Response:
    """A card for each player with lines to cut along, and the observer's sheet."""
    scene = scene_named(course, roleplay)
    if not scene.roleplay.is_practised:
        abort(404)
    return show("rooms/paper.html", course=scene.course, scene=scene.roleplay, places=_places(scene))


def _places(scene: Scene) -> tuple[Place, ...]:
    return rules.places(scene.roleplay, 1, third=False, visitors=0)


@bp.get("/rooms/typed/<course>/<roleplay>")
@allow(room_opener, kind="Course")
def typed(course: str, roleplay: str) -> Response:
    """Who played what, and when; the sheets come after it."""
    return _form(course, roleplay)


def _form(course: str, roleplay: str, *, no: Refusal | None = None) -> Response:
    scene = scene_named(course, roleplay)
    return show(
        "rooms/typed.html", status=no.status if no else 200, course=scene.course, scene=scene.roleplay, places=_places(scene),
        sent=request.form,
        error=say(no.says, **no.gaps) if no else "",
    )  # fmt: skip


@bp.post("/rooms/typed/<course>/<roleplay>")
@allow(room_opener, kind="Course", writes=True)
def open_typed(course: str, roleplay: str) -> Any:
    try:
        room = verbs.open_paper(db(), me(), scene_named(course, roleplay), _played(), at=now())
    except Refusal as no:
        db().rollback()
        return _form(course, roleplay, no=no)
    return go(url_for(".room", room_id=room.id))


def _played() -> Played:
    employee, observers = _people("employee"), _people("observer")
    if not employee or not observers:
        raise SomebodyMissing
    return Played(forms.day_sent(request.form), employee[0], _people("customer"), observers)


def _people(name: str) -> list[Person]:
    """Those of the viewer's own branch or training."""
    found = []
    for number in forms.numbers_sent(request.form, name):
        person = people.person(db(), me(), number, on=today(), roles=policy.OPENERS)
        if person is None or (person.left_on is not None and person.left_on <= today()):
            raise NobodyWithNumber(number=number)
        found.append(person)
    return found
