"""Static files under addresses that change with their content, and all our stylesheets as the one that a page asks for."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

from learning.web.access import allow, anyone

FOREVER = "public, max-age=31536000, immutable"
FIRST = ("tokens.css", "reset.css", "base.css", "layout.css")
LAST = ("utilities.css", "print.css")
SHEET = "/static/zhili.css"


def install(app: Flask) -> None:
    """``url_for('static', …)`` gets the file's fingerprint; the layout gets ``stylesheets()`` and ``asset(…)``."""
    app.url_defaults(_fingerprint)
    app.after_request(_keep)
    app.add_url_rule(SHEET, "stylesheet", allow(anyone)(stylesheet))
    app.jinja_env.globals.update(stylesheets=stylesheets, asset=asset)


def stylesheets() -> list[str]:
    """What a page links: one file, so that the first paint waits for one answer."""
    return [f"{request.script_root}{SHEET}?v={_of_content(_css())}"]


def asset(name: str) -> str:
    """Like ``url_for('static', …)``, but for error pages, too: a request to a strange host name has no routes."""
    values: dict[str, Any] = {"filename": name}
    _fingerprint("static", values)
    return f"{request.script_root}/static/{name}?v={values.get('v', '')}"


def stylesheet() -> Response:
    """Tokens first, since they name the order of the layers; then the rest by name."""
    return Response(_css(), mimetype="text/css")


def _css() -> bytes:
    folder = Path(str(current_app.static_folder)) / "css"
    return _read_all(folder, _newest(folder)) if current_app.debug else _read_all(folder, 0.0)


@lru_cache(maxsize=4)
def _read_all(folder: Path, _changed: float) -> bytes:
    components = sorted((folder / "components").glob("*.css"))
    files = [folder / name for name in FIRST] + components + [folder / name for name in LAST]
    return b"\n".join(file.read_bytes() for file in files)


def _newest(folder: Path) -> float:
    return max(file.stat().st_mtime for file in folder.rglob("*.css"))


def _fingerprint(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values:
        folder, name = str(current_app.static_folder), str(values.get("filename"))
        found = _of_file.__wrapped__(folder, name) if current_app.debug else _of_file(folder, name)
        if found is not None:
            values["v"] = found


@lru_cache(maxsize=512)
def _of_file(folder: str, name: str) -> str | None:
    """Read once: what is installed does not change under a running program, but under an author's hand it does."""
    file = Path(folder) / name
    return _digest(file.read_bytes()) if file.is_file() else None


@lru_cache(maxsize=4)
def _of_content(content: bytes) -> str:
    """The stylesheets' own: bytes remember their hash, so every page but the first finds it."""
    return _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _keep(response: Response) -> Response:
    """An address with a fingerprint never changes its content, so browsers may keep it; the bare address is asked again."""
    if request.endpoint in ("static", "stylesheet") and response.status_code == 200:
        response.headers["Cache-Control"] = FOREVER if request.args.get("v") else "no-cache"
    return response
