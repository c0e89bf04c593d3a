"""R50 and after: whether a dialogue that can be played is worth playing. Asked only when it has no errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from learning.content.findings import Log
from learning.content.limits import CHOICES_A_PATH
from learning.content.played import Node, Roleplay
from learning.content.questions.choosing import MUCH_LONGER
from learning.content.roleplays.dialogue import NodeDraft
from learning.content.roleplays.draft import RoleplayDraft
from learning.content.roleplays.paths import PathStatistics, path_statistics
from learning.content.roleplays.scoring import best_reply, outcome, visits, worth

FEW_CHARACTERS = 10


def check_health(roleplay: Roleplay, draft: RoleplayDraft, log: Log) -> None:
    """What concerns the whole is said at the line of 对话."""
    n = draft.line("dialogue")
    if longest(roleplay) > CHOICES_A_PATH:
        log.add("S11b", n, limit=CHOICES_A_PATH)
        return
    lines = {node.id: node for node in draft.nodes}
    _check_dimensions(roleplay, draft, log)
    _check_steps(roleplay, lines, log)
    _check_red_lines(roleplay, lines, log)
    _check_lengths(roleplay, log, n)
    found = path_statistics(roleplay)
    if found.longest <= 1:
        log.add("R54", n)
    if all(node.end != "happy" for node in roleplay.nodes):
        log.add("R55", n)
    if found.is_whole and not found.passing:
        log.add("R56", n)
    if found.easy_pass:
        _say_easy(roleplay, found, lines, log, n)


def longest(roleplay: Roleplay) -> int:
    """The most replies on one way, counted backwards from the ends; there are no cycles."""
    counts: dict[str, int] = {}
    waiting = [roleplay.start]
    while waiting:
        node = waiting[-1]
        after = [one for one in _next(roleplay, node) if one.id not in counts]
        if after:
            waiting.extend(after)
            continue
        waiting.pop()
        ahead = max((counts[one.id] for one in _next(roleplay, node)), default=0)
        counts[node.id] = ahead + bool(node.replies)
    return counts[roleplay.start.id]


def _next(roleplay: Roleplay, node: Node) -> list[Node]:
    ids = {reply.goes_to for reply in node.replies} or {node.goes_to}
    return [one for one in roleplay.nodes if one.id in ids]


def _choosing(roleplay: Roleplay) -> Iterator[Node]:
    return (node for node in roleplay.nodes if node.replies)


def _check_dimensions(roleplay: Roleplay, draft: RoleplayDraft, log: Log) -> None:
    """R52: a dimension in which nothing can be earned."""
    for place, row in enumerate(draft.dimensions):
        if all(reply.scores[place] <= 0 for node in _choosing(roleplay) for reply in node.replies):
            log.add("R52", row.n, x=row.name[:40])


def _check_steps(roleplay: Roleplay, lines: dict[str, NodeDraft], log: Log) -> None:
    """R53 and R57: a step that decides nothing."""
    for node in _choosing(roleplay):
        place = lines[node.id].heading.n
        if all(worth(roleplay, reply) <= 0 for reply in node.replies):
            log.add("R53", place, x=node.title.zh[:40])
        elif len({(reply.scores, reply.red_line) for reply in node.replies}) == 1:
            log.add("R57", place, x=node.title.zh[:40])


def _check_red_lines(roleplay: Roleplay, lines: dict[str, NodeDraft], log: Log) -> None:
    """R60. A node that goes on by itself counts as where it goes."""
    for node in _choosing(roleplay):
        for reply, draft in zip(node.replies, lines[node.id].replies, strict=True):
            after = roleplay.node(reply.goes_to)
            while after and not after.replies and after.goes_to:
                after = roleplay.node(after.goes_to)
            if reply.red_line and after and after.end != "failed":
                log.add("R60", draft.places["goes_to"][0], draft.places["goes_to"][1])


def _check_lengths(roleplay: Roleplay, log: Log, n: int) -> None:
    """R58: at most of the steps the best reply is much longer than every other."""
    steps = list(_choosing(roleplay))
    easy = 0
    for node in steps:
        texts = [len(text) for text in (reply["text"] for reply in _stored(roleplay, node))]
        best = texts.pop(best_reply(roleplay, node))
        easy += best > max(FEW_CHARACTERS, MUCH_LONGER * max(texts, default=0))
    if len(steps) > 1 and easy * 2 > len(steps):
        log.add("R58", n, m=len(steps), n=easy)


def _stored(roleplay: Roleplay, node: Node) -> Sequence[dict[str, str]]:
    """The replies as the author wrote them: HTML has other lengths."""
    replies: Sequence[dict[str, str]] = roleplay.source["zh"]["nodes"][roleplay.nodes.index(node)]["replies"]
    return replies


def _say_easy(roleplay: Roleplay, found: PathStatistics, lines: dict[str, NodeDraft], log: Log, n: int) -> None:
    chosen = found.easy_pass or ()
    way = [one for one in visits(roleplay, chosen) if one.chosen is not None]
    places = "、".join(str(lines[one.node.id].replies[one.chosen or 0].n) for one in way)
    log.add("R59", n, lines=places, p=round(outcome(roleplay, chosen).score * 100))
