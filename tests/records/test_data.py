"""Everything the house keeps of one person: nothing is forgotten, nothing is somebody else's, and it can be taken along."""

import csv
import io
import json
import re
from zipfile import ZipFile

from sqlalchemy import select

from learning.downloads import jobs as downloads
from learning.downloads import queries as download_queries
from learning.downloads.models import Download
from learning.factory import MY_DATA
from learning.people import queries as people
from learning.records.rules.data import ABOUT
from learning.schema import metadata
from tests.world import World

ACTS = ("by_id", "_by", "_by_id")
"""Endings of columns that name somebody only as whoever acted; what they did stands in the ledger."""


def test_each_part_says_what_why_and_how_long():
    assert list(ABOUT) == list(MY_DATA)


def test_no_table_that_names_a_person_is_forgotten(db, cast, queries):
    with queries() as asked:
        people.everything(db, cast.lin.id)
    read = " ".join(asked.statements)
    about_people = {
        table.name for table in metadata.sorted_tables for key in table.foreign_keys
        if key.column.table.name == "person" and not key.parent.name.endswith(ACTS)
    }  # fmt: skip
    forgotten = {name for name in about_people if not re.search(rf"(FROM|JOIN) {name}\b", read)}
    assert forgotten == {"assignment"}  # read through one's own row in assignee


def test_she_takes_all_of_it_along(db, bank, cast, visit):
    World.into(db, cast)
    lin = visit(cast.lin)
    visit(cast.zhou).get("/people/E0001/record")
    page = lin.get("/profile/data?lang=zh")
    assert "您的档案被哪个岗位打开过" in page
    lin.post("/profile/data")
    while downloads.make_downloads(bank.sessions, bank.clock):
        pass

    with bank.sessions.reader() as then:
        row = then.scalars(select(Download).where(Download.kind == "my-data")).one()
    assert (row.person_id, row.name, row.refusal) == (cast.lin.id, "zhili-E0001.zip", None)
    book = ZipFile(io.BytesIO(b"".join(download_queries.pieces(bank.sessions, row.id))))
    names = set(book.namelist())
    assert {"about.txt", "data.json", "csv/people-person.csv", "csv/quizzes-attempts.csv", "csv/notices.csv"} <= names
    assert [name.partition("-")[2] for name in names if name.startswith("files/")] == ["counter.jpg"]

    everything = json.loads(book.read("data.json"))
    assert list(everything) == sorted(MY_DATA)
    opened = everything["people"]["record_opened"]
    assert [(one["page"], one["position"], one["unit"]) for one in opened] == [("records.transcript_of", "head", "滨江支行")]
    table = list(csv.reader(io.StringIO(book.read("csv/people-postings.csv").decode("utf-8-sig"))))
    assert table[0][1:3] == ["岗位", "性质"]
    assert [row[1] for row in table[1:]] == [post["position"] for post in everything["people"]["postings"]]
    for others in ("E0002", "孙晓岚", "password_hash", "argon2"):
        assert not any(others in book.read(name).decode("utf-8", "replace") for name in names)
