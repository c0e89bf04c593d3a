"""Migrations equal the models, go up and down, and keep every row of every table on both databases."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, inspect, select

from learning import schema
from learning.base.engines import open_engine
from learning.operations import migrating
from tests.cast import MORNING
from tests.rows import a_row_in_every_table, value

REVISIONS = [script.revision for script in ScriptDirectory(str(migrating.FOLDER)).walk_revisions()][::-1]


@pytest.fixture
def bare(url, tmp_path):
    """An engine on a database with nothing in it."""
    engine = open_engine(url)
    schema.metadata.drop_all(engine)
    yield engine
    engine.dispose()


def counts(engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) for table in schema.metadata.sorted_tables}


def test_the_history_is_one_line():
    assert REVISIONS[0].startswith("0001_")
    assert REVISIONS[-1] == migrating.head()
    assert [revision[:4] for revision in REVISIONS] == [f"{n:04}" for n in range(1, len(REVISIONS) + 1)]


def test_head_equals_the_models(bare):
    migrating.upgrade(bare)
    with bare.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_migrated_ledger_is_append_only(bare):
    migrating.upgrade(bare)
    with bare.begin() as connection:
        a_row_in_every_table(connection)
    with bare.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.exec_driver_sql("DELETE FROM ledger")


def test_down_to_nothing_and_up_again(bare):
    migrating.upgrade(bare)
    migrating.downgrade(bare, "base")
    assert set(inspect(bare).get_table_names()) - {"alembic_version"} == set()
    migrating.upgrade(bare)
    assert migrating.is_current(bare)


def test_every_table_keeps_its_rows_through_each_step(bare):
    """Rebuilding a table on SQLite with foreign keys on would empty its children: so every table is counted."""
    migrating.upgrade(bare)
    with bare.begin() as connection:
        a_row_in_every_table(connection)
    before = counts(bare)
    assert min(before.values()) == 1

    for revision in reversed(REVISIONS[:-1]):
        migrating.downgrade(bare, revision)
        stayed = set(inspect(bare).get_table_names())  # a table of a later migration goes with it, and comes back empty
        migrating.upgrade(bare)
        now = counts(bare)
        assert {name: now[name] for name in now if name in stayed} == {name: before[name] for name in now if name in stayed}


def test_rebuilding_a_parent_table_keeps_its_children(bare, tmp_path, monkeypatch):
    """The trap itself: a batch migration of ``person`` must not cascade into its postings."""
    migrating.upgrade(bare)
    with bare.begin() as connection:
        a_row_in_every_table(connection)
    before = counts(bare)
    extra = tmp_path / "9999_trap.py"
    extra.write_text(TRAP.format(head=migrating.head()), encoding="utf-8")
    original = migrating.configuration

    def with_trap(engine: Any) -> Any:
        config = original(engine)
        config.set_main_option("version_locations", f"{migrating.FOLDER / 'versions'}{':'}{tmp_path}")
        return config

    monkeypatch.setattr(migrating, "configuration", with_trap)
    migrating.upgrade(bare, "9999_trap")
    assert counts(bare) == before


TRAP = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999_trap", "{head}", None, None


def upgrade():
    with op.batch_alter_table("person", recreate="auto") as batch:
        batch.alter_column("mobile", existing_type=sa.String(32), type_=sa.String(64))


def downgrade():
    pass
"""


def test_what_was_handed_in_counts_as_marked_and_a_lesson_answer_without_a_mark_goes_back_as_nothing(bare):
    """0003 and 0006 with data: attempts from before essays were marked when they were handed in."""
    migrating.upgrade(bare, "0005_late_answers")
    with bare.begin() as connection:
        everything = {column.name: value(column) for column in schema.metadata.tables["attempt"].columns}
        everything = {name: told for name, told in everything.items() if name != "marked_at"} | {"id": 1, "handed_in_at": MORNING}
        connection.execute(insert(schema.metadata.tables["person"]).values(**person_row()))
        connection.execute(insert(schema.metadata.tables["attempt"]).values(**everything))
        answer = {"person_id": 1, "course": "c", "item": "q", "rev": "r", "place": "lesson", "value": "您好", "at": MORNING}
        connection.execute(insert(schema.metadata.tables["response"]).values(**answer))
    migrating.upgrade(bare)
    with bare.connect() as connection:
        attempt = schema.metadata.tables["attempt"]
        assert connection.execute(select(attempt.c.marked_at)).scalar_one() == MORNING
    migrating.downgrade(bare, "0002_downloads")
    with bare.connect() as connection:
        assert connection.exec_driver_sql("SELECT num, den FROM response").one() == (0, 1)
    migrating.upgrade(bare)


def person_row() -> dict[str, Any]:
    return {"id": 1} | {column.name: value(column) for column in schema.metadata.tables["person"].columns if column.name != "id"}
