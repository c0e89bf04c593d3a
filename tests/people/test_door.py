"""The door: who comes in, who does not, and how long the others wait."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from learning.factory import create_app
from learning.people.models import LoginSession, LoginTry, Person
from learning.web.sessions import digest
from tests.cast import PASSWORD
from tests.visit import Visit, plain

WRONG = "not-her-password-at-all"
SORRY = "The staff number and the password do not belong together"
WAIT = "Too many wrong tries"


def knock(browser, number="E0001", password=PASSWORD, **more):
    """The answer to one try, whatever it is."""
    data = {"number": number, "password": password, **more}
    return browser.client.post("/sign-in?lang=en", data=browser._with_token(data, csrf=True))


def refused_five_times(browser, number="E0001"):
    for _ in range(5):
        assert knock(browser, number, WRONG).status_code == 422


def test_lin_signs_in_and_out(visit, keyed, db):
    browser = visit()
    assert 'data-testid="sign-in"' in browser.get("/sign-in")
    before = browser.client.get_cookie("sid").value

    answer = knock(browser)
    assert (answer.status_code, answer.location) == (303, "/")
    cookie = browser.client.get_cookie("sid")
    assert cookie.value != before
    assert (cookie.http_only, cookie.same_site, cookie.path, cookie.expires) == (True, "Lax", "/", None)
    assert "Lin Xiaowen" in browser.get("/profile?lang=en")

    answer = browser.post("/sign-out", {"outbox": "empty"}, raw=True)
    assert (answer.location, answer.headers["Clear-Site-Data"]) == ("/sign-in", '"cache", "storage"')
    browser.client.set_cookie("sid", cookie.value)
    assert browser.get("/profile", status=303, raw=True).location == "/sign-in?next=/profile"


def test_the_cookie_is_host_bound_over_https(app, keyed):
    secure = create_app(app.extensions["zhili"].settings, clock=app.extensions["zhili"].clock, proxies=1)
    browser = Visit(secure)()
    browser.client.delete_cookie("sid")
    answer = browser.client.get("/sign-in", base_url="https://localhost")
    assert answer.headers["Set-Cookie"].startswith("__Host-sid=")
    assert all(flag in answer.headers["Set-Cookie"] for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    secure.extensions["zhili"].sessions.engine.dispose()


def test_only_the_digest_of_the_token_is_stored(visit, keyed, db):
    browser = visit()
    knock(browser)
    token = browser.client.get_cookie("sid").value
    assert db.scalar(select(LoginSession.person_id).where(LoginSession.token_sha256 == digest(token))) == keyed.lin.id


def test_a_token_known_before_sign_in_is_worth_nothing_after(visit, keyed):
    browser, thief = visit(), visit()
    browser.get("/sign-in")
    fixed = browser.client.get_cookie("sid").value
    knock(browser)
    thief.client.set_cookie("sid", fixed)
    thief.get("/profile", status=303, raw=True)


@pytest.mark.parametrize("number", ["E0001", "E9999", "E0003", "E0002", "x" * 300, "E0001'--", "工号", "E\x000001"])
def test_whatever_is_wrong_the_answer_is_the_same(visit, keyed, db, clock, number):
    keyed.chen.disabled_at = clock.now()
    db.commit()
    password = WRONG if number == "E0001" else PASSWORD
    answer = knock(visit(), number, password)
    assert answer.status_code == 422
    assert SORRY in plain(answer)
    assert WRONG not in answer.text


def test_full_width_letters_of_a_chinese_keyboard_are_meant_well(visit, keyed):
    assert knock(visit(), " Ｅ０００１ ").status_code == 303


def test_known_and_unknown_numbers_cost_the_same_work(visit, keyed, queries):
    browser = visit()
    browser.get("/sign-in")
    asked = {}
    for number in ("E0001", "E9999"):
        with queries() as sent:
            assert knock(browser, number, WRONG).status_code == 422
        asked[number] = [statement.split("(")[0] for statement in sent.statements]
    assert asked["E0001"] == asked["E9999"]
    assert any(statement.startswith("INSERT INTO login_try") for statement in asked["E9999"])


def test_the_try_is_counted_before_the_password_is_looked_at(visit, keyed, db, monkeypatch):
    from learning.people.rules import passwords  # noqa: PLC0415 -- to see what it sees

    seen = []
    true = passwords.is_right

    def look(password_hash, password):
        with keyed.db.bind.connect() as other:
            seen.append(other.scalar(select(func.count()).select_from(LoginTry)))
        return true(password_hash, password)

    monkeypatch.setattr(passwords, "is_right", look)
    knock(visit(), password=WRONG)
    assert seen == [1]


def test_five_wrong_tries_then_a_quarter_of_an_hour(visit, keyed, clock):
    browser = visit()
    refused_five_times(browser)
    answer = knock(browser)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in plain(answer)
    assert 'value="E0001"' in answer.text

    clock.at += timedelta(minutes=14, seconds=59)
    assert knock(browser).status_code == 429
    clock.at += timedelta(seconds=1)
    assert knock(browser).status_code == 303


def test_an_unknown_number_has_to_wait_as_well(visit, keyed):
    browser = visit()
    refused_five_times(browser, "E9999")
    assert WAIT in plain(knock(browser, "E9999"))


def test_two_machines_count_together(app, visit, keyed):
    bank = app.extensions["zhili"]
    twin = create_app(bank.settings, clock=bank.clock)
    here, there = visit(), Visit(twin)()
    for browser in (here, there, here, there, here):
        assert knock(browser, password=WRONG).status_code == 422
    assert knock(there).status_code == 429
    twin.extensions["zhili"].sessions.engine.dispose()


def test_a_forged_forwarding_header_is_no_other_source(visit, keyed):
    browser = visit()
    refused_five_times(browser)
    data = browser._with_token({"number": "E0001", "password": PASSWORD}, csrf=True)
    assert browser.client.post("/sign-in", data=data, headers={"X-Forwarded-For": "10.9.8.7"}).status_code == 429


def test_strangers_cannot_lock_her_out_of_her_own_device(visit, keyed):
    hers, stranger = visit(), visit()
    knock(hers)
    hers.post("/sign-out")
    refused_five_times(stranger)
    assert knock(stranger).status_code == 429
    assert knock(hers).status_code == 303


def test_a_known_device_may_not_try_for_ever(visit, keyed):
    hers = visit()
    knock(hers)
    hers.post("/sign-out")
    refused_five_times(hers)
    assert knock(hers).status_code == 429


def test_a_device_cookie_is_bound_to_the_account_and_signed(visit, keyed):
    chens = visit()
    knock(chens, "E0003")
    device = chens.client.get_cookie("device").value
    assert "E0003" not in device
    thief = visit()
    for value in (device, device[:-1] + ("A" if device[-1] != "A" else "B"), "", "x.y", "ZnJvbQ"):
        thief.client.set_cookie("device", value)
    thief.client.set_cookie("device", device)
    refused_five_times(thief)
    assert knock(thief).status_code == 429


def test_twenty_wrong_tries_from_everywhere_make_everybody_wait_longer_and_longer(bank, keyed, clock):
    from learning.people.refusals import TooManyTries, WrongNumberOrPassword  # noqa: PLC0415 -- used once
    from learning.people.verbs import Knock, check_password  # noqa: PLC0415 -- used once

    for n in range(20):
        with pytest.raises(WrongNumberOrPassword):
            check_password(bank.sessions, Knock("E0001", f"10.0.0.{n}", clock.now()), WRONG)
    with pytest.raises(TooManyTries):
        check_password(bank.sessions, Knock("E0001", "10.0.1.1", clock.now()), PASSWORD)
    clock.at += timedelta(seconds=2)
    with pytest.raises(WrongNumberOrPassword):
        check_password(bank.sessions, Knock("E0001", "10.0.1.2", clock.now()), WRONG)
    clock.at += timedelta(seconds=3)
    with pytest.raises(TooManyTries):
        check_password(bank.sessions, Knock("E0001", "10.0.1.3", clock.now()), PASSWORD)
    clock.at += timedelta(seconds=1)
    assert check_password(bank.sessions, Knock("E0001", "10.0.1.3", clock.now()), PASSWORD).person_id == keyed.lin.id


def test_a_hundred_wrong_tries_from_one_source(bank, db, keyed, clock):
    from learning.people.refusals import TooManyTries  # noqa: PLC0415 -- used once
    from learning.people.verbs import Knock, check_password  # noqa: PLC0415 -- used once

    tries = [LoginTry(number_sha256=f"{n:064}", source="10.0.0.1", at=clock.now(), outcome="wrong") for n in range(100)]
    db.add_all(tries)
    db.commit()
    with pytest.raises(TooManyTries):
        check_password(bank.sessions, Knock("E0001", "10.0.0.1", clock.now()), PASSWORD)
    known = Knock("E0001", "10.0.0.1", clock.now(), is_known_device=True)
    assert check_password(bank.sessions, known, PASSWORD).person_id == keyed.lin.id
    assert check_password(bank.sessions, Knock("E0003", "10.0.0.2", clock.now()), PASSWORD).person_id == keyed.chen.id


def test_a_thousand_wrong_tries_in_the_whole_bank_are_written_into_the_log(bank, db, keyed, clock, caplog):
    from learning.people.verbs import Knock, check_password  # noqa: PLC0415 -- used once

    db.add_all(LoginTry(number_sha256=f"{n:064}", source=f"10.0.{n // 50}.1", at=clock.now(), outcome="wrong") for n in range(1000))
    db.commit()
    check_password(bank.sessions, Knock("E0001", "10.9.9.9", clock.now()), PASSWORD)
    assert "1000 wrong tries within an hour" in caplog.text


def test_success_clears_only_its_own_source(bank, db, keyed, clock):
    from learning.people.refusals import WrongNumberOrPassword  # noqa: PLC0415 -- used once
    from learning.people.verbs import Knock, check_password  # noqa: PLC0415 -- used once

    for source in ("10.0.0.1", "10.0.0.1", "10.0.0.2"):
        with pytest.raises(WrongNumberOrPassword):
            check_password(bank.sessions, Knock("E0001", source, clock.now()), WRONG)
    check_password(bank.sessions, Knock("E0001", "10.0.0.1", clock.now()), PASSWORD)
    found = db.execute(select(LoginTry.source, LoginTry.outcome).order_by(LoginTry.id)).all()
    assert found == [("10.0.0.1", "cleared"), ("10.0.0.1", "cleared"), ("10.0.0.2", "wrong"), ("10.0.0.1", "right")]


def test_an_old_hash_is_made_anew(visit, keyed, db):
    from argon2 import PasswordHasher  # noqa: PLC0415 -- used once

    keyed.lin.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    db.commit()
    knock(visit())
    db.expire_all()
    assert "m=19456,t=2,p=1" in db.get_one(Person, keyed.lin.id).password_hash


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "\\\\evil.example",
        "/%0d%0aSet-Cookie:x",
        "/\r\nX: y",
        "/\tprofile",
        "//..",
        "/no/such/page",
        "javascript:alert(1)",
        "",
        "profile",
        "/" + "x" * 2000,
        "/profile\x00",
        "///",
        "/sign-out",
        "http:/x",
    ],
)
def test_after_sign_in_nobody_is_led_elsewhere(visit, keyed, path):
    answer = knock(visit(), next=path)
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("path", ["/profile", "/people/?q=%E6%9E%97", "/calendar/?year=2027"])
def test_after_sign_in_she_is_where_she_wanted_to_be(visit, keyed, path):
    browser = visit()
    to = browser.get(path, status=303, raw=True).location
    page = browser.get(to)
    hidden = page.split('name="next"')[1].split('value="')[1].split('"')[0].replace("&amp;", "&")
    assert knock(browser, next=hidden).location == path


def test_a_post_without_its_token_is_refused(visit, keyed):
    browser = visit()
    browser.post("/sign-in", {"number": "E0001", "password": PASSWORD}, csrf=False, status=403)
    answer = browser.client.post(
        "/sign-in",
        data=browser._with_token({"number": "E0001", "password": PASSWORD}, csrf=True),
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403


def test_a_leaver_and_a_newcomer_of_tomorrow_stay_outside(visit, keyed, db, clock):
    keyed.lin.left_on = clock.today()
    keyed.chen.hired_on = clock.today() + timedelta(days=1)
    db.commit()
    assert knock(visit()).status_code == 422
    assert knock(visit(), "E0003").status_code == 422
    clock.at += timedelta(days=1)
    assert knock(visit(), "E0003").status_code == 303
