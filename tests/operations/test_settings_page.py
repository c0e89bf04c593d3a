"""The administrator's page: what is set, how it stands, and a trial of each way out."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

PAGE = "/settings/"


@pytest.fixture
def shen(app, bank, cast, db, visit):
    """The administrator, in a bank whose settings a test may choose; with a mail address, or without one."""

    def sits(email=None, **settings):
        cast.shen.email = email
        db.commit()
        app.extensions["zhili"] = replace(bank, settings=replace(bank.settings, **settings))
        return visit(cast.shen)

    return sits


def test_what_is_set_is_shown_and_no_secret(shen):
    page = shen(smtp="smtp://zhili:open-sesame@mail.bank.example", wecom="https://qyapi.example/send?key=abc").get(PAGE)
    assert "LEARNING_BANK_NAME" in page and "启明银行" in page
    assert "open-sesame" not in page and "key=abc" not in page and "********" in page
    assert 'data-testid="try-mail"' in page and 'data-testid="try-wecom"' in page and "try-feishu" not in page
    assert "没有设置 LEARNING_BASE_URL" in page or "LEARNING_BASE_URL" in page


def test_nobody_else_opens_it(visit, cast):
    for person in (cast.lin, cast.zhou, cast.he, cast.an):
        visit(person).get(PAGE, status=403)
        visit(person).post(f"{PAGE}trials/mail", status=403)


def test_a_trial_goes_to_whoever_asks_for_it(shen, post):
    sits = shen("shen@bank.example", smtp=f"smtp://127.0.0.1:{post.port}", outside_hosts=("127.0.0.1",))
    sits.post(f"{PAGE}trials/mail")
    assert "可用：shen@bank.example" in sits.get(PAGE)
    [(to, letter)] = post.letters
    assert to == "shen@bank.example"
    assert "试一试这条通道是否可用" in message_from_bytes(letter.encode(), policy=default).get_content()


@pytest.mark.parametrize(
    ("email", "settings", "status", "says"),
    [
        (None, {"smtp": "smtp://127.0.0.1:1", "outside_hosts": ("127.0.0.1",)}, 409, "没有邮箱"),
        ("shen@bank.example", {"smtp": "smtp://127.0.0.1:1", "outside_hosts": ("127.0.0.1",)}, 502, "对方没有接收"),
        ("shen@bank.example", {"smtp": "smtp://127.0.0.1:1"}, 409, "LEARNING_OUTSIDE_HOSTS"),
        ("shen@bank.example", {"smtp": "mail.bank.example"}, 409, "LEARNING_SMTP"),
    ],
)
def test_a_trial_that_fails_says_why(shen, email, settings, status, says):
    page = shen(email, **settings).post(f"{PAGE}trials/mail", status=status)
    assert says in page and "Traceback" not in page


def test_the_sign_in_service_is_asked_too(shen):
    sits = shen(oidc_issuer="http://127.0.0.1:1", outside_hosts=("127.0.0.1",))
    assert "暂时没有响应" in sits.post(f"{PAGE}trials/issuer", status=503)


def test_a_way_that_is_not_set_is_not_tried(shen):
    sits = shen()
    assert "不连接任何外部服务" in sits.get(PAGE)
    for way in ("mail", "issuer", "pigeon"):
        sits.post(f"{PAGE}trials/{way}", status=404)
