"""The least a page can cost: Flask, SQLAlchemy, two indexed queries, a Jinja list of 40 rows. Nothing of the product."""

import os

import pysqlite3.dbapi2 as sqlite
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select

ROWS = 40
metadata = MetaData()
people = Table(
    "floor_person", metadata,
    Column("id", Integer, primary_key=True), Column("number", String(32), unique=True), Column("name", String(64)),
    Column("unit", Integer, index=True), Column("email", String(80)),
)  # fmt: skip
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ me.name }}</title></head><body><h1>{{ me.name }}</h1>
<table>{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.name }}</td><td>{{ row.email }}</td></tr>{% endfor %}</table>
</body></html>"""


def engine_of(url: str):
    """An engine with the same drivers as the product's, and nothing else of it."""
    return create_engine(url, **({"module": sqlite} if url.startswith("sqlite") else {"pool_size": 8}))


def fill(url: str) -> None:
    """The floor's own table: 4,000 people, 40 a unit."""
    engine = engine_of(url)
    metadata.create_all(engine)
    rows = [{"number": f"E{n:05}", "name": f"员工 {n}", "unit": n // ROWS, "email": f"e{n}@bank.example"} for n in range(4000)]
    with engine.begin() as connection:
        connection.execute(insert(people), rows)
    engine.dispose()


def create() -> Flask:
    app = Flask("floor")
    engine = engine_of(os.environ["BENCH_FLOOR_DATABASE"])
    page = app.jinja_env.from_string(PAGE)

    @app.get("/")
    def index() -> str:
        with engine.connect() as connection:
            me = connection.execute(select(people).where(people.c.number == "E00777")).one()
            rows = connection.execute(select(people).where(people.c.unit == me.unit).order_by(people.c.id)).all()
        return page.render(me=me, rows=rows)

    return app


if "BENCH_FLOOR_DATABASE" in os.environ:
    app = create()
