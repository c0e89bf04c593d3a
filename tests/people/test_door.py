"""The door: who comes in, who does not, and how long the others wait."""

import pytest
from flask import Flask

from learning.people.rules import passwords
from tests.cast import PASSWORD


@pytest.fixture
def lin(db, cast):
    """Lin with a password."""
    cast.lin.password_hash = passwords.hashed(PASSWORD)
    db.commit()
    return cast.lin


def test_lin_signs_in(visit, lin):
    browser = visit()
    page = browser.get("/sign-in")
    assert "工号" in page or "Staff number" in page
    assert browser.post("/sign-in", {"number": "E0001", "password": PASSWORD}) == "/"
