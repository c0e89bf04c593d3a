"""What a list of choices must be: enough, distinct, one right or several, and not guessable."""

from __future__ import annotations

import re
import unicodedata

from learning.content.findings import Log
from learning.content.questions.choices import ChoiceDraft
from learning.content.questions.draft import Draft

MOST, FEWEST = 8, 2
_ALL_OF_THEM = re.compile(
    r"以上(?:都|全|均|皆|选项)|都(?:对|不对|正确|不正确|是|不是)[。.]?\Z"
    r"|(?:^|[^A-Za-z])[A-H] ?(?:和|与|、|及|and) ?[A-H](?![A-Za-z])"
    r"|\b(?:all|none|both) of the above\b|\ball of these\b",
    re.IGNORECASE,
)
MUCH_LONGER = 1.8


def check_choices(draft: Draft, log: Log, *, several: bool) -> None:
    if not draft.choices:
        return log.add("Q21", draft.n)
    first = draft.choices[0].n
    if not FEWEST <= len(draft.choices) <= MOST:
        log.add("Q22", first, n=len(draft.choices))
    _check_marks(draft, first, log, several=several)
    _check_texts(draft.choices, log)
    return _check_length(draft.choices, log)


def _check_marks(draft: Draft, first: int, log: Log, *, several: bool) -> None:
    right = sum(choice.mark == 1 for choice in draft.choices)
    if several:
        if right < 2:
            log.add("Q24", first, n=right)
        for choice in draft.choices:
            if choice.mark not in (0, 1):
                log.add("Q25", choice.n)
    elif right != 1:
        log.add("Q23", first, n=right)


def _check_texts(choices: list[ChoiceDraft], log: Log) -> None:
    seen: dict[str, int] = {}
    for choice in choices:
        text = normal(choice.text)
        if not text:
            log.add("Q26", choice.n)
        elif text in seen:
            log.add("Q27", choice.n, n=seen[text])
        elif _ALL_OF_THEM.search(text):
            log.add("Q28", choice.n)
        seen.setdefault(text, choice.n)


def normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _check_length(choices: list[ChoiceDraft], log: Log) -> None:
    right = [choice for choice in choices if choice.mark == 1]
    others = [len(choice.text) for choice in choices if choice.mark != 1]
    if len(right) == 1 and others and len(right[0].text) > max(10, MUCH_LONGER * max(others)):
        log.add("Q29", right[0].n)
