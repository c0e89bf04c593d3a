"""What stands before and after every view: the same-origin gate, the security headers, sizes."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, abort, request
from flask_wtf import CSRFProtect

from learning.web.request import SAFE

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
LARGEST_FORM = 512 * 1024
HSTS = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Headers:
    """A WSGI wrapper: errors raised after Flask pass ``after_request`` by, so the headers are set out here."""

    def __init__(self, app: Wsgi, *, https: bool) -> None:
        self.app, self.extra = app, [HSTS] if https else []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            given = {name.lower() for name, _ in headers}
            missing = [(name, value) for name, value in HEADERS.items() if name.lower() not in given]
            return start_response(status, headers + missing + self.extra, *error)

        return self.app(environ, start)


def install(app: Flask, *, https: bool) -> None:
    """Three layers against forged posts: where the browser says it comes from, the session's token, SameSite."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False, MAX_CONTENT_LENGTH=6 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM, MAX_FORM_PARTS=400,
    )  # fmt: skip
    app.before_request(_same_origin)
    app.before_request(_no_book)
    CSRFProtect(app)
    app.wsgi_app = Headers(app.wsgi_app, https=https)  # type: ignore[method-assign]  # the documented way to wrap


def _same_origin() -> None:
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    if site is None and origin is not None and origin.rstrip("/") != request.host_url.rstrip("/"):
        abort(403)


def _no_book() -> None:
    """Werkzeug holds only multipart forms to MAX_FORM_MEMORY_SIZE; a plain form is refused here, before it is read."""
    if request.mimetype == "application/x-www-form-urlencoded" and (request.content_length or 0) > LARGEST_FORM:
        abort(413)
