"""What is kept about a person, in plain sentences, and words for its keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from learning.base.refusals import N_
from learning.people.rules import POSITIONS

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


LABELS = {
    "people": N_("People"),
    "person": N_("Person"),
    "postings": N_("Postings"),
    "absences": N_("Absences"),
    "roles": N_("Roles"),
    "sessions": N_("Sessions"),
    "record_opened": N_("When my record was opened"),
    "number": N_("Staff number"),
    "name": N_("Name"),
    "name_en": N_("Name in Latin letters"),
    "email": N_("Mail"),
    "mobile": N_("Mobile"),
    "hired_on": N_("First day at the bank"),
    "left_on": N_("First day no longer here"),
    "language": N_("Language"),
    "theme": N_("Colours"),
    "text_size": N_("Size of text"),
    "password_changed_at": N_("Password since"),
    "disabled_at": N_("Disabled"),
    "created_at": N_("Recorded"),
    "unit_id": N_("Unit"),
    "position": N_("Position"),
    "kind": N_("Kind"),
    "from_on": N_("First day"),
    "until_on": N_("First day it is over"),
    "recorded_at": N_("Recorded"),
    "role": N_("Role"),
    "granted_at": N_("Recorded"),
    "last_seen_at": N_("Last seen"),
    "ended_at": N_("Ended"),
    "device": N_("Device"),
    "source": N_("Source"),
    "page": N_("Page"),
    "at": N_("Moment"),
    "study": N_("Courses and progress"),
    "assignments": N_("Assignments"),
    "requirement": N_("Course"),
    "due_on": N_("Due"),
    "why": N_("Why"),
    "unit": N_("Unit"),
    "steps": N_("Steps done"),
    "step": N_("Step"),
    "course": N_("Course"),
    "course_en": N_("Course in English"),
    "version": N_("Version"),
    "edition": N_("Edition"),
    "effective_at": N_("Counts from"),
    "completions": N_("Courses completed"),
    "lessons": N_("Lessons"),
    "lesson": N_("Lesson"),
    "readings": N_("Reading"),
    "percent": N_("Per cent read"),
    "opened_at": N_("First opened"),
    "seen_at": N_("Last opened"),
    "notes": N_("Notes"),
    "bookmarks": N_("Bookmarks"),
    "answers": N_("Answers"),
    "item": N_("Item"),
    "value": N_("Answer given"),
    "num": N_("Points, numerator"),
    "den": N_("Points, denominator"),
    "place": N_("Place"),
    "quizzes": N_("Quizzes"),
    "quiz": N_("Quiz"),
    "n": N_("Number in the list"),
    "seq": N_("Order"),
    "purpose": N_("Purpose"),
    "started_at": N_("Started"),
    "received_at": N_("Received"),
    "handed_in_at": N_("Handed in"),
    "handed_in_by": N_("Handed in by"),
    "passed": N_("Passed"),
    "clauses": N_("Clauses"),
    "clause": N_("Clause"),
    "kept": N_("Kept to it"),
    "certificates": N_("Certificates"),
    "events": N_("What happened to it"),
    "printed": N_("Printed on it"),
    "issued_at": N_("Issued"),
    "issued_on": N_("Issued on"),
    "valid_from": N_("Valid from"),
    "valid_until": N_("Valid until"),
    "shows_name": N_("Shows the whole name"),
    "signatory": N_("Signed by"),
    "signatory_en": N_("Signed by, in English"),
    "bank": N_("Bank"),
    "bank_en": N_("Bank in English"),
    "zh": N_("In Chinese"),
    "en": N_("In English"),
    "uuid": N_("Identifier"),
    "notices": N_("Notices"),
    "roster": N_("Roster"),
    "reports": N_("Reports"),
    "views": N_("Views kept"),
    "wish": N_("Filters"),
    "rhythm": N_("Sent"),
    "reminders": N_("Messages sent to me"),
    "channel": N_("Way"),
    "address": N_("Address"),
    "state": N_("State"),
    "sent_at": N_("Sent"),
    "gaps": N_("Details"),
    "path": N_("Leads to"),
    "read_at": N_("Read"),
    "sign_in_tries": N_("Tries to sign in"),
    "is_known_device": N_("From a known device"),
    "outcome": N_("Outcome"),
    "codes": N_("One-time codes"),
    "given_at": N_("Given"),
    "ends_at": N_("Good until"),
    "used_at": N_("Used"),
    "former_passwords": N_("Passwords replaced"),
    "replaced_at": N_("Replaced"),
    "attempts": N_("Attempts"),
    "granted": N_("Attempts granted"),
    "reason": N_("Reason"),
    "marked": N_("What markers wrote"),
    "comment": N_("Comment"),
    "roleplays": N_("Role-plays"),
    "roleplay": N_("Role-play"),
    "mode": N_("Way"),
    "choices": N_("Lines chosen"),
    "end": N_("Ending"),
    "tasks": N_("Tasks"),
    "task": N_("Task"),
    "files": N_("Files"),
    "signatures": N_("Signatures"),
    "line": N_("Line"),
    "note": N_("Note"),
    "text": N_("Text"),
    "begun_at": N_("Begun"),
    "ready_at": N_("Ready"),
    "done_at": N_("Done"),
    "written_at": N_("Written"),
    "live practice": N_("Live practice"),
    "seats": N_("Seats taken"),
    "taken_at": N_("Taken"),
    "released_at": N_("Given back"),
    "sheet": N_("Sheet"),
    "points": N_("Points given"),
    "red_lines": N_("Red lines"),
    "evidence": N_("Evidence"),
    "results": N_("Results"),
    "total": N_("Points won"),
    "word": N_("The branch head's word"),
    "cases": N_("Sample cases"),
    "case": N_("Sample case"),
    "invitations": N_("Rooms opened with a code"),
    "wrong_codes": N_("Codes typed wrong"),
    "meetings": N_("Meetings"),
    "meeting": N_("Meeting"),
    "attended": N_("Been at"),
    "hosted": N_("Led"),
    "day": N_("Day"),
    "how": N_("How"),
    "drilled": N_("Drilled"),
    "shared": N_("Spoke up"),
    "caught_up_at": N_("Caught up"),
    "seconds": N_("Seconds"),
    "cards": N_("Cards of how I led"),
    "scores": N_("Points given"),
    "drills_entered": N_("Results of drills I entered"),
    "segment": N_("Segment"),
    "right": N_("Right"),
    "rounds": N_("Rounds"),
    "flags": N_("What I found unclear"),
    "answer": N_("Answer"),
    "answered_at": N_("Answered"),
    "downloads": N_("Files asked for"),
    "title": N_("Title"),
    "asked_at": N_("Asked"),
    "finished_at": N_("Finished"),
    "messages": N_("Messages"),
    "sent": N_("Sent"),
    "lines": N_("Lines about me"),
    "planned": N_("Planned for me to lead"),
    "records": N_("Words on personal data"),
    "privacy_notices": N_("Versions read"),
    "before": N_("Before"),
    "after": N_("After"),
}
"""Words for the keys of "my data"; a key without one is shown as it is."""
VALUES = {
    **POSITIONS,
    "True": N_("Yes"),
    "False": N_("No"),
    "auto": N_("As the device has it"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "normal": N_("Normal"),
    "large": N_("Large"),
    "main": N_("Main post"),
    "acting": N_("Acting"),
    "lesson": N_("Lesson"),
    "quiz": N_("Quiz"),
    "exam": N_("Exam"),
    "practice": N_("Practice"),
    "assigned": N_("Assigned"),
    "unit": N_("Unit"),
    "person": N_("Person"),
    "role": N_("Role"),
    "head": N_("Branch head"),
    "trainer": N_("Trainer"),
    "officer": N_("HR officer"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
}
"""Words for values that are names of kinds; every other value is shown as it is."""
