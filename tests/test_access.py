"""Who may open what: the declared table is the reviewed one, and nothing starts undeclared."""

import os
from pathlib import Path

import pytest
from flask import Flask

from learning.web import access
from learning.web.access import Predicate, allow, anyone, signed_in

REVIEWED = Path(__file__).parent / "access.txt"


def test_the_table_is_the_reviewed_one(app):
    """After reading the new lines aloud: REVIEW_ACCESS=1 pytest tests/test_access.py"""
    table = "".join(f"{route}\n" for route in access.routes(app))
    if os.environ.get("REVIEW_ACCESS"):
        REVIEWED.write_text(table, encoding="utf-8")
    assert table == REVIEWED.read_text(encoding="utf-8")


def test_flask_access_prints_it(app):
    assert app.test_cli_runner().invoke(args=["access"]).output == REVIEWED.read_text(encoding="utf-8")


def bare(view, rule="/x", **options) -> Flask:
    app = Flask("bare")
    app.add_url_rule(rule, "x", view, **options)
    return app


def test_an_undeclared_route_stops_the_start():
    with pytest.raises(RuntimeError, match="does not say who may open it"):
        access.refuse_undeclared(bare(lambda: "x"))


def test_an_id_without_a_kind_stops_the_start():
    with pytest.raises(RuntimeError, match="names no kind"):
        access.refuse_undeclared(bare(allow(signed_in)(lambda number: number), "/x/<number>"))


def test_a_writing_route_open_to_the_auditor_stops_the_start():
    reader = Predicate("reader", lambda viewer: True, auditor=True)
    with pytest.raises(RuntimeError, match="open to the auditor"):
        access.refuse_undeclared(bare(allow(reader)(lambda: "x"), methods=["POST"]))


def test_a_declared_route_starts():
    access.refuse_undeclared(bare(allow(anyone)(lambda: "x"), methods=["GET", "POST"]))


def test_a_get_route_never_says_it_writes(app):
    assert [route.rule for route in access.routes(app) if route.writes and route.methods == "GET"] == []
