"""The door: sign in, sign out, choose a password with a one-time code, set up a new bank."""

from math import ceil
from typing import Any, cast

import flask
from flask import Response, abort, current_app, jsonify, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException

from learning.base.refusals import Refusal
from learning.people import queries, verbs
from learning.people.forms.door import CodeForm, RenewalForm, SetUpForm, SignInForm
from learning.people.forms.fields import text
from learning.people.refusals import BadPassword, TooManyTries
from learning.people.rules import is_own_path
from learning.people.verbs.sign_in import Knock
from learning.people.views import devices
from learning.people.views.blueprint import bp
from learning.web.access import allow, anyone, signed_in
from learning.web.language import say
from learning.web.pages import go, show
from learning.web.request import bank, db, me, now
from learning.web.sessions import ServerSession, requester


@bp.get("/sign-in")
@allow(anyone)
def sign_in() -> Response:
    after = next_path(request.args.get("next", ""))
    if me().is_authenticated:
        return go(after)
    return show("people/sign_in.html", form=SignInForm(next=after if after != "/" else ""))


@bp.post("/sign-in")
@allow(anyone)
def open_session() -> Response:
    form = SignInForm()
    if not form.is_sent():
        return show("people/sign_in.html", form=form, status=422)
    try:
        admitted = verbs.check_password(bank().sessions, knock(text(form.number)), text(form.password), beside=db())
    except Refusal as refusal:
        return refused("people/sign_in.html", form, refusal)
    if admitted.must_renew:
        return go(url_for(".renewal"))
    verbs.make_room(db(), admitted.person_id, at=now())
    return welcome(admitted.person_id, text(form.number), next_path(form.next.data))


@bp.post("/sign-out")
@allow(signed_in)
def sign_out() -> Response:
    came_from_issuer = "issued" in browser()
    browser().sign_out()
    return clean(go(url_for(".sign_in", left="issuer" if came_from_issuer else None)))


def clean(response: Response) -> Response:
    """Have the browser forget the person. Answers that still wait in it, whoever gave them, outlive a sign-out: the page's script
    says when there are none, and only then the storage is cleared."""
    forgotten = '"cache", "storage"' if request.form.get("outbox") == "empty" else '"cache"'
    response.headers["Clear-Site-Data"] = forgotten
    return response


@bp.get("/session")
@allow(signed_in)
def session() -> Response:
    """Who is signed in here, and the CSRF value, for a script whose page is older than the session."""
    return jsonify(person=me().number, csrf=generate_csrf())


@bp.get("/sign-in/code")
@allow(anyone)
def choose_password() -> Response:
    return show("people/code.html", form=CodeForm())


@bp.post("/sign-in/code")
@allow(anyone)
def use_code() -> Response:
    form = CodeForm()
    if not form.is_sent():
        return show("people/code.html", form=form, status=422)
    number = text(form.number)
    try:
        refuse_weak(text(form.new_password), number)
        person_id, code_id = verbs.check_code(bank().sessions, knock(number), text(form.code), beside=db())
        verbs.use_code(db(), person_id, code_id, text(form.new_password), at=now())
    except Refusal as refusal:
        return refused("people/code.html", form, refusal)
    return welcome(person_id, number, "/")


@bp.get("/sign-in/new-password")
@allow(anyone)
def renewal() -> Response:
    return show("people/renewal.html", form=RenewalForm())


@bp.post("/sign-in/new-password")
@allow(anyone)
def renew() -> Response:
    form = RenewalForm()
    if not form.is_sent():
        return show("people/renewal.html", form=form, status=422)
    try:
        refuse_weak(text(form.new_password), text(form.number))
        admitted = verbs.check_password(bank().sessions, knock(text(form.number)), text(form.password), beside=db())
        verbs.choose_password(db(), admitted.person_id, text(form.new_password), how="own", at=now())
    except Refusal as refusal:
        return refused("people/renewal.html", form, refusal)
    return welcome(admitted.person_id, text(form.number), "/")


@bp.get("/set-up/<code>")
@allow(anyone, kind="set-up code")
def set_up(code: str) -> Response:
    if queries.set_up_code(db(), code, at=now()) is None:
        abort(404)
    return show("people/set_up.html", form=SetUpForm(unit=bank().settings.bank_name), code=code)


@bp.post("/set-up/<code>")
@allow(anyone, kind="set-up code")
def open_bank(code: str) -> Response:
    form = SetUpForm()
    if queries.set_up_code(db(), code, at=now()) is None:
        abort(404)
    if not form.is_sent():
        return show("people/set_up.html", form=form, code=code, status=422)
    number, password = text(form.number), text(form.new_password)
    try:
        refuse_weak(password, number)
        person_id = verbs.set_up(db(), code, verbs.First(text(form.unit), number, text(form.name), password), at=now())
    except Refusal as refusal:
        return refused("people/set_up.html", form, refusal, code=code)
    return welcome(person_id, number, "/")


def browser() -> ServerSession:
    """The session of this browser, as our interface opened it."""
    return cast(ServerSession, flask.session._get_current_object())  # type: ignore[attr-defined]


def refuse_weak(password: str, number: str) -> None:
    """Whether the bank's profile takes this new password for this number."""
    settings = bank().settings
    verbs.refuse_weak(db(), password, number=number.strip(), bank_names=(settings.bank_name, settings.bank_name_en))


def knock(number: str) -> Knock:
    """This request as somebody at the door."""
    return Knock(number, requester()[1], now(), is_known_device=devices.is_known(number))


def welcome(person_id: int, number: str, path: str) -> Response:
    """A new session under a new token; the device is known from now on."""
    browser().sign_in(person_id)
    return devices.remember(go(path), number)


def refused(page: str, form: Any, refusal: Refusal, **context: Any) -> Response:
    """The form again with the sentence of the refusal at its field or above; nothing typed is lost but the secrets."""
    if isinstance(refusal, BadPassword):
        form.new_password.errors = [say(refusal.says, **refusal.gaps)]
        return show(page, form=form, status=refusal.status, **context)
    response = show(page, form=form, refused=say(refusal.says, **refusal.gaps), status=refusal.status, **context)
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(60 * ceil(refusal.gaps["minutes"]))
    return response


def next_path(path: str | None) -> str:
    """Where to go after sign-in: a page of this site that can be opened, else the desk."""
    if not path or not is_own_path(path):
        return "/"
    try:
        current_app.url_map.bind("").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return "/"
    return path
