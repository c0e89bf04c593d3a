"""The units in range, as they hung in the tree on the day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from learning.reports.rules.counts import Counts, Node


class Tree:
    """Units with their places, in the bank's order. A unit whose parent is out of range is a root."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self._below: dict[int | None, list[Node]] = defaultdict(list)
        for node in sorted(self.nodes.values(), key=lambda node: (node.order, node.id)):
            self._below[node.parent if node.parent in self.nodes else None].append(node)

    @property
    def roots(self) -> list[Node]:
        return self._below[None]

    def below(self, unit: int | None) -> list[Node]:
        return self._below.get(unit, [])

    def above(self, unit: int) -> list[int]:
        """The units above, the nearest first. A place that goes round in a circle ends."""
        found: list[int] = []
        at = self.nodes[unit].parent if unit in self.nodes else None
        while at in self.nodes and at not in found and at != unit:
            found.append(at)
            at = self.nodes[at].parent
        return found

    def under(self, unit: int) -> list[int]:
        """The unit and all below it."""
        return [unit, *(one for child in self.below(unit) for one in self.under(child.id))]

    def parts(self) -> dict[int, frozenset[int]]:
        """Of each unit, all whose people count in it: itself and those below."""
        found: dict[int, set[int]] = {unit: set() for unit in self.nodes}
        for unit in self.nodes:
            for above in (unit, *self.above(unit)):
                found[above].add(unit)
        return {unit: frozenset(below) for unit, below in found.items()}

    def is_whole(self, unit: int) -> bool:
        """Whether everybody in range is in this unit or below it."""
        return [root.id for root in self.roots] == [unit]

    def opened(self, unit: int | None) -> set[int]:
        """The units whose children are shown: the one asked for with all above it; at first a lone root."""
        if unit is None:
            return {self.roots[0].id} if len(self.roots) == 1 else set()
        return {unit, *self.above(unit)}

    def walk(self) -> Iterator[tuple[Node, int]]:
        """Every unit with its depth, top down."""
        stack = [(root, 0) for root in reversed(self.roots)]
        while stack:
            node, depth = stack.pop()
            yield node, depth
            stack += [(child, depth + 1) for child in reversed(self.below(node.id))]

    def summed(self, own: Mapping[int, Counts]) -> dict[int, Counts]:
        """What is counted in each unit and below it."""
        whole = {unit: Counts() for unit in self.nodes}
        for unit, counts in own.items():
            for above in (unit, *self.above(unit)):
                if above in whole:
                    whole[above].add(counts)
        return whole
