"""One's own profile: language and looks, password, devices, data."""

from typing import Any

import flask
from flask import Response, abort, url_for

from learning.base.refusals import Refusal
from learning.people import queries, verbs
from learning.people.forms.door import ChangePasswordForm
from learning.people.forms.fields import text
from learning.people.forms.office import ROLES, SettingsForm
from learning.people.queries import staff as rows
from learning.people.verbs.profile import choose
from learning.people.views.blueprint import bp
from learning.people.views.door import clean, knock, refuse_weak, refused, welcome
from learning.web.access import allow, signed_in
from learning.web.language import lang
from learning.web.pages import go, show, tell
from learning.web.request import bank, db, me, now

A_YEAR = 31_536_000


@bp.get("/profile")
@allow(signed_in)
def profile() -> Response:
    return show(
        "people/profile.html",
        form=SettingsForm(language=me().language or "", theme=me().theme, text_size=me().text_size),
        postings=rows.postings(db(), me().id),
        grants=rows.grants(db(), me().id),
        devices=queries.devices(db(), me().id, at=now()),
        ROLES=ROLES,
    )


@bp.post("/profile/settings")
@allow(signed_in)
def keep_settings() -> Response:
    form: Any = SettingsForm()
    if not form.is_sent():
        tell("This entry cannot be read. Please check it.")
        return go(url_for(".profile"))
    choose(db(), me().id, language=form.language.data or None, theme=form.theme.data, text_size=form.text_size.data)
    answer = go(url_for(".profile"))
    flask.g.lang = form.language.data or lang()
    tell("Saved.")
    answer.delete_cookie("lang")  # the profile speaks from now on, not what this browser was told earlier
    return answer


@bp.route("/profile/password", methods=["GET", "POST"])
@allow(signed_in)
def password() -> Response:
    form: Any = ChangePasswordForm()
    if not form.is_sent():
        return show("people/password.html", form=form, status=422 if form.errors else 200)
    try:
        refuse_weak(text(form.new_password), me().number)
        verbs.check_password(bank().sessions, knock(me().number), text(form.password), beside=db())
        verbs.choose_password(db(), me().id, text(form.new_password), how="own", at=now())
    except Refusal as refusal:
        return refused("people/password.html", form, refusal)
    return welcome(me().id, me().number, url_for(".profile"))


@bp.post("/profile/sessions/<int:session_id>/end")
@allow(signed_in, kind="own session")
def end_device(session_id: int) -> Response:
    if not verbs.end_own_session(db(), me().id, session_id, at=now()):
        abort(404)
    tell("Signed out there.")
    return go(url_for(".profile"))


@bp.post("/profile/sign-outs")
@allow(signed_in)
def sign_out_everywhere() -> Response:
    verbs.sign_out_everywhere(db(), me().id, by=me().id, at=now())
    return clean(go(url_for(".sign_in")))
