"""Who stands above whom: the nearest heads up the tree of units, level by level."""

from collections.abc import Iterator, Mapping


def heads_above(unit: int, above: Mapping[int, int | None], heads: Mapping[int, frozenset[int]]) -> Iterator[frozenset[int]]:
    """The heads of the unit or of the nearest unit above that has some; then of the next above that one, and so on."""
    at: int | None = unit
    seen: set[int] = set()
    while at is not None and at not in seen:
        seen.add(at)
        if found := heads.get(at):
            yield found
        at = above.get(at)


def heads_to_tell(
    unit: int, person_id: int, levels: int, above: Mapping[int, int | None], heads: Mapping[int, frozenset[int]]
) -> frozenset[int]:
    """The heads on the ``levels``-th level above the person; nobody is told of themselves. Too few levels: the highest one."""
    found = [level - {person_id} for level in heads_above(unit, above, heads) if level - {person_id}]
    if not found or levels < 1:
        return frozenset()
    return found[min(levels, len(found)) - 1]
