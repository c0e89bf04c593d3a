"""Where one can go: the places of the head and the phone's tabs, by role; the link to the other language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import flask
from flask import Flask, g, request

from learning.web.assets import asset
from learning.web.language import LANGUAGES, lang
from learning.web.request import bank, me, now, today

TABS = 5
HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Place:
    """A place of the main navigation. ``key`` is what a page sets as ``here``; no roles: for everybody."""

    endpoint: str
    title: str
    key: str
    icon: str
    roles: tuple[str, ...] = ()
    short: str | None = None  # for the tab under the thumb
    is_last: bool = False  # stays a tab however many places come before it


@dataclass(frozen=True)
class Shell:
    """What stands around every page of everybody with the same roles; ``here``: the key of the place that is open."""

    places: tuple[Place, ...]
    here: str | None

    @property
    def tabs(self) -> tuple[Place, ...]:
        last = tuple(place for place in self.places if place.is_last)
        return tuple(place for place in self.places if not place.is_last)[: TABS - len(last)] + last

    @property
    def others(self) -> tuple[Place, ...]:
        """What a phone finds in the foot."""
        return tuple(place for place in self.places if place not in self.tabs)


STRANGERS = Shell((), None)


@dataclass(frozen=True)
class OtherLanguage:
    """The same page in the other language."""

    html: str
    name: str
    url: str


def install(app: Flask, places: Sequence[Place], *, idle: timedelta) -> None:
    """Give the templates what the shell asks for. Places whose feature is not there are left out."""

    keys = {place.key for place in places}

    @lru_cache(maxsize=256)
    def shell_of(roles: frozenset[str], here: str | None) -> Shell:
        known = [place for place in places if place.endpoint in app.view_functions]
        return Shell(tuple(place for place in known if not place.roles or roles & set(place.roles)), here)

    def shell(here: str | None = None) -> Shell:
        viewer = me()
        if not viewer.is_authenticated:
            return STRANGERS
        return shell_of(frozenset(role for role, _ in viewer.grants), here if here in keys else None)

    @lru_cache(maxsize=256)
    def place_of(_root: str, endpoint: str) -> str:
        return flask.url_for(endpoint)

    def url_for(endpoint: str, **values: Any) -> str:
        """Flask's; an address without anything of its own is put together once, and a page has fifteen of those."""
        if endpoint == "static":
            return asset(values["filename"])
        is_fixed = not values and not endpoint.startswith(".")
        return place_of(request.script_root, endpoint) if is_fixed else flask.url_for(endpoint, **values)

    def seconds_left() -> int:
        return _seconds_left(idle)

    app.jinja_env.globals.update(
        shell=shell, seconds_left=seconds_left, other_language=other_language, bank_name=bank_name,
        bank=bank, now=now, today=today, url_for=url_for, endpoints=app.view_functions, unread=lambda: 0,
    )  # fmt: skip


def other_language() -> OtherLanguage:
    """The link that shows this very page in the other language."""
    if "other_language" not in g:
        code = next(code for code in LANGUAGES if code != lang())
        wanted = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
        url = f"{request.path}?{urlencode([*wanted, ('lang', code)])}"
        g.other_language = OtherLanguage(HTML_LANGUAGES[code], LANGUAGES[code], url)
    found: OtherLanguage = g.other_language
    return found


def bank_name() -> str:
    """The bank's name in the reader's language; empty where nobody set one."""
    settings = bank().settings
    return (settings.bank_name_en or settings.bank_name) if lang() == "en" else (settings.bank_name or settings.bank_name_en)


def _seconds_left(idle: timedelta) -> int:
    """Seconds until the session ends if nothing more is asked: this request itself has just begun the idle time anew."""
    found = getattr(flask.session, "found", None)
    if found is None:
        return 0
    is_idle = found.ends_at - found.last_seen_at >= idle
    return int((idle if is_idle else found.ends_at - now()).total_seconds())
