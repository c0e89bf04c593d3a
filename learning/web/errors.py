"""Every error is a page in the reader's language with a reference number and what to do; never a stack trace."""

import logging
import secrets
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from learning.base.refusals import N_, Refusal
from learning.web.language import say
from learning.web.pages import refuse, wants_fragment, wants_json

log = logging.getLogger(__name__)

CANCELLED = "57014"
"""What PostgreSQL calls a statement that was stopped, by its time limit or by hand."""
SENTENCES = {
    400: (
        N_("This request could not be read"),
        N_("Something in it was damaged. Go back, check what was typed, and send it again."),
    ),
    401: (N_("Please sign in"), N_("Your session has ended. Sign in again; what you had saved is kept.")),
    403: (N_("This page is not open to you"), N_("Your role does not include it. If it should, ask HR to add the role.")),
    404: (
        N_("Nothing is here for you"),
        N_("The address is wrong, or the thing belongs to somebody else. Start again from your desk."),
    ),
    405: (N_("This cannot be done here"), N_("Go back to the page before and use its buttons.")),
    409: (
        N_("Somebody was faster"),
        N_("The same thing was changed at the same moment. Look at it again, then repeat what you did."),
    ),
    413: (N_("This is too large"), N_("Send a smaller text or file.")),
    422: (N_("This entry cannot be read"), N_("Check the marked places and send it again.")),
    429: (N_("Too many tries"), N_("Wait a few minutes, then try again.")),
    500: (
        N_("Something broke on our side"),
        N_("It has been written down. Try again; if it stays, tell support the number below."),
    ),
    503: (
        N_("Not saved: the database is not answering"),
        N_("What you saw as saved is safe. Keep this page open and try again in a minute."),
    ),
}


def install(app: Flask) -> None:
    """One handler for each kind of trouble."""
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, lambda error: answer(503))
    app.register_error_handler(InternalServerError, _unexpected)


def _answer(error: HTTPException) -> Any:
    if error.code == 401:
        return _sign_in_first()
    if error.code is None or error.code < 400:
        return error
    return answer(error.code)


def _sign_in_first() -> Response:
    if wants_json():
        return answer(401)
    after = request.full_path.rstrip("?") if request.method == "GET" else None
    to = url_for("people.sign_in", next=after if after != "/" else None)
    if wants_fragment():
        return Response(status=401, headers={"HX-Redirect": to})
    return redirect(to, 303)  # type: ignore[return-value]  # werkzeug's Response is Flask's here


def _stale_form(_error: CSRFError) -> Response:
    if wants_fragment():
        return Response(status=403, headers={"HX-Refresh": "true"})
    return answer(403, title=N_("This form is too old"), cure=N_("Open the page again and send it once more; nothing was changed."))


def _database(error: DBAPIError) -> Response:
    log.warning("database: %s: %r", type(error.orig).__name__, _without_values(error.orig))
    if isinstance(error, IntegrityError):
        return answer(409)
    if request.method == "GET" and getattr(error.orig, "sqlstate", None) == CANCELLED:
        return _took_too_long()
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return answer(503)
    return answer(400) if _is_bad_value(error) else _unexpected(error)


def _took_too_long() -> Response:
    cure = N_("It was stopped. Ask for less, for example one unit or one course, or try again in a few minutes.")
    return answer(503, title=N_("This took too long"), cure=cure)


def _without_values(error: BaseException | None) -> str:
    """The database's own first words: what follows quotes the row, and so people's data."""
    return str(error).partition("\n")[0][:200]


def _is_bad_value(error: DBAPIError) -> bool:
    """NUL in a text or a number out of range: the sender's fault, not the database's."""
    return type(error).__name__ in ("DataError", "StatementError") or "NUL" in str(error.orig)


def _unexpected(error: Exception) -> Response:
    original = getattr(error, "original_exception", None) or error
    if isinstance(original, DBAPIError) and not isinstance(error, DBAPIError):
        return _database(original)
    if isinstance(original, OverflowError | UnicodeError):
        return answer(400)
    return answer(500, original)


def answer(status: int, error: Exception | None = None, *, title: str | None = None, cure: str | None = None) -> Response:
    """The page of a status: what happened, what to do, and a number under which the log knows it."""
    reference = secrets.token_hex(4)
    if error is not None:
        log.error("reference %s: %s %r", reference, request.method, request.path, exc_info=error)
    known_title, known_cure = SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
    words = {"title": say(title or known_title), "cure": say(cure or known_cure), "reference": reference, "status": status}
    response = _as_json(words) if wants_json() else _as_page(words)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _as_json(words: dict[str, Any]) -> Response:
    response = jsonify(saved=False, message=f"{words['title']} {words['cure']}", reference=words["reference"])
    response.status_code = words["status"]
    return response


def _as_page(words: dict[str, Any]) -> Response:
    """The error page asks nothing of the database: it must stand when the database does not."""
    if wants_fragment():
        response = make_response(_bare("layout/_error.html", words), words["status"])
        response.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})
        return response
    return make_response(_bare("layout/error.html", words), words["status"])


def _bare(name: str, words: dict[str, Any]) -> str:
    """Without ``render_template``: its context processors would ask for the user, and so the database."""
    return current_app.jinja_env.get_template(name).render(words)
