"""Passwords and codes: chosen, given, used once; and what ends a session."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.base.ledger import LedgerEntry
from learning.factory import create_app
from learning.people import queries, verbs
from learning.people.models import LoginSession, OneTimeCode, Person, RoleGrant
from learning.people.refusals import AlreadySetUp
from learning.people.rules import passwords
from tests.cast import LONG_AGO, MORNING, PASSWORD
from tests.people.test_door import knock, refused_five_times
from tests.visit import Visit, plain

NEW = "seven-green-kettles-sing"


def code_for(visit, giver, number):
    page = visit(giver).post(f"/people/{number}/codes", status=200)
    return re.search(r'data-testid="code">([A-Z0-9-]+)<', page)[1]


def choose(browser, code, number="E0001", password=NEW, again=None):
    data = {"number": number, "code": code, "new_password": password, "again": again or password}
    return browser.client.post("/sign-in/code?lang=en", data=browser._with_token(data, csrf=True))


def acts(db):
    return [(entry.what, entry.by) for entry in db.scalars(select(LedgerEntry).order_by(LedgerEntry.id))]


def test_lin_forgot_her_password_and_zhou_helps_her_in(visit, keyed, db, clock):
    old = visit(keyed.lin)
    stranger = visit()
    refused_five_times(stranger)
    code = code_for(visit, keyed.zhou, "E0001")
    assert not db.scalar(select(OneTimeCode.code_sha256)).startswith(code[:4])
    db.commit()

    browser = visit()
    answer = choose(browser, code.lower().replace("-", " "))
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Lin Xiaowen" in browser.get("/profile?lang=en")
    old.get("/profile", status=303, raw=True)
    assert knock(stranger, password=NEW).status_code == 303
    assert acts(db) == [("CodeGiven", keyed.zhou.id), ("PasswordChanged", keyed.lin.id)]
    assert code not in str([entry.details for entry in db.scalars(select(LedgerEntry))])
    db.commit()
    assert choose(visit(), code).status_code == 422


@pytest.mark.parametrize(("has_password", "hours"), [(True, 1), (False, 24)])
def test_a_code_gets_old(visit, keyed, db, clock, has_password, hours):
    if not has_password:
        keyed.lin.password_hash = None
        db.commit()
    code = code_for(visit, keyed.he, "E0001")
    clock.at += timedelta(hours=hours)
    assert choose(visit(), code).status_code == 422


def test_a_new_code_voids_the_one_before(visit, keyed):
    first, second = code_for(visit, keyed.he, "E0001"), code_for(visit, keyed.he, "E0001")
    assert choose(visit(), first).status_code == 422
    assert choose(visit(), second).status_code == 303


def test_a_code_fits_only_its_own_number_and_is_not_used_up_by_a_slip(visit, keyed):
    code = code_for(visit, keyed.he, "E0001")
    browser = visit()
    assert choose(browser, code, "E0003").status_code == 422
    assert "the same" in plain(choose(browser, code, again="something-else-here"))
    assert "at least 12 characters" in plain(choose(browser, code, password="short"))
    assert choose(browser, code).status_code == 303


def test_guessing_codes_is_counted_like_guessing_passwords(visit, keyed):
    code = code_for(visit, keyed.he, "E0001")
    browser = visit()
    for _ in range(5):
        assert choose(browser, "AAAA-BBBB-CCCC").status_code == 422
    assert choose(browser, code).status_code == 429
    assert knock(browser).status_code == 429


def test_a_disabled_account_is_not_opened_by_a_code(visit, keyed, db, clock):
    code = code_for(visit, keyed.he, "E0001")
    keyed.lin.disabled_at = clock.now()
    db.commit()
    assert choose(visit(), code).status_code == 422


@pytest.mark.parametrize(
    ("giver", "to", "status"),
    [
        ("zhou", "E0002", 404),
        ("zhou", "S0001", 404),
        ("qian", "E0001", 404),
        ("he", "S0001", 409),
        ("he", "H0001", 409),
        ("lin", "E0003", 403),
        ("an", "E0001", 403),
        ("tao", "E0001", 403),
        ("zhou", "NOBODY", 404),
    ],
)
def test_who_may_not_give_whom_a_code(visit, keyed, db, giver, to, status):
    visit(getattr(keyed, giver)).post(f"/people/{to}/codes", status=status)
    assert db.scalar(select(func.count()).select_from(OneTimeCode)) == 0


def test_a_head_gives_no_code_to_an_administrator_of_the_same_branch(visit, keyed, db):
    boss = keyed.person("S0002", "石磊", keyed.binjiang, "back", role=("administrator", None))
    db.commit()
    visit(keyed.zhou).post(f"/people/{boss.number}/codes", status=409)


def test_who_is_head_here_and_officer_elsewhere_is_only_head_here(visit, keyed, db):
    both = keyed.person("M0003", "方圆", keyed.binjiang, "head", role=("head", keyed.binjiang))
    db.add(RoleGrant(person_id=both.id, role="officer", unit_id=keyed.gutang.id, from_on=LONG_AGO, granted_at=MORNING))
    keyed.person("A0009", "甄别", keyed.binjiang, "back", role=("auditor", None))
    db.commit()
    visit(both).post("/people/A0009/codes", status=409)
    visit(both).post("/people/E0001/codes", status=200)


def end_by(name, app, visit, keyed, db, clock):
    """One of the events after which a stolen cookie is worth nothing."""
    he, shen = visit(keyed.he), visit(keyed.shen)
    page = "/people/E0001"
    acts = {
        "disabling": lambda: he.post(f"{page}/disabling", {"reason": "lost her phone"}),
        "signing out everywhere": lambda: he.post(f"{page}/sign-outs", {"reason": "lost her phone"}),
        "a role": lambda: shen.post(
            f"{page}/roles", {"role": "trainer", "unit_id": "0", "from_on": "2026-03-02", "reason": "teaches"}
        ),
        "leaving": lambda: he.post(f"{page}/leaving", {"left_on": "2026-03-02", "reason": "moved away"}),
        "a password by code": lambda: choose(visit(), code_for(visit, keyed.he, "E0001")),
        "an idle half hour": lambda: setattr(clock, "at", clock.at + timedelta(minutes=30)),
        "her own password change": lambda: visit(keyed.lin).post(
            "/profile/password", {"password": PASSWORD, "new_password": NEW, "again": NEW}
        ),
        "her own sign-out everywhere": lambda: visit(keyed.lin).post("/profile/sign-outs"),
    }
    acts[name]()


@pytest.mark.parametrize(
    "name",
    [
        "disabling",
        "signing out everywhere",
        "a role",
        "leaving",
        "a password by code",
        "an idle half hour",
        "her own password change",
        "her own sign-out everywhere",
    ],
)
def test_a_stolen_cookie_is_worth_nothing_after(app, visit, keyed, db, clock, name):
    thief = visit(keyed.lin)
    thief.get("/profile")
    end_by(name, app, visit, keyed, db, clock)
    assert thief.get("/profile", status=303, raw=True).location.startswith("/sign-in")


def test_a_session_ends_after_ten_hours_however_busy(visit, keyed, clock):
    browser = visit(keyed.lin)
    for _ in range(23):
        clock.at += timedelta(minutes=25)
        browser.get("/profile")
    clock.at += timedelta(minutes=25)
    browser.get("/profile", status=303, raw=True)


def test_a_password_change_leaves_this_browser_in_under_a_new_token(visit, keyed):
    browser = visit()
    knock(browser)
    before = browser.client.get_cookie("sid").value
    browser.post("/profile/password", {"password": PASSWORD, "new_password": NEW, "again": NEW})
    assert browser.client.get_cookie("sid").value != before
    browser.get("/profile")


def test_changing_the_password_asks_for_the_old_one_and_counts_it(visit, keyed):
    browser = visit()
    knock(browser)
    for _ in range(5):
        browser.post("/profile/password", {"password": "wrong", "new_password": NEW, "again": NEW}, status=422)
    browser.post("/profile/password", {"password": PASSWORD, "new_password": NEW, "again": NEW}, status=429)


def test_lin_ends_one_of_her_devices_but_not_chens(visit, keyed, db):
    here, there, chens = visit(keyed.lin), visit(keyed.lin), visit(keyed.chen)
    chens.get("/profile")
    ids = db.scalars(select(LoginSession.id).order_by(LoginSession.id)).all()
    db.commit()
    assert here.get("/profile").count('id="device-') == 2
    here.post(f"/profile/sessions/{ids[1]}/end")
    here.post(f"/profile/sessions/{ids[2]}/end", status=404)
    there.get("/profile", status=303, raw=True)
    chens.get("/profile")


BANK = ("启明银行", "Qiming Bank")


@pytest.mark.parametrize(
    ("profile", "password", "found"),
    [
        ("nist", "elevenchars", "short"),
        ("nist", "twelve chars", None),
        ("nist", "密" * 11, "short"),
        ("nist", "春眠不觉晓处处闻啼鸟夜来", None),
        ("nist", "x" * 257, "long"),
        ("nist", "ab" * 10, "common"),
        ("nist", "123456789012", "common"),
        ("nist", "Password1234", "common"),
        ("nist", "abcdefghijkl", "common"),
        ("nist", "i love qiming bank", "common"),
        ("nist", "my number is E0001", "common"),
        ("nist", "learning with Zhili", "common"),
        ("nist", "启明银行是最好的银行之一", "common"),
        ("nist", "woaini1314520", "common"),
        ("djcp", "Kettle-9ab", None),
        ("djcp", "kettlelant", "simple"),
        ("djcp", "kettle-9ab", None),
        ("djcp", "Kettle-9a", "short"),
        ("djcp", "kettlelant9", "simple"),
        ("djcp", "Aa123456!!", "common"),
    ],
)
def test_what_a_password_must_be(profile, password, found):
    words = ("zhili", "知礼", "E0001", "启明银行", "Qiming Bank", "Qiming")
    assert passwords.weakness(password, passwords.PROFILES[profile], words) == found


def test_the_same_letters_typed_on_two_keyboards_are_the_same_password():
    assert passwords.is_right(passwords.hashed("caf\u00e9 au lait noir"), "cafe\u0301 au lait noir")
    assert not passwords.is_right(passwords.hashed("x" * 256), "x" * 257)
    assert not passwords.is_right("not a hash", PASSWORD)


@pytest.fixture
def strict(app, keyed, db, clock):
    """The same bank under djcp; Lin's password is of today."""
    keyed.lin.password_changed_at = clock.now()
    db.commit()
    bank = app.extensions["zhili"]
    strict = create_app(bank.settings, clock=clock, password_profile="djcp")
    yield Visit(strict)
    strict.extensions["zhili"].sessions.engine.dispose()


def test_djcp_locks_hard_for_half_an_hour_and_hr_unlocks(strict, keyed, clock):
    known = strict()
    knock(known)
    known.post("/sign-out")
    refused_five_times(strict())
    assert knock(known).status_code == 429
    clock.at += timedelta(minutes=29)
    assert knock(known).status_code == 429
    code = code_for(strict, keyed.he, "E0001")
    assert choose(strict(), code, password="Kettle-9ab").status_code == 303


def test_djcp_lets_one_session_live_and_that_a_quarter_of_an_hour(strict, keyed, clock):
    first, second = strict(), strict()
    knock(first)
    knock(second)
    first.get("/profile", status=303, raw=True)
    clock.at += timedelta(minutes=14)
    second.get("/profile")
    clock.at += timedelta(minutes=15)
    second.get("/profile", status=303, raw=True)


def test_djcp_asks_for_a_new_password_after_ninety_days(strict, keyed, clock, db):
    clock.at += timedelta(days=90)
    browser = strict()
    assert knock(browser).location == "/sign-in/new-password"
    browser.get("/profile", status=303, raw=True)
    browser.get("/sign-in/new-password")
    data = {"number": "E0001", "password": PASSWORD, "new_password": "Kettle-9ab", "again": "Kettle-9ab"}
    browser.post("/sign-in/new-password", {**data, "password": "no"}, status=422)
    assert browser.post("/sign-in/new-password", data) == "/"
    browser.get("/profile")


def test_djcp_refuses_the_last_five_passwords(strict, keyed, clock):
    browser = strict()
    knock(browser)
    now, chosen = PASSWORD, [f"Kettle-9a{letter}" for letter in "bcdef"]

    def change(to, status=303):
        browser.post("/profile/password", {"password": now, "new_password": to, "again": to}, status=status)

    for to in chosen:
        change(to)
        now = to
        clock.at += timedelta(minutes=1)
    for used in chosen:
        change(used, status=422)
    change(PASSWORD)


def test_the_first_administrator_sets_up_a_new_bank(app, visit, bank, db):
    code = verbs.first_code(bank.sessions, at=bank.clock.now())
    stranger = visit()
    stranger.get("/set-up/" + "0" * 32, status=404)
    assert 'value="启明银行"' in stranger.get(f"/set-up/{code}")
    data = {"unit": "启明银行", "number": "S0001", "name": "沈一鸣", "new_password": NEW, "again": NEW}
    stranger.post(f"/set-up/{code}", {**data, "number": "<b>"}, status=422)
    stranger.post(f"/set-up/{code}", {**data, "new_password": "qiming bank 1", "again": "qiming bank 1"}, status=422)
    assert stranger.post(f"/set-up/{code}", data) == "/"
    stranger.get("/people/new")
    visit().get(f"/set-up/{code}", status=404)
    visit().post(f"/set-up/{code}", {**data, "number": "S0002"}, status=404)
    assert db.scalars(select(Person.number)).all() == ["S0001"]
    assert [what for what, _ in acts(db)] == ["UnitAdded", "RoleGranted", "PersonAdded", "PasswordChanged"]
    db.commit()
    assert verbs.first_code(bank.sessions, at=bank.clock.now()) is None


def test_a_set_up_address_lives_a_day_and_the_last_one_counts(bank, db, clock):
    first, second = (verbs.first_code(bank.sessions, at=clock.now()) for _ in range(2))
    assert queries.set_up_code(db, first, at=clock.now()) is None
    assert queries.set_up_code(db, second, at=clock.now()) is not None
    assert queries.set_up_code(db, second, at=clock.now() + timedelta(hours=24)) is None


def test_no_set_up_where_people_are(db, cast, clock):
    with pytest.raises(AlreadySetUp):
        verbs.give_set_up_code(db, at=clock.now())
