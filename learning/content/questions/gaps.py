"""Gaps in a stem: `[[迎声]]`, `[[答声|应声]]`."""

from __future__ import annotations

import re

from learning.content.findings import Log
from learning.content.questions.draft import Draft
from learning.content.typed import plain

MOST = 10
GAP = re.compile(r"\[\[([^\[\]]{0,200})\]\]")


def read_gaps(draft: Draft, log: Log) -> tuple[str, list[list[str]]]:
    """The stem with `[[0]]`, `[[1]]` … in place of the answers, and the answers."""
    answers: list[list[str]] = []
    lines = []
    for line in draft.stem:
        lines.append(_numbered(line.text, line.n, answers, log))
    if not answers:
        log.add("Q35", draft.n)
    if len(answers) > MOST:
        log.add("Q36", draft.n, n=len(answers))
    return "\n".join(lines).strip(), answers


def _numbered(text: str, n: int, answers: list[list[str]], log: Log) -> str:
    twin, out, at = plain(text), [], 0
    found = list(GAP.finditer(twin))
    if twin.count("[[") != len(found) or twin.count("]]") != len(found):
        log.add("Q38", n, max(twin.find("[["), twin.find("]]"), 0) + 1)
    for gap in found:
        if text[gap.start() : gap.start() + 2] != "[[" or text[gap.end() - 2 : gap.end()] != "]]":
            log.add("Q34", n, gap.start() + 1)
        accepted = [part.strip() for part in re.split("[|｜]", text[gap.start(1) : gap.end(1)])]
        if not all(accepted):
            log.add("Q37", n, gap.start() + 1)
        out += [text[at : gap.start()], f"[[{len(answers)}]]"]
        answers.append([part for part in accepted if part])
        at = gap.end()
    return "".join([*out, text[at:]])
