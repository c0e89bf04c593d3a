"""The observer's sheet: kept row by row, handed in once."""

from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for

from learning.base.refusals import Refusal
from learning.rooms import forms, queries, verbs
from learning.rooms.models import Seat
from learning.rooms.views.blueprint import bp
from learning.rooms.views.running import hall_page
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell, wants_fragment
from learning.web.request import db, me, now


def _seat(room_id: int, seat_id: int) -> Seat:
    return queries.seat(db(), me(), room_id, seat_id, lock=True) or abort(404)


@bp.get("/rooms/<int:room_id>/sheets/<int:seat_id>")
@allow(signed_in, kind="room")
def sheet(room_id: int, seat_id: int) -> Response:
    """A sheet of a practice on paper, to be typed by whoever opened it; of a live one it stands in the room."""
    return _typing(room_id, seat_id)


def _typing(room_id: int, seat_id: int, *, no: Refusal | None = None) -> Response:
    seat = queries.seat(db(), me(), room_id, seat_id) or abort(404)
    if seat.person_id == me().id:
        return hall_page(room_id, no=no, typed=forms.sheet_typed(request.form) if no else None)
    hall = queries.hall(db(), me(), seat.room, at=now())
    return show(
        "rooms/sheet.html", status=no.status if no else 200, hall=hall, seat=seat, scene=hall.scene,
        filled=forms.sheet_typed(request.form) if no else forms.sheet_kept(seat.sheet), error=say(no.says, **no.gaps) if no else "",
    )  # fmt: skip


@bp.post("/rooms/<int:room_id>/sheets/<int:seat_id>/draft")
@allow(signed_in, kind="room", writes=True)
def draft(room_id: int, seat_id: int) -> Any:
    """Keep the sheet as it is; htmx sends it at every change."""
    seat = _seat(room_id, seat_id)
    kept = verbs.save(db(), seat.room, seat, forms.sheet_sent(request.form), at=now())
    if wants_fragment():
        return make_response(render_template("rooms/_saved.html", saved=kept.saved_at))
    tell("Kept. Nobody else sees it before you hand it in.")
    return go(_back(seat))


@bp.post("/rooms/<int:room_id>/sheets/<int:seat_id>")
@allow(signed_in, kind="room", writes=True)
def hand_in(room_id: int, seat_id: int) -> Any:
    """Hand the sheet in, or keep it, as the button says."""
    if request.form.get("act") == "keep":
        return draft(room_id, seat_id)
    seat = _seat(room_id, seat_id)
    try:
        verbs.hand_in(db(), me(), seat.room, seat, forms.sheet_sent(request.form), at=now())
    except Refusal as no:
        db().rollback()
        return _typing(room_id, seat_id, no=no)
    tell("Handed in.")
    return go(url_for(".room", room_id=room_id))


def _back(seat: Seat) -> str:
    if seat.person_id == me().id:
        return url_for(".room", room_id=seat.room_id)
    return url_for(".sheet", room_id=seat.room_id, seat_id=seat.id)
