"""Making the demonstration bank: the house first, then its life."""

import json
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.base.clock import Clock
from learning.base.engines import Sessions
from learning.base.settings import Settings
from learning.content.tree import tree_of
from learning.demo import rules
from learning.demo.refusals import NotEmpty, NothingToTeach, TooFewBranches, TooSmall
from learning.demo.rules import ACCOUNTS, Days
from learning.demo.verbs import bank, crowd, gatherings, life
from learning.people.models import Person
from learning.people.rules.passwords import hashed, is_right
from learning.publishing import queries as publishing
from learning.publishing import verbs as publishing_verbs
from learning.publishing.refusals import HasErrors

MARKER = "demonstration"
STAFF, BRANCHES, SEED = 120, 6, 20260302
ALL_LIVE = 600
"""In a larger bank not everybody's every act is done by the product's own verbs."""
PUBLISHED_AGO = timedelta(days=161)
WORDS = "kettle lantern harbour walnut meadow compass violet thimble orchard pepper saffron willow copper bamboo ribbon".split()  # noqa: SIM905 -- read as words


@dataclass(frozen=True)
class Made:
    """What ``flask demo`` tells: how many of what, and the password of the ten accounts."""

    staff: int
    branches: int
    seed: int
    password: str


def fill(  # noqa: PLR0913 -- what a bank is made of
    sessions: Sessions, settings: Settings, clock: Clock, *, staff: int = STAFF, branches: int = BRANCHES, seed: int = SEED,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Made:  # fmt: skip
    """Make the bank 启明银行 with months of history, and write the marker. Refuses a database in which anybody is already.

    Of more than some hundreds the first hundred and twenty live as the product lets them, and ``crowd`` retells it of the others.
    ``told(done, all)`` hears how far it is. One transaction: whatever interrupts it, the database is as empty as before.
    """
    _refuse(staff, branches)
    password = settings.demo_password or new_password()
    random = Random(seed)  # noqa: S311 -- a history, not a secret
    with sessions.writer() as db, db.begin():
        if db.scalar(select(Person.id).limit(1)) is not None:
            raise NotEmpty
        live = publishing.live(db)
        if not live.catalogue.courses:
            raise NothingToTeach
        db.info["settings"] = named(settings)
        days = Days(clock, random)
        is_crowded = staff > ALL_LIVE
        lively, settled = (STAFF, max(BRANCHES, len(rules.areas(branches)))) if is_crowded else (staff, branches)
        house = bank.build(db, days, random, staff=lively, branches=branches, settled=min(settled, branches))
        bank.give_password(db, house, days, hashed(password))
        life.happen(life.Life(db, days, random, house, live, house.by_number("H0001").viewer))
        if is_crowded:
            crowd.gather(db, days, Random(f"crowd {seed}"), house, live, staff=staff, branches=branches, told=told)
        gatherings.meet(db, days, Random(f"meetings {seed}"), house, live, lively=BRANCHES if is_crowded else branches)
    write_marker(settings.data, password)
    return Made(staff, branches, seed, password)


def _refuse(staff: int, branches: int) -> None:
    if branches < 2:
        raise TooFewBranches
    if staff < rules.least_staff(branches):
        raise TooSmall(branches=branches, least=rules.least_staff(branches))


def named(settings: Settings) -> Settings:
    """The settings under the bank's invented name, unless it was given another."""
    if settings.bank_name:
        return settings
    return replace(settings, bank_name=rules.BANK_NAME, bank_name_en=rules.BANK_NAME_EN)


def is_empty(db: Session) -> bool:
    return db.scalar(select(Person.id).limit(1)) is None


def publish_first(sessions: Sessions, folder: Path, *, at: datetime) -> None:
    """The first edition of an empty bank, dated before its history."""
    tree, refused = tree_of(folder)
    if refused:
        raise HasErrors(refused)
    with sessions.writer() as db, db.begin():
        if publishing.live(db).edition == 0:
            publishing_verbs.publish(db, tree, by_id=None, note="首次发布", at=at - PUBLISHED_AGO)


def new_password() -> str:
    """Four words: long enough for every profile, short enough to type on a phone."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(4)), str(secrets.randbelow(90) + 10)])


def write_marker(data: Path, password: str) -> None:
    """Mark the data folder as that of a demonstration; the file keeps the password and is the owner's alone."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=data)  # mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"bank": rules.BANK_NAME, "password": password}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(data / MARKER)


def read_password(data: Path) -> str | None:
    """The password of the accounts, as the marker keeps it; None: no demonstration, or a marker that cannot be read."""
    try:
        found = json.loads((data / MARKER).read_text(encoding="utf-8"))
        return str(found["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def set_password(sessions: Sessions, settings: Settings, password: str, *, at: datetime) -> None:
    """All ten accounts get this password, unless they have it."""
    with sessions.writer() as db, db.begin():
        people = db.scalars(select(Person).where(Person.number.in_([account.number for account in ACCOUNTS]))).all()
        if people and not is_right(people[0].password_hash, password):
            fresh = hashed(password)
            for person in people:
                person.password_hash, person.password_changed_at = fresh, at
    write_marker(settings.data, password)
