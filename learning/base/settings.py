"""Every setting comes from the environment; this table is what ``flask settings`` prints."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from learning.base.refusals import N_

HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the environment, what it is when unset, what it means, whether its value is secret."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = [
    Setting("LEARNING_DATA", "~/.local/share/zhili", N_("Folder of the bank's data: keys, SQLite database, queue. Mode 0700.")),
    Setting("LEARNING_DATABASE", "", N_("Database address; empty: SQLite in the data folder."), secret=True),
    Setting("LEARNING_SECRET_KEY", "", N_("Key that signs links; empty: made at first start."), secret=True),
    Setting("LEARNING_TIMEZONE", "Asia/Shanghai", N_("The bank's time zone: days begin and end by it.")),
    Setting("LEARNING_BANK_NAME", "", N_("The bank's name in Chinese, on pages and certificates.")),
    Setting("LEARNING_BANK_NAME_EN", "", N_("The bank's name in English.")),
    Setting("LEARNING_SIGNATORY", "", N_("Who signs certificates, in Chinese.")),
    Setting("LEARNING_SIGNATORY_EN", "", N_("Who signs certificates, in English.")),
    Setting("LEARNING_BASE_URL", "", N_("Address of this site as staff type it; empty: as the request came.")),
    Setting(
        "LEARNING_ISSUER_DID",
        "",
        N_("Who issues credentials, e.g. did:web:learn.bank.example; empty: the key itself (certificates.key in the data folder)."),
    ),
    Setting(
        "LEARNING_OIDC_ISSUER",
        "",
        N_("The bank's own sign-in service (OpenID Connect), e.g. https://id.bank.example."),
    ),
    Setting("LEARNING_OIDC_CLIENT", "zhili", N_("Under which name the sign-in service knows this program.")),
    Setting("LEARNING_OIDC_SECRET", "", N_("The secret shared with the sign-in service; empty: none."), secret=True),
    Setting("LEARNING_OIDC_CLAIM", "preferred_username", N_("Which claim of the sign-in service is the staff number.")),
    Setting("LEARNING_OIDC_NAME", "", N_("What staff call the sign-in service.")),
    Setting("LEARNING_DEMO_PASSWORD", "", N_("Password of the demonstration accounts; empty: random, printed."), secret=True),
    Setting("LEARNING_TRUSTED_HOSTS", "", N_("Host names this site answers to, separated by commas.")),
    Setting("LEARNING_PASSWORD_PROFILE", "nist", N_("Password rules: nist or djcp.")),
    Setting("LEARNING_BEHIND_PROXY", "0", N_("How many TLS proxies stand in front; set by serve --behind-proxy.")),
    Setting("LEARNING_INSECURE", "", N_("Served over plain http to other machines; set by serve --insecure.")),
    Setting("LEARNING_SMTP", "", N_("Mail server, e.g. smtp://user:password@mail.bank.example:587; empty: no mail."), secret=True),
    Setting("LEARNING_MAIL_FROM", "zhili@localhost", N_("From whom mail comes.")),
    Setting("LEARNING_WECOM", "", N_("Address of a WeCom group bot; empty: none."), secret=True),
    Setting("LEARNING_DINGTALK", "", N_("Address of a DingTalk group bot, a space, its secret; empty: none."), secret=True),
    Setting("LEARNING_FEISHU", "", N_("Address of a Feishu group bot, a space, its secret; empty: none."), secret=True),
    Setting("LEARNING_OUTSIDE_HOSTS", "", N_("Hosts this program may call, separated by commas: mail, bots, sign-in service.")),
    Setting("LEARNING_HOURS", "08:30-18:00", N_("Hours of a working day in which messages may leave.")),
    Setting("LEARNING_SUPPORT", "", N_("Whom staff ask when they cannot sign in.")),
]


@dataclass(frozen=True)
class Settings:
    """The settings as read once at start."""

    data: Path
    database: str
    secret_key: str
    timezone: str
    bank_name: str
    bank_name_en: str
    signatory: str
    signatory_en: str
    base_url: str
    issuer_did: str
    demo_password: str
    trusted_hosts: tuple[str, ...]
    password_profile: str
    support: str
    oidc_issuer: str = ""
    oidc_client: str = "zhili"
    oidc_secret: str = ""
    oidc_claim: str = "preferred_username"
    oidc_name: str = ""
    smtp: str = ""
    mail_from: str = "zhili@localhost"
    wecom: str = ""
    dingtalk: str = ""
    feishu: str = ""
    hours: str = "08:30-18:00"
    outside_hosts: tuple[str, ...] = ()
    proxies: int = 0
    insecure: bool = False

    @property
    def fonts(self) -> Path:
        """Where the bank puts fonts of its own, for characters that ours do not have."""
        return self.data / "fonts"

    @property
    def https(self) -> bool:
        """Whether browsers reach us by https: there is a TLS proxy in front."""
        return self.proxies > 0


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the table from the environment. An unknown password profile is refused at once."""
    given = os.environ if environment is None else environment
    value = {s.name.removeprefix("LEARNING_").lower(): given.get(s.name) or s.default for s in SETTINGS}
    data = Path(value["data"]).expanduser().absolute()
    if value["password_profile"] not in ("nist", "djcp"):
        raise SystemExit("LEARNING_PASSWORD_PROFILE must be nist or djcp")
    if not HOURS.fullmatch(value["hours"]):
        raise SystemExit("LEARNING_HOURS must look like 08:30-18:00")
    value["database"] = value["database"] or f"sqlite:///{data / 'zhili.db'}"
    hosts = tuple(host.strip() for host in value.pop("trusted_hosts").split(",") if host.strip())
    outside = tuple(host.strip() for host in value.pop("outside_hosts").split(",") if host.strip())
    proxies, insecure = int(value.pop("behind_proxy")), value.pop("insecure") == "1"
    lists = {"trusted_hosts": hosts, "outside_hosts": outside}
    known: dict[str, Any] = {**value, **lists, "data": data, "proxies": proxies, "insecure": insecure}  # names checked by the tests
    return Settings(**known)


def shown(settings: Settings) -> list[tuple[Setting, str]]:
    """Every setting with its value as it may be shown: of a secret only whether there is one."""
    return [(one, _shown(getattr(settings, _field(one.name)), one.secret)) for one in SETTINGS]


def _field(name: str) -> str:
    return {"behind_proxy": "proxies"}.get(field := name.removeprefix("LEARNING_").lower(), field)


def _shown(value: Any, secret: bool) -> str:
    if secret:
        return "********" if value else ""
    return ",".join(value) if isinstance(value, tuple) else str(value)
