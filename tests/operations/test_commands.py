"""The commands an operator types: exit 0 well, 1 findings or refusal, 2 wrong use; JSON where they report."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from learning.operations import migrating, serving
from learning.operations.serving import DemonstrationStaysHome, NetworkFolder, OpenToTheNetwork, Plan
from learning.schema import metadata


@pytest.fixture
def run(app):
    """``run("ledger", "verify")`` → (exit code, what it said)."""

    def command(*words: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=list(words))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return command


@pytest.fixture
def migrated(bank):
    metadata.drop_all(bank.sessions.engine)
    migrating.upgrade(bank.sessions.engine)
    return bank


def test_the_ledger_is_sealed_and_verified(run, cast):
    assert run("ledger", "seal", "--json") == (0, '{\n  "sealed": 0\n}\n')
    code, said = run("ledger", "verify", "--json")
    assert (code, json.loads(said)["trouble"]) == (0, None)


def test_db_current_says_where_the_database_stands(run, migrated):
    code, said = run("db", "current", "--json")
    assert (code, json.loads(said)) == (0, {"current": migrating.head(), "head": migrating.head()})


def test_db_goes_down_and_up(run, migrated):
    assert run("db", "downgrade", "base")[0] == 0
    assert run("db", "current")[0] == 1
    assert run("db", "upgrade")[0] == 0
    assert run("db", "current")[0] == 0


def test_the_doctor_finds_nothing_wrong_with_a_new_bank(run, migrated, clock):
    clock.at = datetime.now(UTC)
    migrated.settings.data.mkdir(exist_ok=True, mode=0o700)
    migrated.settings.data.chmod(0o700)
    code, said = run("doctor", "--json")
    states = {line["state"] for line in json.loads(said)}
    wrong = [line for line in json.loads(said) if line["state"] == "wrong"]
    fsync_off = migrated.sessions.engine.dialect.name == "postgresql"  # the tests' own cluster
    assert (code, len(wrong)) == ((1, 1) if fsync_off else (0, 0)), wrong
    assert "well" in states


def test_the_doctor_sees_a_clock_that_stands(run, migrated):
    code, said = run("doctor")
    assert code == 1
    assert "时钟" in said


def test_the_doctor_sees_a_key_that_others_can_read(run, migrated):
    migrated.settings.data.mkdir(exist_ok=True)
    key = migrated.settings.data / "ledger.key"
    run("ledger", "verify")
    key.chmod(0o644)
    code, said = run("doctor")
    assert code == 1
    assert "ledger.key" in said


def test_settings_hide_secrets(run):
    code, said = run("settings", "--json")
    shown = {line["name"]: line["value"] for line in json.loads(said)}
    assert code == 0
    assert (shown["LEARNING_SECRET_KEY"], shown["LEARNING_BANK_NAME"]) == ("********", "启明银行")
    assert "for tests only" not in said


def test_an_unmigrated_bank_is_not_backed_up(run, bank, tmp_path):
    code, said = run("backup", str(tmp_path / "b.zip"))
    assert code == 1
    assert "flask db upgrade" in said


def test_wrong_use_is_exit_2(run):
    assert run("backup")[0] == 2


@pytest.mark.parametrize(
    ("plan", "refusal"),
    [
        (Plan("0.0.0.0", 8000), OpenToTheNetwork),  # noqa: S104 -- the very point
        (Plan("192.0.2.1", 8000), OpenToTheNetwork),
        (Plan("bank.example", 8000), OpenToTheNetwork),
        (Plan("0.0.0.0", 8000, proxies=1, is_demo=True), DemonstrationStaysHome),  # noqa: S104 -- the very point
    ],
)
def test_an_unsafe_address_is_refused(bank, plan, refusal):
    with pytest.raises(refusal):
        serving.refuse_unsafe(plan, bank.settings)


@pytest.mark.parametrize(
    "plan",
    [
        Plan("127.0.0.1", 1),
        Plan("localhost", 1),
        Plan("::1", 1),
        Plan("10.0.0.1", 1, proxies=1),
        Plan("10.0.0.1", 1, insecure=True),
    ],
)
def test_a_safe_address_is_served(bank, plan):
    serving.refuse_unsafe(plan, bank.settings)


def test_sqlite_on_a_network_folder_is_refused(bank, monkeypatch):
    monkeypatch.setattr(serving, "file_system", lambda _path: "nfs4")
    if bank.settings.database.startswith("sqlite"):
        with pytest.raises(NetworkFolder):
            serving.refuse_unsafe(Plan("127.0.0.1", 1), bank.settings)
    else:
        serving.refuse_unsafe(Plan("127.0.0.1", 1), bank.settings)


def test_a_bank_is_copied_before_it_is_migrated(bank, migrated):
    engine = bank.sessions.engine
    bank.settings.data.mkdir(exist_ok=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000_before'"))
    if engine.dialect.name == "sqlite":
        with pytest.raises(Exception, match="0000_before"):
            serving.prepare(bank.settings, engine)
        assert (bank.settings.data / f"before-{migrating.head()}.db").exists()
