"""A backup made while the bank runs is the whole bank; restored into an empty one it is proved row by row."""

import stat
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, text

from learning.base import keys, sealing
from learning.base.engines import open_engine
from learning.operations import keeping, migrating
from learning.schema import metadata
from tests.cast import MORNING
from tests.rows import a_row_in_every_table

NOT_KEPT = {"login_session", "login_try", "one_time_code", "download", "download_piece"}


@pytest.fixture
def running(bank):
    """A bank at today's revision with a row in every table and a sealed ledger."""
    engine = bank.sessions.engine
    metadata.drop_all(engine)
    migrating.upgrade(engine)
    with engine.begin() as connection:
        a_row_in_every_table(connection)
        for name in ("ledger_seal", "ledger_block"):
            guard = _without_guards(connection, name)
            connection.execute(delete(metadata.tables[name]))
            guard()
    with bank.sessions.writer() as db, db.begin():
        sealing.seal(db, keys.signing_key(bank.settings.data, "ledger"), at=MORNING)
    return bank


def _without_guards(connection, name):
    """The made-up rows of the chain make no chain: take them out, and the guards with them for a moment."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {name}_no_delete")
        return lambda: None
    connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
    return lambda: connection.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))


def counts(engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) for table in metadata.sorted_tables}


def empty_copy(bank, folder, database=None):
    """Settings and engine of another, empty bank."""
    settings = replace(bank.settings, data=folder / "other", database=database or f"sqlite:///{folder / 'other' / 'zhili.db'}")
    return settings, open_engine(settings.database)


def test_the_drill(running, tmp_path):
    """Back up, restore elsewhere, count every table, verify the ledger with the keys that came along."""
    file = tmp_path / "bank.zip"
    keeping.backup(running.settings, running.sessions.engine, file)
    settings, engine = empty_copy(running, tmp_path)

    keeping.restore(settings, engine, file)

    before = counts(running.sessions.engine)
    assert counts(engine) == {name: 0 if name in NOT_KEPT else rows for name, rows in before.items()}
    assert keys.signing_key(settings.data, "ledger").public_key() == keys.signing_key(running.settings.data, "ledger").public_key()
    assert migrating.is_current(engine)


def test_a_restored_bank_counts_on_from_where_it_stood(running, empty, tmp_path):
    """Into the same kind of database: the next row gets the next key."""
    file = tmp_path / "bank.zip"
    keeping.backup(running.settings, running.sessions.engine, file)
    folder = tmp_path / "second"
    folder.mkdir()
    with empty.database(folder) as url:
        settings, engine = empty_copy(running, tmp_path, url)
        metadata.drop_all(engine)
        keeping.restore(settings, engine, file)
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO unit (code, name, position) VALUES ('NEW', '新网点', 0)"))
            assert connection.scalar(text("SELECT max(id) FROM unit")) == 2
        engine.dispose()


def test_a_backup_opens_no_door(running, tmp_path):
    file = tmp_path / "bank.zip"
    manifest = keeping.backup(running.settings, running.sessions.engine, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {name: manifest["rows"][name] for name in NOT_KEPT} == dict.fromkeys(NOT_KEPT, 0)


def test_only_an_empty_bank_is_restored_into(running, tmp_path):
    file = tmp_path / "bank.zip"
    keeping.backup(running.settings, running.sessions.engine, file)
    with pytest.raises(keeping.BankIsNotEmpty):
        keeping.restore(running.settings, running.sessions.engine, file)


@pytest.mark.parametrize("damage", ["not a zip", "another zip", "an altered database"])
def test_a_damaged_backup_is_refused(running, tmp_path, damage):
    file = tmp_path / "bank.zip"
    keeping.backup(running.settings, running.sessions.engine, file)
    if damage == "not a zip":
        file.write_bytes(b"PK nonsense")
    elif damage == "another zip":
        with zipfile.ZipFile(file, "w") as pack:
            pack.writestr("hello.txt", "hello")
    else:
        with zipfile.ZipFile(file) as pack:
            manifest = pack.read("manifest.json")
        with zipfile.ZipFile(file, "w") as pack:
            pack.writestr("manifest.json", manifest)
            pack.writestr("bank.db", b"SQLite format 3")
    settings, engine = empty_copy(running, tmp_path)
    with pytest.raises(keeping.NotABackup):
        keeping.restore(settings, engine, file)


def test_a_lost_row_is_noticed(running, tmp_path):
    file = tmp_path / "bank.zip"
    manifest = keeping.backup(running.settings, running.sessions.engine, file)
    settings, engine = empty_copy(running, tmp_path)
    keeping.restore(settings, engine, file)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM record_view"))
    with pytest.raises(keeping.RestoredBadly, match="record_view has 0 rows instead of 1"):
        keeping.prove(settings, engine, manifest)
