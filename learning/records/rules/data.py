"""What is kept about a person, in plain sentences, and words for its keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from learning.base.refusals import N_

RECORDS = N_("While you work here, then by the bank's rules for personnel records.")


@dataclass(frozen=True)
class About:
    """What a part holds, what for, and how long."""

    what: str
    why: str
    kept: str = RECORDS


ABOUT = {
    "people": About(
        N_("Staff number, name, contact, posts, absences and roles; sessions with their device and address, tries to sign in, "
           "one-time codes; from which office your record was opened."),
        N_("To know what you should learn and what you may do, and to keep strangers out of your account."),
    ),
    "roster": About(
        N_("Lists you sent, and what lists of HR said about you."), N_("So that a wrong list can be traced and undone.")
    ),
    "study": About(
        N_("Courses you were given, steps you have done, courses you have completed."),
        N_("To show what is due, and to prove the training."),
    ),
    "lessons": About(
        N_("How far you have read, your answers in lessons, notes and bookmarks."),
        N_("So that you go on where you were. Notes and bookmarks are for you alone."),
        N_("Notes and bookmarks until you delete them; the rest as a personnel record."),
    ),
    "quizzes": About(
        N_("Attempts with every answer and when it came, points, what markers wrote, attempts you were granted."),
        N_("To mark, to explain a mark, and to mend questions."),
    ),
    "roleplays": About(
        N_("Every run with the lines you chose."), N_("To show you the way you went, and to see which lines mislead.")
    ),
    "tasks": About(N_("Your notes and files on tasks, and the signatures under them."), N_("Proof that it was done at work.")),
    "live practice": About(
        N_("Seats you took, sheets you filled, results, sample cases, codes typed wrong."),
        N_("To review practice fairly: who saw it, and what was seen."),
    ),
    "meetings": About(
        N_("Meetings you were at, led or caught up, what you took on, cards about how you led."),
        N_("Proof of training, and to know whose turn it is to lead."),
    ),
    "clauses": About(
        N_("For each standard, whether an answer or a practice of yours kept to it."),
        N_("To find what a branch should practise next."),
    ),
    "certificates": About(
        N_("Numbers, names as printed, validity, and what happened to them."),
        N_("So that whoever holds a number can check it."),
        N_("For long: a certificate must stay checkable."),
    ),
    "flags": About(
        N_("Sentences you sent about what is unclear, and the answers."), N_("To mend courses. Trainers do not see your name.")
    ),
    "notices": About(N_("What the bell told you, and when you read it."), N_("So that you are told, and only once.")),
    "reports": About(
        N_("Views of the report that you keep."),
        N_("To show them to you, and to send them where you wish."),
        N_("Until you drop them."),
    ),
    "reminders": About(
        N_("How you want to be reached, and what was sent to you."), N_("To send it once, and to find what got lost.")
    ),
    "downloads": About(
        N_("Files you asked for."),
        N_("They carry personal data out of the house; it must be known who asked."),
        N_("The file itself three days; that you asked for it, as a personnel record."),
    ),
    "records": About(
        N_("Which version of the words on personal data you have read, and when."),
        N_("To show each version once, and to prove it."),
    ),
}  # fmt: skip
"""By the name of the part in the factory's table; a test holds the two together."""


def tables(parts: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Everything as flat tables: a name, and rows that are mappings. A part of one row is a table of one row."""
    for name, part in parts.items():
        for key, rows in part.items() if isinstance(part, dict) else [("", part)]:
            named = "-".join(word for word in (name.replace(" ", "-"), key) if word)
            if isinstance(rows, list):
                yield named, [row if isinstance(row, dict) else {"value": row} for row in rows]
            else:
                yield named, [rows if isinstance(rows, dict) else {"value": rows}]


def count(part: Any) -> int:
    """How many rows a part has."""
    return sum(len(rows) for _, rows in tables({"": part}))
