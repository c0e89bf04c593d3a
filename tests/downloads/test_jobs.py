"""A file is made once, for who asked, whatever dies on the way."""

from datetime import timedelta

import pytest

from learning.base import claims
from learning.base.ledger import LedgerEntry
from learning.content.catalogue import Words
from learning.downloads import jobs, queries, rules, verbs
from learning.downloads.jobs import Maker
from learning.downloads.models import Download, DownloadPiece
from learning.downloads.refusals import NoLongerYours, TooManyFiles
from learning.notices.models import Notice
from learning.people import queries as people
from learning.people.models import RoleGrant
from tests.cast import MORNING, TODAY


def write(work, file):
    for n in range(work.wish["n"]):
        file.write(f"{n}:{work.say('Cancel')}\n".encode())
        work.progress(n + 1, work.wish["n"])


@pytest.fixture
def make(bank, db):
    """``make()``: one round of the worker. The one kind there is: numbers, for officers."""
    db.info["makers"]["numbers"] = Maker(make=write, may=lambda _db, me, _wish: me.has_role("officer"))
    yield lambda: jobs.make_downloads(bank.sessions, bank.clock)
    del db.info["makers"]["numbers"]


@pytest.fixture
def ask(db, cast):
    """``ask(3)``: He of HR asks for three numbers."""

    def asked(n: int, name: str = "numbers.txt") -> Download:
        he = people.viewer(db, cast.he.id, on=TODAY)
        wanted = verbs.Wanted("numbers", {"n": n}, Words("数字", "Numbers"), name, "text/plain", "zh")
        row = verbs.ask(db, he, wanted, at=MORNING)
        db.commit()
        return row

    return asked


def fresh(db, row):
    db.rollback()
    db.refresh(row)
    return row


def content(bank, row) -> bytes:
    return b"".join(queries.pieces(bank.sessions, row.id))


def told(db, cast) -> list[str]:
    return [one.kind for one in db.query(Notice).filter_by(person_id=cast.he.id)]


def test_made_once_and_told_of_once(bank, db, cast, ask, make):
    row = ask(3)
    assert ask(3).id == row.id
    db.rollback()
    assert [make(), make()] == [True, False]
    assert content(bank, row) == "0:取消\n1:取消\n2:取消\n".encode()
    fresh(db, row)
    assert (row.size, row.done, row.total, rules.state(row, MORNING)) == (27, 3, 3, "ready")
    assert told(db, cast) == ["file"]
    acts = db.query(LedgerEntry).filter(LedgerEntry.subject_kind == "download").order_by(LedgerEntry.id)
    assert [one.what for one in acts] == ["FileAsked", "FileMade"]


def test_a_large_file_comes_in_pieces_and_goes_when_it_expires(bank, db, ask, make, clock, monkeypatch):
    monkeypatch.setattr(jobs, "PIECE", 10)
    row = ask(30)
    db.rollback()
    make()
    assert db.query(DownloadPiece).count() == -(-len(content(bank, row)) // 10) > 20
    clock.at += rules.KEPT
    db.rollback()
    make()
    assert rules.state(fresh(db, row), clock.at) == "expired"
    assert db.query(DownloadPiece).count() == 0


def test_a_worker_that_died_is_followed_by_another_and_shut_out_when_it_was_only_slow(bank, db, cast, ask, make, clock):
    row = ask(2)
    first = verbs.claim(db, at=MORNING)
    verbs.keep_piece(db, first, 0, b"half", at=MORNING)
    db.commit()
    slow = Download(id=first.id, claim=first.claim, person_id=first.person_id, title=first.title, kind="numbers", total=2)
    assert make() is False  # it may still be alive
    clock.at += claims.SILENT + timedelta(seconds=1)
    assert make() is True
    with pytest.raises(claims.Stopped):
        verbs.finish(db, slow, size=4, at=clock.at)
    db.rollback()
    assert content(bank, row).startswith(b"0:")
    assert (fresh(db, row).tries, told(db, cast)) == (2, ["file"])


def test_one_that_three_workers_died_of_is_refused(bank, db, cast, ask, make, clock):
    row = ask(2)
    for _ in range(claims.MOST_TRIES):
        assert verbs.claim(db, at=clock.at).id == row.id
        db.commit()
        clock.at += claims.SILENT + timedelta(seconds=1)
    assert make() is False
    assert rules.state(fresh(db, row), clock.at) == "refused"
    assert told(db, cast) == ["file-refused"]


def test_cancelled_in_the_middle(bank, db, ask, make, clock, monkeypatch):
    row = ask(5)

    def cancel_then_go_on(work, file):
        with bank.sessions.writer() as other, other.begin():
            verbs.cancel(other, other.get(Download, row.id), at=clock.at)
        write(work, file)

    monkeypatch.setitem(db.info["makers"], "numbers", Maker(make=cancel_then_go_on, may=lambda *_: True))
    db.rollback()
    make()
    assert (rules.state(fresh(db, row), clock.at), content(bank, row)) == ("cancelled", b"")


def test_who_lost_the_role_gets_no_file(db, cast, ask, make):
    row = ask(2)
    db.query(RoleGrant).filter_by(person_id=cast.he.id).one().until_on = TODAY
    db.commit()
    make()
    assert fresh(db, row).refusal["says"] == NoLongerYours.says


def test_a_failure_is_tried_again_later(db, ask, make, clock, monkeypatch, caplog):
    row = ask(2)

    def fail(_work, _file):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setitem(db.info["makers"], "numbers", Maker(make=fail, may=lambda *_: True))
        db.rollback()
        make()
    assert "disk full" in caplog.text
    clock.at += claims.SILENT + timedelta(seconds=1)
    make()
    assert rules.state(fresh(db, row), clock.at) == "ready"


def test_five_at_a_time(ask):
    for n in range(rules.MOST_WAITING):
        ask(n)
    with pytest.raises(TooManyFiles):
        ask(99)


def test_the_page_of_who_asked(bank, db, cast, ask, make, visit):
    row = ask(2)
    he = visit(cast.he)
    page, file = f"/downloads/{row.id}", f"/downloads/{row.id}/file"
    assert 'data-state="waiting"' in he.get(page) and 'hx-trigger="every 2s"' in he.get(page)
    he.get(file, status=410)
    assert "生成中 1 个" in he.get("/") and 'data-testid="my-files"' in he.get("/profile")
    assert 'data-testid="my-files"' not in visit(cast.lin).get("/")
    make()
    assert "已备好 1 个" in he.get("/") and "生成中" not in he.get("/")
    assert 'data-state="ready"' in he.get(page, htmx=True)
    answer = he.get(file, raw=True)
    assert (answer.data, answer.headers["Content-Disposition"]) == (content(bank, row), "attachment; filename=numbers.txt")
    assert page in he.get("/downloads/")
    for other in (cast.lin, cast.an):
        visit(other).get(page, status=404)
        visit(other).get(file, status=404)
        visit(other).post(f"{page}/cancellation", status=404)
    db.rollback()
    db.query(RoleGrant).filter_by(person_id=cast.he.id).one().until_on = TODAY
    db.commit()
    he.get(file, status=403)


def test_cancelled_by_a_press(db, cast, ask, make, visit):
    row = ask(2)
    he = visit(cast.he)
    assert he.post(f"/downloads/{row.id}/cancellation") == "/downloads/"
    assert make() is False
    assert rules.state(fresh(db, row), MORNING) == "cancelled"
    he.get(f"/downloads/{row.id}/file", status=410)
