"""8, 9 and 10: publishing, certificates on paper, a whole synthetic bank."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from datetime import timedelta

from sqlalchemy import func, insert, select

from bench import banks
from bench.measuring import Bench, Result, sizes, timed
from learning.base.tables import Table
from learning.certificates import jobs, rules
from learning.certificates.models import CertificationPeriod, Proof
from learning.content.reading import read_tree
from learning.publishing import verbs as publishing
from learning.web.request import Bank
from tests.courses import BANK, changed, tiny

MANY = 600
PAPERS = 1_000


def publish(bench: Bench) -> Iterator[Result]:
    """8: six courses, one changed file among them; six hundred, as many banks put together, and one changed file among those."""
    six, many = tiny(*(f"c{n}" for n in range(6))), tiny(*(f"c{n}" for n in range(MANY)))
    one = ("先看人，再看表。", "先看人，后看表。")
    turns = (
        ("6 courses", six, 1), ("one changed file of 6 courses", changed(six, BANK.replace("greeting", "c3"), *one), 0.5),
        (f"{MANY} courses", many, 30),
        (f"one changed file of {MANY} courses", changed(many, BANK.replace("greeting", "c7"), *one), 30),
    )  # fmt: skip
    for store in bench.stores:
        bank, _, _ = banks.opened(store)
        for what, tree, most in turns:
            floor, _ = timed(lambda tree=tree: _read_and_hash(tree))
            wall, cpu = timed(lambda bank=bank, tree=tree, what=what: _publish(bank, tree, what))
            result = Result("publish", store.name, what, wall_ms=wall * 1000, cpu_ms=cpu * 1000)
            result.floor, result.floor_ms, result.ratio = "parse and hash of all files", floor * 1000, wall / floor
            yield result.needs(f"< {most:g} s", wall < most)
        bank.sessions.engine.dispose()


def _read_and_hash(tree: Mapping[str, bytes]) -> None:
    read_tree(tree)
    for content in tree.values():
        hashlib.sha256(content).hexdigest()


def _publish(bank: Bank, tree: Mapping[str, bytes], note: str) -> None:
    with bank.sessions.writer() as db, db.begin():
        publishing.publish(db, tree, by_id=None, note=note, at=bank.clock.now())


def certificates(bench: Bench) -> Iterator[Result]:
    """9: one paper, then a thousand, as the worker makes them: read, set, kept, each in its own transaction."""
    for store in bench.stores:
        made = banks.demonstration(store)
        bank, settings = banks.reopened(made)
        at = bank.clock.now()
        jobs.print_papers(bank.sessions, settings, at=at)  # the compiler is warm
        for count, most in ((1, 0.15), (PAPERS, 15)):
            _issue(bank, count)
            wall, cpu = timed(lambda bank=bank, settings=settings, at=at: jobs.print_papers(bank.sessions, settings, at=at))
            result = Result("certificates", store.name, f"{count:,} on paper", wall_ms=wall * 1000, cpu_ms=cpu * 1000)
            result.rate, result.floor, result.floor_ms = count / wall, "typst warm, one sheet, on an idle machine", 6.5 * count
            result.ratio = wall * 1000 / result.floor_ms
            yield result.needs(f"< {most:g} s", wall < most)
        bank.sessions.engine.dispose()


def _issue(bank: Bank, count: int) -> None:
    """So many more proofs like the first one, not yet printed."""
    with bank.sessions.writer() as db, db.begin():
        period, proof = db.execute(select(CertificationPeriod, Proof).join(Proof.period).order_by(Proof.id).limit(1)).one()
        known = db.scalar(select(func.count(CertificationPeriod.id))) or 0
        like, words = _row(period), _row(proof)
        rows = [{**like, "baseline": f"bench:{known + n}"} for n in range(count)]
        ids = db.scalars(insert(CertificationPeriod).returning(CertificationPeriod.id), rows).all()
        db.execute(insert(Proof), [{**words, "number": rules.written(secrets.randbits(128)), "period_id": one} for one in ids])


def _row(thing: Table) -> dict[str, object]:
    return {column.key: getattr(thing, column.key) for column in type(thing).__mapper__.column_attrs if column.key != "id"}


def synthetic_bank(bench: Bench) -> Iterator[Result]:
    """10: ``flask demo --staff N`` with its history."""
    for store in bench.stores:
        for staff in sizes():
            wall, cpu = timed(lambda store=store, staff=staff: banks.demonstration(store, staff))
            result = Result("synthetic_bank", store.name, f"{staff:,} staff with history", wall_ms=wall * 1000, cpu_ms=cpu * 1000)
            result.rate = staff / wall
            yield result.needs("100,000 in < 5 min", wall < timedelta(minutes=5).total_seconds() if staff >= 100_000 else None)
