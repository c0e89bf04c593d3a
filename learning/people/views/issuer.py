"""The door of those who sign in at the bank's own service: out to it, back from it, and out of it again."""

from dataclasses import asdict
from typing import Any

from flask import Response, abort, request

from learning.base.aside import aside
from learning.base.refusals import Refusal
from learning.base.settings import Settings
from learning.people import verbs
from learning.people.forms.door import SignInForm
from learning.people.views.blueprint import bp
from learning.people.views.door import browser, next_path, refused, welcome
from learning.web.access import allow, anyone
from learning.web.pages import go, leave
from learning.web.request import address, bank, db, me, now

ASKED, ISSUED = "issuer", "issued"
"""Names in the session: a sign-in that has left for the service; that this session came from there."""


@bp.get("/sign-in/issuer")
@allow(anyone)
def ask_issuer() -> Response:
    """Out to the sign-in service."""
    if me().is_authenticated:
        return go(next_path(request.args.get("next", "")))
    try:
        there, begun = _service().begin(_settings(), _back(), next_path(request.args.get("next", "")), at=now())
    except Refusal as refusal:
        return refused("people/sign_in.html", SignInForm(), refusal)
    browser()[ASKED] = asdict(begun)
    return leave(there)


@bp.get("/sign-in/issued")
@allow(anyone)
def issued() -> Response:
    """Back from it: whoever it vouches for is signed in, under a new token."""
    settings, asked = _settings(), browser().pop(ASKED, None)
    try:
        begun = _service().Begun(**asked) if asked else None
        found = _service().finish(settings, _back(), begun, request.args, at=now())
        person_id = verbs.admit(db(), found.number, at=now())
    except Refusal as refusal:
        return refused("people/sign_in.html", SignInForm(), refusal)
    db().rollback()
    with aside(bank().sessions) as own:
        verbs.make_room(own, person_id, at=now())
    response = welcome(person_id, found.number, asked["after"])
    browser()[ISSUED] = True
    return response


@bp.get("/sign-in/issuer/out")
@allow(anyone)
def leave_issuer() -> Response:
    """Out of the service, too, where it offers that."""
    try:
        there = _service().way_out(_settings(), address(".sign_in"))
    except Refusal as refusal:
        return refused("people/sign_in.html", SignInForm(), refusal)
    return leave(there) if there else go(address(".sign_in"))


def _settings() -> Settings:
    return bank().settings if bank().settings.oidc_issuer else abort(404)


def _service() -> Any:
    from learning.people import intake  # noqa: PLC0415 -- a twentieth of a second of every start, for the banks that have one

    return intake


def _back() -> str:
    return address(".issued")
