"""Accounts from the operator's shell: no page needed, every act in the ledger without a person behind it."""

import json
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup

from learning.base.refusals import N_, BadInput
from learning.people import queries
from learning.people.models import Person
from learning.people.queries import staff as rows
from learning.people.rules import POSITIONS, ROLES, STAFF_NUMBER
from learning.people.verbs import accounts
from learning.people.verbs import staff as people
from learning.web.language import say
from learning.web.pages import as_json
from learning.web.request import bank

AS_JSON = click.option("--json", "is_json", is_flag=True, help="Report as JSON.")
REASON = click.option("--reason", required=True, help="Why; kept in the ledger.")

staff = AppGroup("staff", help="Accounts of the staff.")
person = AppGroup("person", help="One person.")
COMMANDS = [staff, person]


class NobodyHasThisNumber(BadInput):
    says = N_("Nobody has the staff number %(number)s.")


class NoSuchUnit(BadInput):
    says = N_("There is no unit with the code %(code)s.")


class NoStaffNumber(BadInput):
    says = N_("A staff number has letters, digits and hyphens, 32 at most.")


@staff.command("add")
@click.argument("number")
@click.argument("name")
@click.option("--unit", "code", required=True, help="The unit's code.")
@click.option("--position", type=click.Choice(list(POSITIONS)), default="teller", show_default=True)
@click.option("--name-en", default=None, help="The name in Latin letters.")
@click.option("--role", type=click.Choice(ROLES), default=None, help="A role for the whole bank; head: for the unit.")
@click.option("--hired-on", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day; today if not given.")
@AS_JSON
def add(number: str, name: str, code: str, is_json: bool, **more: Any) -> None:
    """Add a colleague and print a one-time code, good for 24 hours."""
    at, today = bank().clock.now(), bank().clock.today()
    if not STAFF_NUMBER.fullmatch(number):
        raise NoStaffNumber
    with bank().sessions.writer() as db, db.begin():
        unit_id = rows.unit_of_code(db, code)
        if unit_id is None:
            raise NoSuchUnit(code=code)
        hired_on: date = more["hired_on"].date() if more["hired_on"] else today
        new = people.NewPerson(number, name, unit_id, more["position"], hired_on, name_en=more["name_en"])
        found = people.add(db, new, by=None, at=at)
        if more["role"]:
            where = unit_id if more["role"] == "head" else None
            accounts.grant(db, None, found, role=more["role"], unit_id=where, from_on=hired_on, reason="flask staff add", at=at)
        given = accounts.help_in(db, None, found, at=at)
    _report(is_json, {"number": number, "code": given}, say("%(number)s added. One-time code: %(code)s", number=number, code=given))


@staff.command("disable")
@click.argument("number")
@REASON
@AS_JSON
def disable(number: str, reason: str, is_json: bool) -> None:
    """Close an account; all its sessions end."""
    with bank().sessions.writer() as db, db.begin():
        accounts.disable(db, None, _person(db, number), reason=reason, at=bank().clock.now())
    _report(is_json, {"number": number, "disabled": True}, say("%(number)s is disabled.", number=number))


@staff.command("enable")
@click.argument("number")
@REASON
@AS_JSON
def enable(number: str, reason: str, is_json: bool) -> None:
    """Open an account again."""
    with bank().sessions.writer() as db, db.begin():
        accounts.enable(db, None, _person(db, number), reason=reason, at=bank().clock.now())
    _report(is_json, {"number": number, "disabled": False}, say("%(number)s is enabled.", number=number))


@staff.command("reset")
@click.argument("number")
@AS_JSON
def reset(number: str, is_json: bool) -> None:
    """Print a one-time code with which a password can be chosen."""
    with bank().sessions.writer() as db, db.begin():
        given = accounts.help_in(db, None, _person(db, number), at=bank().clock.now())
    _report(is_json, {"number": number, "code": given}, say("One-time code of %(number)s: %(code)s", number=number, code=given))


@staff.command("sign-outs")
@click.argument("number")
@AS_JSON
def sign_outs(number: str, is_json: bool) -> None:
    """End every session of a person."""
    with bank().sessions.writer() as db, db.begin():
        count = accounts.sign_out(db, None, _person(db, number), reason="flask staff sign-outs", at=bank().clock.now())
    _report(is_json, {"number": number, "sessions": count}, say("%(n)s sessions have ended.", n=count))


@person.command("export")
@click.argument("number")
def export(number: str) -> None:
    """Everything the product knows of one person, as JSON."""
    with bank().sessions.reader() as db:
        click.echo(as_json(queries.everything(db, _person(db, number, lock=False).id)))


def _person(db: Any, number: str, *, lock: bool = True) -> Person:
    found = rows.by_number(db, number, lock=lock)
    if found is None:
        raise NobodyHasThisNumber(number=number)
    return found


def _report(is_json: bool, values: dict[str, Any], sentence: str) -> None:
    click.echo(json.dumps(values, ensure_ascii=False) if is_json else sentence)
