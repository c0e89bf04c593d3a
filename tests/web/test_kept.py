"""Pieces that are made once for everybody: the same text as before, and nothing about a reader can get into one."""

import re

import pytest
from jinja2 import TemplateAssertionError

from learning.publishing import verbs as publishing
from learning.study import verbs as study
from tests.cast import MORNING
from tests.courses import tiny


def compiled(app, source):
    with app.test_request_context("/"):
        return app.jinja_env.from_string(source)


TELLING = (
    "{{ me.name }}",
    "{{ standing.state }}",
    "{{ csrf_token() }}",
    "{{ request.path }}",
    "{{ unread() }}",
    "{{ session.values }}",
    "{{ get_flashed_messages() }}",
    "{% for name in [me.name] %}{{ name }}{% endfor %}",
    "{% set name = me.name %}{{ name }}",
    "{{ course.title|notice_sentence }}",
    "{% from 'layout/_macros.html' import csrf %}{{ csrf() }}",
    "{% include 'layout/_outbox.html' %}",
    "{% if me.is_authenticated %}in{% endif %}",
)


def test_a_kept_piece_that_could_tell_about_a_reader_is_not_compiled(app):
    for piece in TELLING:
        with pytest.raises(TemplateAssertionError, match="it is the same for everybody"):
            compiled(app, "{% call kept(course) %}" + piece + "{% endcall %}")


def test_nor_one_whose_macro_tells_about_a_reader(app):
    with pytest.raises(TemplateAssertionError, match="may not use 'csrf'"):
        compiled(app, "{% from 'layout/_macros.html' import csrf %}{% call kept(course) %}{{ csrf() }}{% endcall %}")


def test_nothing_of_a_reader_can_be_what_a_piece_is_made_of(app, cast):
    for mine in ("me", "me.name", "csrf_token()"):
        page = compiled(app, "{% call kept(shell, " + mine + ") %}x{% endcall %}")
        with app.test_request_context("/"), pytest.raises(TypeError, match="takes course content"):
            page.render(shell=app.jinja_env.globals["shell"](), me=cast.lin)


def test_each_reader_gets_what_a_page_without_kept_pieces_would_say(app, db, visit, cast):
    live = publishing.publish(db, tiny("greeting"), by_id=None, note="tiny", at=MORNING)
    course = live.catalogue.courses["greeting"]
    study.do_step(db, cast.lin.id, course, course.outline[0], edition=live.edition, source="lesson:x", at=MORNING)
    db.commit()
    lesson = course.outline[0].key
    paths = [f"{path}?lang={language}" for path in ("/", "/courses/", "/courses/greeting/", f"/courses/greeting/lessons/{lesson}")
             for language in ("zh", "en")]  # fmt: skip
    readers = [visit(who) for who in (cast.lin, cast.zhou, cast.shen)]

    kept_pages = [[plain(reader.get(path)) for path in paths for reader in readers] for _ in range(2)]
    for language in app.jinja_env.spoken.values():
        language.globals["kept_found"] = lambda *_: None
    made_anew = [plain(reader.get(path)) for path in paths for reader in readers]

    assert kept_pages == [made_anew, made_anew]
    assert len(set(made_anew)) == len(paths) * len(readers)


def plain(page):
    """A page without what differs from one answer to the next."""
    return re.sub(r'(X-CSRFToken": |csrf_token" value=|data-token=)"[^"]+"', "", page)
