"""Who has which role where, since when, by whom: the page an auditor asks for first."""

from flask import Response, abort, request

from learning.people import papers
from learning.people.forms.office import ROLES
from learning.people.queries import roles as queries
from learning.people.views.acts import small
from learning.people.views.blueprint import bp
from learning.web.access import allow
from learning.web.files import spreadsheet
from learning.web.language import lang, say
from learning.web.pages import show
from learning.web.request import bank, db, me, today
from learning.web.roles import role_reader


@bp.get("/roles/")
@allow(role_reader)
def roles() -> Response:
    """Roles that hold or are to come; with ``past`` those that are over. The same as CSV or XLSX."""
    role, is_past, wanted = request.args.get("role", ""), "past" in request.args, request.args.get("format", "")
    if role and role not in ROLES or wanted not in ("", "csv", "xlsx"):
        abort(404)
    if wanted:
        names = {key: say(str(words)) for key, words in ROLES.items()}
        rows = queries.all_held(db(), me(), role, on=today(), is_past=is_past)
        return spreadsheet(papers.roles(rows, names, say, lang(), bank().clock), wanted, f"roles-{today()}")
    found = queries.held(db(), me(), role, on=today(), is_past=is_past, after=request.args.get("after", 0, type=small))
    return show(
        "people/roles.html", found=found[: queries.PAGE], more=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
        role=role, is_past=is_past, ROLES=ROLES,
    )  # fmt: skip
