"""The tree of units."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import N_
from learning.people import policy, queries
from learning.people.forms.office import ClosingForm, MoveForm, UnitForm, UnitNamesForm
from learning.people.models import Unit
from learning.people.queries import units as rows
from learning.people.verbs import units as verbs
from learning.people.views.acts import act, name_of, options
from learning.people.views.blueprint import bp
from learning.people.views.staff import KEEPERS
from learning.web import roles
from learning.web.access import allow
from learning.web.pages import show
from learning.web.request import db, me, now, today


@bp.get("/units/")
@allow(roles.staff_reader)
def units() -> Response:
    tree = queries.unit_tree(db(), me(), today())
    return show(
        "people/units.html",
        tree=tree,
        counts=rows.head_counts(db(), today()),
        may_keep=policy.may_keep_staff(me()),
        name_of=name_of,
    )


@bp.get("/units/<int:unit_id>")
@allow(roles.staff_reader, kind="unit")
def unit(unit_id: int) -> Response:
    found = _unit(unit_id, policy.READERS_OF_STAFF)
    may_keep = queries.unit(db(), me(), unit_id, on=today(), roles=KEEPERS) is not None
    return show("people/unit.html", unit=found, places=rows.places(db(), unit_id), may_keep=may_keep, name_of=name_of)


@bp.route("/units/new", methods=["GET", "POST"])
@allow(roles.staff_keeper)
def new_unit() -> Response:
    form: Any = UnitForm(options(queries.unit_tree(db(), me(), today(), KEEPERS)), from_on=today())

    def do() -> None:
        names = {"code": form.code.data, "name": form.name.data, "name_en": form.name_en.data}
        verbs.found(db(), **names, parent_id=form.unit_id.data, from_on=form.from_on.data, by=me().id, at=now())

    return act(form, do, title=N_("A new unit"), button=N_("Add"), done=N_("Added."), back=url_for(".units"))


@bp.route("/units/<int:unit_id>/names", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="unit")
def rename_unit(unit_id: int) -> Response:
    found = _unit(unit_id)
    form: Any = UnitNamesForm(name=found.name, name_en=found.name_en, position=found.position)

    def do() -> None:
        names = {"name": form.name.data, "name_en": form.name_en.data, "position": form.position.data or 0}
        verbs.rename(db(), found, **names, by=me().id, at=now())

    return act(
        form, do, title=N_("Name and order"), button=N_("Save"), done=N_("Saved."), back=_page(unit_id), about=name_of(found)
    )


@bp.route("/units/<int:unit_id>/places", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="unit")
def move_unit(unit_id: int) -> Response:
    found = _unit(unit_id)
    form: Any = MoveForm(options(queries.unit_tree(db(), me(), today(), KEEPERS)), from_on=today())

    def do() -> None:
        verbs.move(db(), found, form.unit_id.data, from_on=form.from_on.data, by=me().id, reason=form.reason.data, at=now())

    return act(
        form, do, title=N_("Move this unit"), button=N_("Move"), done=N_("Moved."), back=_page(unit_id), about=name_of(found)
    )


@bp.route("/units/<int:unit_id>/closing", methods=["GET", "POST"])
@allow(roles.staff_keeper, kind="unit")
def close_unit(unit_id: int) -> Response:
    found = _unit(unit_id)
    form: Any = ClosingForm(closed_on=today())
    return act(
        form, lambda: verbs.close(db(), found, form.closed_on.data, by=me().id, reason=form.reason.data, at=now()),
        title=N_("Close this unit"), button=N_("Close"), done=N_("Closed."), back=url_for(".units"), about=name_of(found),
    )  # fmt: skip


def _unit(unit_id: int, held: tuple[str, ...] = KEEPERS) -> Unit:
    return queries.unit(db(), me(), unit_id, on=today(), roles=held, lock=request.method == "POST") or abort(404)


def _page(unit_id: int) -> str:
    return url_for(".unit", unit_id=unit_id)
