"""The wall, and the address that every follower asks every five seconds."""

import uuid
from typing import Any

from flask import Response, abort, jsonify, request

from learning.meetings import queries, rules
from learning.meetings.views.blueprint import bp, secret, shown, the_run
from learning.web.access import allow, anyone, signed_in
from learning.web.pages import show
from learning.web.request import db, today


@bp.get("/meetings/runs/<uuid:meeting>/wall")
@allow(signed_in, kind="meeting")
def wall(meeting: uuid.UUID) -> Any:
    """For the screen on the wall: follows by itself, for whoever of the branch is signed in there."""
    return show("meetings/wall.html", fragment="meetings/_wall.html", **shown(the_run(meeting)))


@bp.get("/meetings/follow/<follower>")
@allow(anyone, kind="signed token")
def follow(follower: str) -> Any:
    """Whether a meeting has changed: its version and nothing else. Asks for no session, and no database within the second.

    The token is signed and good for its day. What has changed is fetched by the page itself, with everything checked.
    """
    run_id = rules.followed(secret(), follower, today())
    if run_id is None:
        abort(404)
    version = queries.version(db(), run_id)
    answer = Response(status=304) if request.if_none_match.contains(str(version)) else jsonify(version=version)
    answer.set_etag(str(version))
    answer.cache_control.no_cache = True
    answer.cache_control.public = True  # nobody's own: no cookie is set for it
    return answer
