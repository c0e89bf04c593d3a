"""Role-plays, meetings and tasks: their headers, so that outlines may lead to them. Their bodies come later."""

from __future__ import annotations

import re

from learning.content import typed
from learning.content.context import Context
from learning.content.declared import item_facts
from learning.content.items import Page, StepKind
from learning.content.sources import Source

_KINDS: dict[str, StepKind] = {"roleplay": "roleplay", "meeting": "meeting", "task": "task"}
_CLAUSES = re.compile(r"\s*(?:- )?(?:条款|Clauses)\s*[:：](.*)\Z")


def read_page(source: Source, english: Source | None, context: Context) -> Page:
    for line in source.lines:
        if found := _CLAUSES.match(line.text):
            context.cite(typed.items(found[1]), source.log, (line.n, found.start(1) + 1))
    return Page(**item_facts(source, english), kind=_KINDS[source.place.kind])
