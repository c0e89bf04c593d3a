"""Everything the house keeps of whoever asks: what, why, how long; to read, and to take along."""

import re
from datetime import date, datetime
from typing import Any

from flask import Response, url_for

from learning.downloads import verbs as downloads
from learning.people import queries as people
from learning.records import jobs
from learning.records.rules import data as rules
from learning.records.rules import words
from learning.records.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import day, hour, lang, say
from learning.web.pages import as_json, go, show
from learning.web.request import db, me, now

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.*")


@bp.get("/profile/data")
@allow(signed_in)
def data() -> Response:
    return show("records/data.html", parts=people.everything(db(), me().id), about=rules.ABOUT, count=rules.count)


@bp.get("/profile/data.json")
@allow(signed_in)
def data_file() -> Response:
    answer = Response(as_json(people.everything(db(), me().id)), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="zhili-{me().number}.json"'
    return answer


@bp.post("/profile/data")
@allow(signed_in)
def bundle_data() -> Response:
    """Ask the worker for all of it in one file, with tables and the files that were sent in."""
    row = downloads.ask(db(), me(), jobs.data_wanted(me(), lang()), at=now())
    return go(url_for("downloads.download", download_id=row.id))


@bp.app_template_filter("data_label")
def data_label(key: str) -> str:
    return say(words.LABELS[key]) if key in words.LABELS else key.replace("_", " ")


@bp.app_template_filter("data_value")
def data_value(value: Any) -> str:
    """A day or a moment as people write it; everything else as it is."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return day(date.fromisoformat(value))
    if isinstance(value, str) and MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value)
        return f"{day(moment)} {hour(moment)}"
    named = words.VALUES.get(str(value))
    return say(named) if named else "—" if value is None else str(value)
