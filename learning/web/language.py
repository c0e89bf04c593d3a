"""The reader's language, and dates and numbers as that reader writes them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from babel.dates import get_month_names
from babel.support import Translations
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, get_translations, gettext
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from learning.base.clock import long_day
from learning.web.request import bank

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = {"zh": "中文", "en": "English"}
SHORT_MONTHS = get_month_names("abbreviated", locale="en")


def lang() -> str:
    """``zh`` or ``en``: asked for in the address, kept in this browser, kept in the profile, accepted by the browser, Chinese."""
    if not has_app_context():
        return "zh"
    known: str | None = g.get("lang")
    if known is None:
        known = g.lang = _chosen() if has_request_context() else str(current_app.config.get("LANGUAGE", "zh"))
    return known


def _chosen() -> str:
    for wish in (request.args.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    profile = _of_profile()
    if profile in LANGUAGES:
        return str(profile)
    return request.accept_languages.best_match(["zh", "zh-CN", "en"], "zh")[:2]


def _of_profile() -> str | None:
    """The error page that says that the database is gone must not ask the database who is reading it."""
    try:
        return getattr(current_user, "language", None) if current_user else None
    except (DBAPIError, PoolTimeout):
        return None


def say(message: str, **gaps: Any) -> str:
    """A sentence in the reader's language. Gaps that are ``Words`` are put in their language, too."""
    told = {name: gap.in_(lang()) if hasattr(gap, "in_") else gap for name, gap in gaps.items()}
    return str(gettext(message, **told)) if told else str(gettext(message))


def in_template(message: str, **gaps: Any) -> Markup:
    """``_(…)`` in a template where the sentence is known only when the page is made; all others are put in by ``templates``."""
    known = _SENTENCES.setdefault(lang(), {})
    if message not in known:
        known[message] = Markup(get_translations().ugettext(message))  # noqa: S704 -- a msgid of ours
    return known[message] % (gaps or ())  # Markup escapes the gaps


_SENTENCES: dict[str, dict[str, Markup]] = {}


def speaker(language: str) -> Callable[..., str]:
    """``say`` in a given language, without a request: for files the worker makes. Each sentence is looked up once."""
    known: dict[str, str] = {}
    words = Translations.load(str(ROOT / "translations"), [language])

    def say_it(message: str, **gaps: Any) -> str:
        if message not in known:
            known[message] = words.ugettext(message)
        told = {name: gap.in_(language) if hasattr(gap, "in_") else gap for name, gap in gaps.items()}
        return known[message] % told if told else known[message]  # as ``say`` does it: a lone % stands for itself

    return say_it


def day(value: date | datetime | None) -> str:
    """2026年3月1日 · 1 March 2026. A moment is shown as the bank's day."""
    if value is None:
        return ""
    return long_day(_local(value), lang())


def short_day(value: date | datetime | None) -> str:
    """3月1日 · 1 Mar."""
    if value is None:
        return ""
    on = _local(value)
    return f"{on.month}月{on.day}日" if lang() == "zh" else f"{on.day} {SHORT_MONTHS[on.month]}"


def _local(value: date | datetime) -> date:
    return bank().clock.day(value) if isinstance(value, datetime) else value


def hour(value: datetime | None) -> str:
    """10:42, in the bank's zone."""
    return "" if value is None else value.astimezone(bank().clock.zone).strftime("%H:%M")


def moment(value: datetime | None) -> str:
    """10:42:05, in the bank's zone, where seconds decide."""
    return "" if value is None else value.astimezone(bank().clock.zone).strftime("%H:%M:%S")


def tenth(value: Fraction | Decimal | int | None) -> str:
    """One decimal, rounded half up, for showing only; a whole number stays whole."""
    if value is None:
        return "—"
    exact = Fraction(value)
    shown = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(shown.to_integral_value()) if shown == shown.to_integral_value() else str(shown)


def percent(part: int, whole: int) -> str:
    """67%, half up; an empty whole has no percentage."""
    return f"{(200 * part + whole) // (2 * whole)}%" if whole else "—"


def install(app: Flask) -> None:
    """Babel, the template filters, and the cookie that ``?lang=`` leaves."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(app.config["ROOT"] / "translations"))
    Babel(app, locale_selector=lang)
    app.jinja_env.globals.update(lang=lang, LANGUAGES=LANGUAGES, _=in_template)
    app.jinja_env.filters.update(day=day, short_day=short_day, hour=hour, moment=moment, tenth=tenth, in_lang=_in_lang)
    app.after_request(_keep_choice)


def _in_lang(words: Any, language: str = "") -> str:
    return words.in_(language or lang()) if words is not None else ""


def _keep_choice(response: Response) -> Response:
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie("lang", request.args["lang"], max_age=31_536_000, samesite="Lax", httponly=True)
    return response
