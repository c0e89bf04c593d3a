"""The list of people and a person's page."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import N_
from learning.people import policy, queries
from learning.people.forms.office import ROLES, DetailsForm, PersonForm
from learning.people.models import Person
from learning.people.queries import accounts
from learning.people.queries import staff as rows
from learning.people.verbs import staff
from learning.people.views.acts import act, name_of, options, small
from learning.people.views.blueprint import bp
from learning.web import roles
from learning.web.access import allow
from learning.web.pages import show
from learning.web.request import db, leave_trace, me, now, today

KEEPERS = policy.KEEPERS_OF_STAFF
HELPERS = ("head", "officer", "administrator")
WATCHERS = ("officer", "auditor", "administrator")


@bp.get("/people/")
@allow(roles.staff_reader)
def index() -> Response:
    wish = _wish()
    return show(
        "people/index.html",
        found=rows.people(db(), me(), wish, on=today()),
        wish=wish,
        units=options(queries.unit_tree(db(), me(), today())),
        states=rows.STATES,
        ROLES=ROLES,
        may_keep=policy.may_keep_staff(me()),
    )


def _wish() -> rows.Wish:
    asked = request.args
    state = asked.get("state", "here")
    return rows.Wish(
        text=asked.get("q", "").replace("\0", "").strip()[:64],
        unit_id=asked.get("unit", type=small),
        state=state if state in rows.STATES else "here",
        after=asked.get("after", "").replace("\0", "")[:32],
    )


@bp.get("/people/<number>")
@allow(roles.staff_reader, kind="person")
def person(number: str) -> Response:
    found = the_person(number)
    on = today()
    answer = show(
        "people/person.html",
        person=found,
        state=rows.state_of(found, on),
        postings=rows.postings(db(), found.id),
        absences=rows.absences(db(), found.id),
        grants=rows.grants(db(), found.id),
        views=rows.views(db(), found.id) if me().has_role(*WATCHERS) else None,
        devices=len(accounts.devices(db(), found.id, at=now())),
        code_until=rows.open_code_until(db(), found.id, at=now()),
        ROLES=ROLES,
        may=_may(found),
    )
    leave_trace(found.id, "people.person")
    return answer


def _may(found: Person) -> dict[str, bool]:
    """What the viewer may do on this page; the verbs refuse the same again."""
    held = queries.roles_of(db(), found.id, on=today())
    keeps = policy.may_keep_staff(me()) and queries.person(db(), me(), found.number, on=today(), roles=KEEPERS) is not None
    helps = keeps or queries.person(db(), me(), found.number, on=today(), roles=HELPERS) is not None
    other = found.id != me().id
    return {
        "keep": keeps,
        "account": keeps and other and policy.may_keep_account(me(), held),
        "help_in": helps and other and policy.may_help_in(me(), held, keeps=keeps),
        "grant": keeps and other,
    }


@bp.route("/people/new", methods=["GET", "POST"])
@allow(roles.staff_keeper)
def new_person() -> Response:
    form: Any = PersonForm(options(queries.unit_tree(db(), me(), today(), KEEPERS)), hired_on=today())
    return act(
        form,
        lambda: _add(form),
        title=N_("A new colleague"),
        button=N_("Add"),
        done=N_("Added. Give a one-time code so that they can sign in."),
        back=url_for(".index") if not form.number.data else url_for(".person", number=form.number.data),
        cancel=url_for(".index"),
    )


def _add(form: Any) -> None:
    new = staff.NewPerson(
        number=form.number.data,
        name=form.name.data,
        unit_id=form.unit_id.data,
        position=form.position.data,
        hired_on=form.hired_on.data,
        name_en=form.name_en.data,
        email=form.email.data,
        mobile=form.mobile.data,
    )
    staff.add(db(), new, by=me().id, at=now())


@bp.route("/people/<number>/details", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="person")
def details(number: str) -> Response:
    found = the_person(number, KEEPERS)
    form = DetailsForm(**{name: getattr(found, name) for name in ("name", "name_en", "hired_on", "email", "mobile")})
    return act(
        form,
        lambda: staff.change(db(), found, form.data, by=me().id, at=now()),
        title=N_("Correct the details"),
        button=N_("Save"),
        done=N_("Saved."),
        back=url_for(".person", number=number),
        about=name_of(found),
    )


def the_person(number: str, held: tuple[str, ...] = policy.READERS_OF_STAFF) -> Person:
    """The person with this number, whom the viewer may see in one of these roles; otherwise there is no such page."""
    found = queries.person(db(), me(), number, on=today(), roles=held, lock=request.method == "POST")
    if found is None or not me().has_role(*held):
        abort(404)
    return found
