"""Postings, absences and roles of a person."""

from typing import Any

from flask import Response, abort, url_for

from learning.base.refusals import N_
from learning.people import policy, queries
from learning.people.forms.office import AbsenceForm, EndForm, PostingForm, ReasonForm, RoleForm
from learning.people.queries import staff as rows
from learning.people.rules import ROLES, WHOLE_BANK
from learning.people.verbs import accounts, postings
from learning.people.views.acts import act, name_of, options
from learning.people.views.blueprint import bp
from learning.people.views.staff import KEEPERS, the_person
from learning.web import roles
from learning.web.access import allow
from learning.web.request import db, me, now, today


def _units(*, whole: bool = False) -> list[tuple[int, str]]:
    return options(queries.unit_tree(db(), me(), today(), KEEPERS), whole=whole)


@bp.route("/people/<number>/postings", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def post(number: str) -> Response:
    found = the_person(number, KEEPERS)
    form: Any = PostingForm(_units(), from_on=today())

    def do() -> None:
        new = postings.Post(form.unit_id.data, form.position.data, form.kind.data, form.from_on.data, form.until_on.data)
        postings.post(db(), found, new, by=me().id, reason=form.reason.data, at=now())

    return act(form, do, title=N_("A new posting"), button=N_("Post"), done=N_("Posted."), back=_page(number), about=name_of(found))


@bp.route("/people/<number>/postings/<int:posting_id>/end", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="posting")
def end_post(number: str, posting_id: int) -> Response:
    row = rows.posting(db(), me(), number, posting_id, on=today(), roles=KEEPERS) or abort(404)
    form: Any = EndForm(until_on=today())
    return act(
        form,
        lambda: postings.end_post(db(), row, form.until_on.data, by=me().id, reason=form.reason.data, at=now()),
        title=N_("End this posting"),
        button=N_("End"),
        done=N_("Ended."),
        back=_page(number),
        about=name_of(row.unit),
    )


@bp.route("/people/<number>/absences", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def be_absent(number: str) -> Response:
    found = the_person(number, KEEPERS)
    form: Any = AbsenceForm(from_on=today())

    def do() -> None:
        days = {"kind": form.kind.data, "from_on": form.from_on.data, "until_on": form.until_on.data}
        postings.be_absent(db(), found, **days, by=me().id, reason=form.reason.data, at=now())

    return act(form, do, title=N_("An absence"), button=N_("Save"), done=N_("Saved."), back=_page(number), about=name_of(found))


@bp.route("/people/<number>/absences/<int:absence_id>/end", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="absence")
def end_absence(number: str, absence_id: int) -> Response:
    row = rows.absence(db(), me(), number, absence_id, on=today(), roles=KEEPERS) or abort(404)
    form: Any = EndForm(until_on=today())
    return act(
        form,
        lambda: postings.end_absence(db(), row, form.until_on.data, by=me().id, reason=form.reason.data, at=now()),
        title=N_("End this absence"),
        button=N_("End"),
        done=N_("Ended."),
        back=_page(number),
    )


@bp.route("/people/<number>/roles", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def grant(number: str) -> Response:
    found = the_person(number, KEEPERS)
    held = [role for role in ROLES if policy.may_grant(me(), role)]
    form: Any = RoleForm(held, _units(whole=me().sees_all(*KEEPERS)), from_on=today())

    def do() -> None:
        what = {"role": form.role.data, "unit_id": form.unit_id.data or WHOLE_BANK, "from_on": form.from_on.data}
        accounts.grant(db(), me(), found, **what, reason=form.reason.data, at=now())

    return act(
        form,
        do,
        title=N_("Give a role"),
        button=N_("Give"),
        done=N_("Given. They sign in anew."),
        back=_page(number),
        about=name_of(found),
    )


@bp.route("/people/<number>/roles/<int:grant_id>/end", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="role")
def end_grant(number: str, grant_id: int) -> Response:
    row = rows.grant(db(), me(), number, grant_id, on=today(), roles=KEEPERS) or abort(404)
    form: Any = ReasonForm()
    return act(
        form,
        lambda: accounts.end_grant(db(), me(), row, reason=form.reason.data, at=now()),
        title=N_("End this role"),
        button=N_("End"),
        done=N_("Ended. They sign in anew."),
        back=_page(number),
    )


def _page(number: str) -> str:
    return url_for(".person", number=number)
