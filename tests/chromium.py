"""The real browser of the tests, the same on every machine: one font for every script, one locale, one clock zone.

    with launch() as browser:
        page = new_context(browser, width=360, lang="en").new_page()

The executable is `CHROMIUM`, else the system's, else the one that `make setup` unpacks into `.tools/`.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

SYSTEM = Path("/usr/bin/chromium")
PACKED = Path(__file__).parent.parent / ".tools" / "chromium" / "chromium"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
PHONE = 600  # narrower than this is held in a hand
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Without any font the packed browser aborts; with the machine's own fonts every machine would draw another page.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="same"><family>monospace</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


@contextmanager
def launch(*more_arguments: str) -> Iterator[Browser]:
    """One browser process. Contexts made from it are cheap and share nothing."""
    with tempfile.TemporaryDirectory(prefix="zhili-browser-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=[*ARGUMENTS, *more_arguments], env=environment(Path(folder))
        )
        try:
            yield browser
        finally:
            browser.close()


def executable() -> Path:
    for path in (Path(os.environ.get("CHROMIUM") or SYSTEM), PACKED):
        if path.exists():
            return path
    raise RuntimeError("no Chromium: run `make setup`")


def environment(folder: Path) -> dict[str, str | float | bool]:
    """What the browser needs to know: where fonts are, and for the packed one, its own libraries."""
    conf = folder / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=FONTS, cache=folder / "cache"), encoding="utf-8")
    libraries = executable().parent / "lib"
    more = {"LD_LIBRARY_PATH": str(libraries)} if libraries.is_dir() else {}
    return {**os.environ, "FONTCONFIG_FILE": str(conf), **more}


def new_context(browser: Browser, width: int = 1280, lang: str = "zh", **more: Any) -> BrowserContext:
    """A fresh visitor: own cookies, a phone when narrow, Shanghai time."""
    phone = width < PHONE
    settings = {
        "viewport": {"width": width, "height": 740 if phone else 800},
        "is_mobile": phone,
        "has_touch": phone,
        "locale": LOCALES[lang],
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
    }
    return browser.new_context(**{**settings, **more})
