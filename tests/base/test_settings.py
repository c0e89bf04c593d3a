"""Every setting has a meaning, and what is nonsense is refused at once."""

import pytest

from learning.base.settings import SETTINGS, read_settings


def test_nothing_set_is_a_bank_in_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/home/zhili")
    settings = read_settings({})
    assert settings.database == "sqlite:////home/zhili/.local/share/zhili/zhili.db"
    assert (settings.timezone, settings.https, settings.trusted_hosts) == ("Asia/Shanghai", False, ())


def test_every_setting_is_read_and_explained():
    assert [setting.name for setting in SETTINGS if not setting.meaning or not setting.name.startswith("LEARNING_")] == []
    settings = read_settings({"LEARNING_TRUSTED_HOSTS": "a.example, b.example", "LEARNING_BEHIND_PROXY": "1"})
    assert (settings.trusted_hosts, settings.https) == (("a.example", "b.example"), True)


def test_an_unknown_password_profile_is_refused():
    with pytest.raises(SystemExit, match="nist or djcp"):
        read_settings({"LEARNING_PASSWORD_PROFILE": "strong"})
