"""A person's account: disabled, enabled, helped in with a one-time code, signed out everywhere, left."""

from typing import Any

from flask import Response, url_for

from learning.base.refusals import N_
from learning.people.forms.office import LeavingForm, ReasonForm
from learning.people.verbs import accounts, staff
from learning.people.views.acts import act, name_of
from learning.people.views.blueprint import bp
from learning.people.views.staff import HELPERS, KEEPERS, the_person
from learning.web import roles
from learning.web.access import allow
from learning.web.pages import show
from learning.web.request import db, me, now


@bp.route("/people/<number>/disabling", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def disable(number: str) -> Response:
    found = the_person(number, KEEPERS)
    form: Any = ReasonForm()
    return act(
        form, lambda: accounts.disable(db(), me(), found, reason=form.reason.data, at=now()), title=N_("Disable this account"),
        button=N_("Disable"), done=N_("Disabled. All sessions have ended."), back=_page(number), about=name_of(found),
    )  # fmt: skip


@bp.route("/people/<number>/enabling", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def enable(number: str) -> Response:
    found = the_person(number, KEEPERS)
    form: Any = ReasonForm()
    return act(
        form, lambda: accounts.enable(db(), me(), found, reason=form.reason.data, at=now()), title=N_("Enable this account"),
        button=N_("Enable"), done=N_("Enabled."), back=_page(number), about=name_of(found),
    )  # fmt: skip


@bp.route("/people/<number>/leaving", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def leave(number: str) -> Response:
    found = the_person(number, KEEPERS)
    form: Any = LeavingForm(left_on=found.left_on)
    return act(
        form, lambda: staff.leave(db(), me(), found, form.left_on.data, reason=form.reason.data, at=now()), title=N_("Leaving day"),
        button=N_("Save"), done=N_("Saved."), back=_page(number), about=name_of(found),
    )  # fmt: skip


@bp.route("/people/<number>/sign-outs", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def sign_out_person(number: str) -> Response:
    found = the_person(number, KEEPERS)
    form: Any = ReasonForm()
    return act(
        form, lambda: accounts.sign_out(db(), me(), found, reason=form.reason.data, at=now()), title=N_("Sign out everywhere"),
        button=N_("Sign out"), done=N_("All sessions have ended."), back=_page(number), about=name_of(found),
    )  # fmt: skip


@bp.post("/people/<number>/codes")
@allow(roles.code_giver, kind="person")
def give_code(number: str) -> Response:
    found = the_person(number, HELPERS)
    code = accounts.help_in(db(), me(), found, at=now())
    return show("people/code_given.html", person=found, code=code, hours=1 if found.password_hash else 24)


def _page(number: str) -> str:
    return url_for(".person", number=number)
