"""The room: who is there, the clock, one's own card; and the opener's hand on it."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import Refusal
from learning.rooms import forms, queries, rules, verbs
from learning.rooms.models import Room, Seat
from learning.rooms.queries import Hall
from learning.rooms.verbs import Filled
from learning.rooms.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import lang, say
from learning.web.pages import go, show
from learning.web.pictures import qr as picture
from learning.web.request import address, asked_by_itself, db, me, now


def room_of(room_id: int, *, lock: bool = False) -> Room:
    return queries.room(db(), me(), room_id, lock=lock) or abort(404)


@bp.get("/rooms/<int:room_id>")
@allow(signed_in, kind="room")
def room(room_id: int) -> Response:
    """The whole room as the viewer sees it: their own card and nobody else's."""
    return hall_page(room_id)


def hall_page(room_id: int, *, no: Refusal | None = None, typed: Filled | None = None) -> Response:
    """``typed``: a sheet that was refused, as it was typed."""
    found = queries.hall(db(), me(), room_of(room_id), at=now())
    filled = typed or forms.sheet_kept(found.seat.sheet if found.seat else None)
    return show(
        "rooms/room.html", status=no.status if no else 200, hall=found, filled=filled, etag=_etag(found.room),
        error=say(no.says, **no.gaps) if no else "",
    )  # fmt: skip


@bp.get("/rooms/<int:room_id>/state")
@allow(signed_in, kind="room")
def state(room_id: int) -> Response:
    """What is polled every five seconds. One question says that nothing has changed; a page of another phase is told to load anew,
    but never while somebody writes a sheet on it."""
    asked_by_itself()
    standing = queries.standing(db(), me(), room_id) or abort(404)
    tag = _etag(standing)
    if tag in request.if_none_match:
        return _tagged(Response(status=304), tag)
    found = queries.hall(db(), me(), room_of(room_id), at=now())
    shown = request.args.get("phase", found.phase)
    answer = _tagged(show("rooms/_hall.html", hall=found, etag=tag), tag)
    if shown != found.phase and not (found.writes and shown in ("running", "scoring", "third")):
        answer.headers["HX-Refresh"] = "true"
    return answer


def _etag(standing: Any) -> str:
    return f"{standing.turn}-{rules.phase(standing, now())}-{lang()}-{me().id}"


def _tagged(answer: Response, tag: str) -> Response:
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _address(hall: Hall) -> str:
    return address(".join", code=hall.room.code)


@bp.get("/rooms/<int:room_id>/qr.svg")
@allow(signed_in, kind="room")
def qr(room_id: int) -> Response:
    """The address to join under, for a phone's camera."""
    found = queries.hall(db(), me(), room_of(room_id), at=now())
    return picture(_address(found))


@bp.post("/rooms/<int:room_id>/seats")
@allow(signed_in, kind="room", writes=True)
def take(room_id: int) -> Any:
    """A role for oneself."""
    found = room_of(room_id, lock=True)
    return _acted(room_id, lambda: verbs.take(db(), me(), found, *forms.seat_sent(request.form), at=now()))


@bp.post("/rooms/<int:room_id>/readiness")
@allow(signed_in, kind="room", writes=True)
def ready(room_id: int) -> Any:
    found = room_of(room_id, lock=True)
    return _acted(room_id, lambda: verbs.be_ready(db(), found, _mine(found), at=now()))


@bp.post("/rooms/<int:room_id>/leaving")
@allow(signed_in, kind="room", writes=True)
def leave(room_id: int) -> Any:
    """Give one's role back."""
    found = room_of(room_id, lock=True)
    return _acted(room_id, lambda: verbs.give_back_role(db(), me(), found, _mine(found), at=now()))


def _mine(found: Room) -> Seat:
    return next((seat for seat in queries.taken(found) if seat.person_id == me().id), None) or abort(404)


def _opened(room_id: int) -> Room:
    found = room_of(room_id, lock=True)
    return found if found.opened_by == me().id else abort(404)


@bp.post("/rooms/<int:room_id>/releases")
@allow(signed_in, kind="room", writes=True)
def release(room_id: int) -> Any:
    """The opener makes a place free."""
    found = _opened(room_id)
    wanted = request.form.get("seat", "")
    seat = next((one for one in queries.taken(found) if str(one.id) == wanted), None) or abort(404)
    return _acted(room_id, lambda: verbs.release(db(), me(), found, seat, at=now()))


@bp.post("/rooms/<int:room_id>/start")
@allow(signed_in, kind="room", writes=True)
def start(room_id: int) -> Any:
    found = _opened(room_id)
    return _acted(room_id, lambda: verbs.start(db(), found, at=now()))


@bp.post("/rooms/<int:room_id>/end")
@allow(signed_in, kind="room", writes=True)
def stop(room_id: int) -> Any:
    found = _opened(room_id)
    return _acted(room_id, lambda: verbs.stop(db(), found, at=now()))


@bp.post("/rooms/<int:room_id>/cancellation")
@allow(signed_in, kind="room", writes=True)
def cancel(room_id: int) -> Any:
    found = _opened(room_id)
    return _acted(room_id, lambda: verbs.cancel(db(), me(), found, at=now()))


def _acted(room_id: int, act: Any) -> Any:
    """Back to the room; a "no" is said on its page, as it is now."""
    try:
        act()
    except Refusal as no:
        db().rollback()
        return hall_page(room_id, no=no)
    return go(url_for(".room", room_id=room_id))
