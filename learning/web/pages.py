"""Answers: a page or its fragment. What depends on the htmx version stands here and in layout/page.html."""

import json
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, render_template, request
from flask_htmx import HTMX
from flask_login import current_user

from learning.base.refusals import Refusal
from learning.web.language import say
from learning.web.request import me

htmx = HTMX()


def wants_fragment() -> bool:
    """Whether htmx asks for a piece of the page; a restored history entry always gets the whole page."""
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def wants_json() -> bool:
    """Whether the client prefers JSON to HTML."""
    accepts = request.accept_mimetypes
    return accepts.best == "application/json" or accepts["application/json"] > accepts["text/html"]


def show(page: str, *, fragment: str | None = None, status: int = 200, **context: Any) -> Response:
    """The page to a browser, its fragment to htmx."""
    template = fragment if fragment and wants_fragment() else page
    response = make_response(render_template(template, me=me(), **context), status)
    if fragment:
        response.vary.add("HX-Request")
    return response


def done(fragment: str, *, go_to: str, **context: Any) -> Response:
    """After a POST that worked: the changed fragment to htmx, a 303 to a browser."""
    if wants_fragment():
        response = make_response(render_template(fragment, me=me(), **context))
        response.vary.add("HX-Request")
        return response
    return redirect(go_to, 303)  # type: ignore[return-value]  # werkzeug's Response is Flask's here


def go(url: str) -> Response:
    """Leave the page: htmx would follow a 303 into the fragment, so it gets HX-Redirect."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)  # type: ignore[return-value]  # werkzeug's Response is Flask's here


def leave(url: str) -> Response:
    """To a page of another house, from a page that was opened."""
    return redirect(url, 302)  # type: ignore[return-value]  # as above


def tell(message: str, **gaps: Any) -> None:
    """A sentence shown at the top of the next page, once."""
    flash(say(message, **gaps))


def refuse(refusal: Refusal) -> Response:
    """A business "no": a sentence in the reader's language, as JSON, as a fragment into #notices, or as a page."""
    sentence = say(refusal.says, **refusal.gaps)
    if wants_json():
        answer = jsonify(refused=type(refusal).__name__, message=sentence)
        answer.status_code = refusal.status
        return answer
    if wants_fragment():
        response = make_response(render_template("layout/_refusal.html", sentence=sentence), refusal.status)
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    page = "layout/refusal.html" if current_user.is_authenticated else "layout/refusal_outside.html"
    return make_response(render_template(page, sentence=sentence), refusal.status)


def as_json(value: Any) -> str:
    """Canonical JSON for a download: readable, Chinese as Chinese."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
