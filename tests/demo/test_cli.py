"""``flask demo`` and what ``serve --demo`` prints."""

import json

import pytest

from learning.demo import cli, verbs
from learning.demo.refusals import NotEmpty
from learning.people.models import Person
from learning.people.rules.passwords import is_right


@pytest.fixture
def run(app):
    return app.test_cli_runner().invoke


def test_a_small_bank_from_the_command_line_and_not_twice(run, bank, db):
    made = json.loads(run(args=["demo", "--staff", "14", "--branches", "2", "--json"]).output)
    assert (made["staff"], made["branches"], len(made["accounts"])) == (14, 2, 10)
    assert is_right(db.query(Person).filter_by(number="A0001").one().password_hash, made["password"])
    db.rollback()
    again = run(args=["demo"])
    assert again.exit_code == 1
    assert "Traceback" not in again.output


def test_opening_prints_the_accounts_at_every_start(app, bank, db, capsys):
    with app.app_context():
        cli.open_demo(bank, "http://127.0.0.1:8000")
        first = capsys.readouterr().out
        cli.open_demo(bank, "http://127.0.0.1:8000")
    again = capsys.readouterr().out
    password = verbs.read_password(bank.settings.data)
    for told in (first, again):
        assert password in told
        assert "http://127.0.0.1:8000" in told
        assert all(
            number in told for number in ("E0001", "E0002", "M0001", "M0002", "T0001", "T0002", "H0001", "H0002", "A0001", "S0001")
        )


def test_a_bank_of_real_people_is_never_opened_as_a_demonstration(app, bank, cast):
    with app.app_context(), pytest.raises(NotEmpty):
        cli.open_demo(bank, "http://127.0.0.1:8000")
