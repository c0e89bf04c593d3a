"""Backup of the whole bank into one file while it runs, and restore into an empty one, proved by counting.

The file is a ZIP of ``bank.db`` (a SQLite file whatever the bank's database is), the keys and a manifest; so a backup of PostgreSQL
can be restored into SQLite and the other way round. Sessions, tries and one-time codes stay behind (a backup opens
no door), and so do files that wait to be fetched.
"""

import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, inspect, select, text

from learning.base import keys, sealing
from learning.base.engines import READS_ONLY, Sessions, open_engine, take_time
from learning.base.refusals import N_, Refusal
from learning.base.settings import Settings
from learning.operations import migrating
from learning.schema import metadata

LEFT_BEHIND = ("login_session", "login_try", "one_time_code", "download", "download_piece")
KEYS = ("secret.key", "ledger.key", "certificates.key", "demonstration")
FORMER_KEY = re.compile(r"certificates\.[\w-]+\.key")
"""A key that signed credentials once; they stay valid."""
ROWS_AT_ONCE = 2000
LONGEST = {"bank.db": 64 * 2**30, "manifest.json": 2**20}


class NotABackup(Refusal):
    says = N_("%(file)s is not a backup of this program, or it is damaged: %(trouble)s.")


class BankIsNotEmpty(Refusal):
    says = N_("There is a bank here already. Restore into an empty data folder or an empty database.")


class RestoredBadly(Refusal):
    says = N_("The restored bank does not equal the backup: %(trouble)s. Nothing should be served from it.")


class NotAtHead(Refusal):
    says = N_("The database is not at the program's revision. Run: flask db upgrade")


def copy_sqlite(engine: Engine, file: Path) -> None:
    """A whole copy of a SQLite bank of any revision, made while it runs (a plain copy of the file would miss its log)."""
    file.unlink(missing_ok=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM INTO ?", (str(file),))
        connection.exec_driver_sql("BEGIN")
    file.chmod(0o600)


def backup(settings: Settings, engine: Engine, file: Path) -> dict[str, Any]:
    """Write the whole bank, as it stood at one moment, into ``file`` (mode 0600). Returns the manifest."""
    if not migrating.is_current(engine):
        raise NotAtHead
    with tempfile.TemporaryDirectory(dir=file.parent.resolve()) as folder:
        copy = Path(folder) / "bank.db"
        revision = migrating.current(engine)
        counts = _copy_out(engine, copy)
        manifest = {
            "program": "zhili", "made_at": datetime.now(UTC).isoformat(), "revision": revision, "rows": counts,
            "sha256": _digest(copy),
        }  # fmt: skip
        finished = Path(folder) / "backup.zip"
        _pack(finished, copy, manifest, settings.data)
        finished.replace(file)
    return manifest


def _copy_out(engine: Engine, copy: Path) -> dict[str, int]:
    target = open_engine(f"sqlite:///{copy}")
    with _snapshot(engine) as source, target.connect() as into:
        into.exec_driver_sql("COMMIT")
        into.exec_driver_sql("PRAGMA foreign_keys=OFF")
        into.exec_driver_sql("PRAGMA journal_mode=DELETE")
        into.exec_driver_sql("BEGIN IMMEDIATE")
        metadata.create_all(into)
        counts = _copy_rows(source, into, _tables(source))
        into.commit()
    target.dispose()
    return counts


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """One unchanging view of everything: SQLite's WAL gives it, PostgreSQL is asked for it."""
    options: dict[str, Any] = dict(READS_ONLY)
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection:
        take_time(connection, 0)
        yield connection


def _tables(source: Connection) -> list[Any]:
    present = set(inspect(source).get_table_names())
    return [table for table in metadata.sorted_tables if table.name in present]


def _copy_rows(source: Connection, into: Connection, tables: list[Any]) -> dict[str, int]:
    counts = {}
    for table in tables:
        counts[table.name] = 0
        if table.name in LEFT_BEHIND:
            continue
        rows = source.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table).order_by(*table.primary_key))
        for part in rows.mappings().partitions(ROWS_AT_ONCE):
            into.execute(insert(table), [dict(row) for row in part])
            counts[table.name] += len(part)
    return counts


def _pack(file: Path, copy: Path, manifest: dict[str, Any], data: Path) -> None:
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        pack.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
        pack.write(copy, "bank.db")
        former = sorted(file.name for file in data.glob("certificates.*.key"))
        for name in (*KEYS, *former):
            if (data / name).exists():
                pack.write(data / name, name)


def restore(settings: Settings, engine: Engine, file: Path) -> dict[str, Any]:
    """Bring a backup into an empty bank, bring it to today's revision, and prove it. Returns the manifest."""
    _refuse_full(engine)
    with tempfile.TemporaryDirectory() as folder:
        manifest = _unpack(file, Path(folder))
        _copy_in(engine, Path(folder) / "bank.db", manifest)
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        for found in Path(folder).iterdir():
            if found.name in KEYS or FORMER_KEY.fullmatch(found.name):
                _put_key(found, settings.data / found.name)
    prove(settings, engine, manifest)
    return manifest


def _refuse_full(engine: Engine) -> None:
    with engine.connect() as connection:
        for name in set(inspect(connection).get_table_names()) & set(metadata.tables):
            if connection.execute(select(metadata.tables[name]).limit(1)).first() is not None:
                raise BankIsNotEmpty


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(file) as pack:
            for name in pack.namelist():
                if name in ("manifest.json", "bank.db", *KEYS) or FORMER_KEY.fullmatch(name):
                    if pack.getinfo(name).file_size > LONGEST.get(name, 4096):
                        raise NotABackup(file=file, trouble=f"{name} is too large")
                    pack.extract(name, folder)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotABackup(file=file, trouble=type(error).__name__) from error
    if manifest.get("program") != "zhili" or _digest(folder / "bank.db") != manifest["sha256"]:
        raise NotABackup(file=file, trouble="its digest does not fit")
    return manifest


def _copy_in(engine: Engine, copy: Path, manifest: dict[str, Any]) -> None:
    migrating.upgrade(engine, manifest["revision"])
    source = open_engine(f"sqlite:///{copy}")
    with source.connect() as out_of, engine.connect() as into:
        tables = _tables(out_of)
        _copy_rows(out_of, into, tables)
        if engine.dialect.name == "postgresql":
            _advance_counters(into, tables)
        into.commit()
    source.dispose()
    migrating.upgrade(engine)


def _advance_counters(into: Connection, tables: list[Any]) -> None:
    """PostgreSQL counts its own keys: go on after the highest that was brought."""
    for table in tables:
        if "id" in table.c:
            into.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 -- names of our own tables
                    f'GREATEST((SELECT COALESCE(MAX(id), 0) FROM "{table.name}"), 1))'
                )
            )


def _put_key(found: Path, target: Path) -> None:
    handle = os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(found.read_bytes())


def prove(settings: Settings, engine: Engine, manifest: dict[str, Any]) -> None:
    """Count every table against the manifest and verify the ledger with the keys that came along."""
    sessions = Sessions(engine)
    with sessions.reader() as db:
        for name, rows in manifest["rows"].items():
            found = db.scalar(select(func.count()).select_from(metadata.tables[name]))
            if found != rows:
                raise RestoredBadly(trouble=f"{name} has {found} rows instead of {rows}")
        verdict = sealing.verify(db, keys.signing_key(settings.data, "ledger").public_key())
        if verdict.trouble:
            raise RestoredBadly(trouble=verdict.trouble)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
