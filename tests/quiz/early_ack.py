"""A mutant of the application that says "saved" before it has committed: it exists to be caught by the crash test."""

import threading
from typing import Any

from flask import Flask, Response, g

from learning.factory import create_app
from learning.web import request

DELAY = 0.5


def early(app: Flask) -> Flask:
    """The same application; only the commit comes a moment after the answer."""
    hooks = app.after_request_funcs[None]
    hooks[hooks.index(request._commit)] = _commit_later
    return app


def _commit_later(response: Response) -> Response:
    if "db" in g and g.db.in_transaction() and response.status_code < 400:
        threading.Timer(DELAY, _finish, [g.pop("db")]).start()
    return response


def _finish(db: Any) -> None:
    db.commit()
    db.close()


app = early(create_app())
