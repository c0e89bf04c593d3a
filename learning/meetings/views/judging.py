"""The host's card: filled by the branch head, read by the host."""

import uuid
from typing import Any

from flask import abort, request, url_for

from learning.base.refusals import N_, Refusal
from learning.meetings import forms, queries, rules, verbs
from learning.meetings.models import MeetingRun
from learning.meetings.queries import judging
from learning.meetings.views.blueprint import bp, the_run
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today


@bp.get("/meetings/runs/<uuid:meeting>/card")
@allow(signed_in, kind="meeting")
def card(meeting: uuid.UUID) -> Any:
    return _card(_judged(meeting))


def _judged(token: uuid.UUID) -> MeetingRun:
    """For the branch head, and for whoever led it."""
    held = the_run(token)
    if held.host_id != me().id and not queries.leads(db(), me(), held.unit_id, today()):
        abort(404)
    return held


def _card(held: MeetingRun, no: Refusal | None = None) -> Any:
    kept = judging.card_of(db(), held.id)
    before = {**{key: str(n) for key, n in kept.scores.items()}, "note": kept.note} if kept else {}
    return show(
        "meetings/card.html", status=no.status if no else 200, run=held, card=kept, CARD=rules.CARD,
        may_judge=held.host_id != me().id and queries.leads(db(), me(), held.unit_id, today()),
        values=request.form if no else before, error=say(no.says, **no.gaps) if no else "",
    )  # fmt: skip


@bp.post("/meetings/runs/<uuid:meeting>/card")
@allow(signed_in, kind="meeting", writes=True)
def judge(meeting: uuid.UUID) -> Any:
    held = _judged(meeting)
    scores = {row.key: forms.number(request.form, row.key) for row in rules.CARD}
    given = {key: points for key, points in scores.items() if points is not None}
    try:
        verbs.judge(db(), me(), held, given, request.form.get("note", ""), at=now())
    except Refusal as no:
        db().rollback()
        return _card(_judged(meeting), no)
    tell(N_("The card is kept, and the host can read it."))
    return go(url_for(".run", meeting=held.token))
