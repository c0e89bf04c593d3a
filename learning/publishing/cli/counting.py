"""``flask content stats``."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from unicodedata import east_asian_width

import click

from learning.base.refusals import N_
from learning.content.catalogue import Catalogue
from learning.content.counting import READ_A_MINUTE, CourseFigures, MeetingFigures, QuizFigures, RoleplayFigures, figures
from learning.content.findings import report
from learning.content.reading import read_tree
from learning.content.tree import tree_of
from learning.publishing import queries
from learning.publishing.cli.group import FOLDER, content
from learning.publishing.refusals import NothingPublished
from learning.web.language import lang, percent, say
from learning.web.request import bank

KINDS = {
    "single": N_("Single choice"),
    "multiple": N_("Several may be right"),
    "truefalse": N_("True or false"),
    "gaps": N_("Fill in the gaps"),
    "number": N_("A number"),
    "order": N_("Put in order"),
    "match": N_("Match"),
    "classify": N_("Sort into groups"),
    "essay": N_("In your own words"),
    "case": N_("A case"),
}
PURPOSES = {"pretest": N_("pretest"), "practice": N_("practice"), "exam": N_("exam")}
WIDTH = 16


@content.command("stats")
@click.argument("path", type=FOLDER, required=False)
@click.option("--json", "as_json", is_flag=True)
def stats_command(path: Path | None, as_json: bool) -> None:
    """What there is in each course. Without PATH: in the live edition."""
    counted = figures(_of_folder(path) if path else _live())
    if as_json:
        click.echo(json.dumps([one.record() for one in counted], ensure_ascii=False, indent=1))
    else:
        click.echo("\n\n".join("\n".join(_told(one)) for one in counted) or say("There is no course in this folder."))


def _live() -> Catalogue:
    with bank().sessions.reader() as db:
        live = queries.live(db)
    if not live.edition:
        raise NothingPublished
    return live.catalogue


def _of_folder(path: Path) -> Catalogue:
    """A file with errors is counted as far as it can be read; the findings say why figures are missing."""
    tree, refused = tree_of(path)
    reading = read_tree(tree)
    errors = [one for one in (*refused, *reading.findings) if one.severity == "E"]
    if errors:
        click.echo(report(errors, "text", lang(), files=reading.files), err=True)
    if refused:
        sys.exit(1)
    return reading.catalogue


def _told(one: CourseFigures) -> Iterator[str]:
    """A line for each kind of thing; what there is none of is left out, but for translations."""
    yield f"{one.key}  {one.title}"
    lessons = {"n": one.lessons, "characters": f"{one.characters:,}", "minutes": one.reading_minutes, "pace": READ_A_MINUTE}
    yield _row(say("Lessons"), say("%(n)s, %(characters)s characters, about %(minutes)s minutes (%(pace)s a minute)", **lessons))
    kinds = [f"{say(KINDS[kind])} {n} ({percent(n, one.questions)})" for kind, n in one.kinds.items()]
    yield _row(say("Questions"), " · ".join([str(one.questions), *kinds]))
    yield from _counts(say("Difficulty"), {key or say("not given"): n for key, n in one.difficulties.items()})
    yield from _counts(say("Tags"), one.tags)
    yield from _counts(say("Objectives"), one.objectives)
    yield from _counts(say("Clauses"), one.clauses)
    yield from _rows(say("Quizzes"), map(_quiz, one.quizzes))
    yield from _rows(say("Role-plays"), map(_roleplay, one.roleplays))
    yield from _rows(say("Meetings"), map(_meeting, one.meetings))
    yield from _rows(say("Tasks"), [str(one.tasks)] if one.tasks else [])
    yield from _rows(say("Sample cases"), [str(one.samples)] if one.samples else [])
    yield _row(say("Not translated"), " · ".join(one.untranslated) or say("nothing"))


def _counts(label: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        yield _row(label, " · ".join(f"{key} {n}" for key, n in counts.items()))


def _rows(label: str, texts: Iterable[str]) -> Iterator[str]:
    for n, text in enumerate(texts):
        yield _row("" if n else label, text)


def _row(label: str, text: str) -> str:
    """Chinese characters are two columns wide."""
    taken = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
    return f"  {label}{' ' * max(WIDTH - taken, 1)}{text}"


def _quiz(quiz: QuizFigures) -> str:
    asks = say("asks %(drawn)s of %(pool)s", drawn=quiz.drawn, pool=quiz.pool)
    return f"{quiz.key}  {quiz.title} · {say(PURPOSES[quiz.purpose])} · {asks}"


def _roleplay(one: RoleplayFigures) -> str:
    ways = f"{one.ways}" if one.whole else f"{one.ways}+"
    said = say(
        "%(nodes)s nodes, %(ways)s ways, the longest %(longest)s choices, %(passing)s pass, %(slip)s of them with a slip",
        nodes=one.nodes, ways=ways, longest=one.longest, passing=one.passing, slip=one.passing_with_slip,
    )  # fmt: skip
    return f"{one.key}  {one.title} · {said}"


def _meeting(one: MeetingFigures) -> str:
    taken = {"planned": one.seconds, "zh": one.spoken, "en": one.spoken_en}
    said = say("%(planned)s planned, to be said: Chinese %(zh)s, English %(en)s", **{key: _clock(n) for key, n in taken.items()})
    return f"{one.key}  {one.title} · {said}"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
