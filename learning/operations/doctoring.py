"""What is wrong or risky with this installation, each finding with its cure."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select, text

from learning.base import keys, sealing
from learning.base.clock import Clock
from learning.base.engines import SQLITE_VERSION, Sessions, wal_is_safe
from learning.base.refusals import N_
from learning.base.settings import Settings
from learning.operations import migrating, serving
from learning.people.models import Unit
from learning.publishing import queries as publishing
from learning.publishing.models import Edition
from learning.reports.queries.past import first_wrong_past
from learning.reports.queries.sums import day_of_sums, first_difference

ENOUGH_DISK = 2 * 2**30


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: ``well``, ``risky`` or ``wrong``, an English sentence with named gaps, and what fills them."""

    state: str
    says: str
    gaps: Mapping[str, object]


Check = Callable[[Settings, Engine, Clock], Iterator[Finding]]


def examine(settings: Settings, engine: Engine, clock: Clock, *, deep: bool = False) -> list[Finding]:
    """Run every check, with ``deep`` also those that read the whole bank; a check that cannot be run is itself a finding."""
    return _run([*CHECKS, *THOROUGH, *(DEEP if deep else [])], settings, engine, clock)


def glance(settings: Settings, engine: Engine, clock: Clock) -> list[Finding]:
    """What can be seen at once, for a page: all but the checks whose work grows with the bank."""
    return _run(CHECKS, settings, engine, clock)


def _run(checks: list[Check], settings: Settings, engine: Engine, clock: Clock) -> list[Finding]:
    found: list[Finding] = []
    for check in checks:
        try:
            found.extend(check(settings, engine, clock))
        except Exception as error:  # noqa: BLE001 -- the doctor must see every patient out
            gaps = {"check": check.__name__.strip("_"), "trouble": f"{type(error).__name__}: {error}"[:200]}
            found.append(Finding("wrong", N_("%(check)s could not be checked: %(trouble)s"), gaps))
    return found


def _database(settings: Settings, engine: Engine, _clock: Clock) -> Iterator[Finding]:
    if engine.dialect.name == "sqlite":
        yield from _sqlite(settings, engine)
        return
    with engine.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar()
        yield Finding("well", N_("PostgreSQL %(version)s answers"), {"version": version})
        if connection.execute(text("SHOW fsync")).scalar() != "on":
            yield Finding("wrong", N_("fsync is off: a power cut can lose what was acknowledged. Switch it on."), {})
        if connection.execute(text("SHOW synchronous_commit")).scalar() == "off":
            yield Finding("wrong", N_("synchronous_commit is off: a crash can lose what was acknowledged. Switch it on."), {})


def _sqlite(settings: Settings, engine: Engine) -> Iterator[Finding]:
    version = {"version": SQLITE_VERSION}
    if wal_is_safe():
        yield Finding("well", N_("SQLite %(version)s has the repair of the WAL-reset bug"), version)
    else:
        yield Finding(
            "risky", N_("SQLite %(version)s can lose commits in WAL mode; journal DELETE is used. Update pysqlite3."), version
        )
    with engine.connect() as connection:
        full = connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    yield Finding(
        "well" if full else "wrong", N_("journal %(mode)s, synchronous %(full)s"), {"mode": mode, "full": "FULL" if full else "?"}
    )
    kind = serving.file_system(settings.data)
    if kind in serving.NETWORK_FOLDERS:
        yield Finding(
            "wrong", N_("The data folder lies on a network file system (%(kind)s). Move it to a local disk."), {"kind": kind}
        )


def _migrations(_settings: Settings, engine: Engine, _clock: Clock) -> Iterator[Finding]:
    at, wanted = migrating.current(engine), migrating.head()
    if at == wanted:
        yield Finding("well", N_("The database is at revision %(revision)s"), {"revision": at})
    else:
        yield Finding("wrong", N_("The database is at %(at)s, the program wants %(wanted)s. Run: flask db upgrade"),
                      {"at": at or "—", "wanted": wanted})  # fmt: skip


def _folder(settings: Settings, _engine: Engine, _clock: Clock) -> Iterator[Finding]:
    for path in (settings.data, *settings.data.glob("*.key")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Finding("wrong", N_("%(path)s can be read by others (mode %(mode)s). Run: chmod go-rwx"),
                          {"path": path, "mode": oct(mode)})  # fmt: skip
    free = shutil.disk_usage(settings.data).free
    state = "well" if free > ENOUGH_DISK else "risky"
    yield Finding(state, N_("%(free)s MB free for the data folder"), {"free": free // 2**20})
    if os.geteuid() == 0:
        yield Finding("risky", N_("The program runs as root. Give it a user of its own (deploy/zhili.service)."), {})


def _clock(_settings: Settings, engine: Engine, clock: Clock) -> Iterator[Finding]:
    with engine.connect() as connection:
        there = connection.execute(select(func.current_timestamp())).scalar()
    if isinstance(there, str):
        there = datetime.fromisoformat(there)
    if there is None:
        return
    aware = there if there.tzinfo else there.replace(tzinfo=UTC)
    apart = abs((clock.now() - aware).total_seconds())
    state = "well" if apart < 5 else "wrong"
    yield Finding(state, N_("This machine's clock and the database's are %(apart)s s apart"), {"apart": round(apart, 1)})


def _ledger(settings: Settings, engine: Engine, _clock_: Clock) -> Iterator[Finding]:
    with Sessions(engine).reader() as db:
        verdict = sealing.verify(db, keys.signing_key(settings.data, "ledger").public_key())
    gaps = {"entries": verdict.entries, "unsealed": verdict.unsealed, "trouble": verdict.trouble}
    if verdict.trouble:
        yield Finding("wrong", N_("The ledger was altered: %(trouble)s"), gaps)
    else:
        yield Finding("well", N_("The ledger is whole: %(entries)s entries, %(unsealed)s not sealed yet"), gaps)


def _content(_settings: Settings, engine: Engine, _clock_: Clock) -> Iterator[Finding]:
    with Sessions(engine).reader() as db:
        edition = db.scalar(select(func.max(Edition.n)))
    if edition is None:
        yield Finding("risky", N_("Nothing is published yet. Run: flask content publish"), {})
    else:
        yield Finding("well", N_("Edition %(edition)s is live"), {"edition": edition})


def _credentials(settings: Settings, _engine: Engine, _clock_: Clock) -> Iterator[Finding]:
    signs, *former = keys.public_multikeys(settings.data, "certificates")
    gaps = {"issuer": settings.issuer_did or f"did:key:{signs}", "former": len(former)}
    yield Finding("well", N_("Credentials are issued by %(issuer)s; former keys kept for checking: %(former)s. To change the key, "
                             "rename certificates.key to certificates.<year>.key and start anew."), gaps)  # fmt: skip


def _names(settings: Settings, _engine: Engine, _clock_: Clock) -> Iterator[Finding]:
    if not settings.bank_name:
        yield Finding("risky", N_("LEARNING_BANK_NAME is not set: certificates would not name the bank"), {})
    if not settings.base_url:
        yield Finding(
            "risky", N_("LEARNING_BASE_URL is not set: certificates printed by the worker would lead to this machine only"), {}
        )
    if settings.proxies and not settings.trusted_hosts:
        yield Finding("risky", N_("LEARNING_TRUSTED_HOSTS is not set: any host name would be answered"), {})
    if settings.insecure:
        yield Finding("wrong", N_("Served over plain http to other machines: passwords can be read on the way"), {})


def _sums(_settings: Settings, engine: Engine, clock: Clock) -> Iterator[Finding]:
    """The report's sums, of today and of days before, equal what the rows say; the first that does not is named."""
    with Sessions(engine, clock=clock, catalogues={}).snapshot() as db:
        live, day = publishing.live(db), day_of_sums(db)
        if day is None or (day.on, day.edition) != (clock.today(), live.edition):
            yield Finding(
                "risky", N_("The report's sums are not of today. The worker makes them; or run: flask reports rebuild"), {}
            )
            return
        wrong = first_difference(db, live, on=day.on) or first_wrong_past(db, live, on=day.on)
        unit = db.scalar(select(Unit.code).where(Unit.id == wrong[0])) if wrong else None
    if wrong:
        gaps = {"unit": unit, "position": wrong[1] or "*"}
        yield Finding(
            "wrong", N_("The report's sums of unit %(unit)s, position %(position)s, are wrong. Run: flask reports rebuild"), gaps
        )
    else:
        yield Finding("well", N_("The report's sums equal what the rows say"), {})


DEEP: list[Check] = [_sums]
"""What takes long in a large bank."""
THOROUGH: list[Check] = [_ledger]
"""What reads the whole ledger."""
CHECKS: list[Check] = [_database, _migrations, _folder, _clock, _content, _credentials, _names]
