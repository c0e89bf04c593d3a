"""Text that is typed into a page and not into a file: held to the limits of files, then rendered like everything else."""

import re
from collections.abc import Iterator
from itertools import groupby

from learning.content.findings import Log
from learning.content.limits import admit
from learning.content.markup import inline, sanitise
from learning.content.rendering import render_text

HEADING = re.compile(r"(#{2,3})\s+(\S.*)")


def render_written(text: str, lang: str) -> tuple[str, str]:
    """Safe HTML, and a sentence why there is none: the line and what is too much there."""
    log = Log("")
    lines = admit(text.encode("utf-8", "replace"), log)
    if lines is None:
        return "", f"{log.found[-1].line}: {log.found[-1].message(lang)}"
    return "".join(_blocks(lines, lang)), ""


def _blocks(lines: list[str], lang: str) -> Iterator[str]:
    """Headings of two and three marks are ours; what stands between them is a text like any other."""
    for is_heading, group in groupby(lines, lambda line: HEADING.fullmatch(line.strip()) is not None):
        if not is_heading:
            yield render_text("\n".join(group), lang)
            continue
        for line in group:
            marks, words = line.strip().split(maxsplit=1)
            yield sanitise(f"<h{len(marks)}>{inline(words)}</h{len(marks)}>")
