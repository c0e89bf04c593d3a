"""Pieces with addresses in place of file paths."""

from __future__ import annotations

from dataclasses import replace

from learning.content.pieces import Callout, Checklist, Chunk, Direction, Figure, Piece, Pointer, Say, Table
from learning.content.resolving import Resolver
from learning.content.sources import Source


def settled(piece: Piece, source: Source, resolver: Resolver) -> Piece:
    if isinstance(piece, Chunk | Say | Direction):
        return replace(piece, text=resolver.settle(piece.text, source))
    if isinstance(piece, Figure):
        return replace(piece, src=resolver.image(piece.src, source) or "")
    if isinstance(piece, Pointer):
        return replace(piece, target=resolver.address(piece.target, source) or "")
    if isinstance(piece, Callout):
        return replace(piece, inner=tuple(settled(one, source, resolver) for one in piece.inner))
    if isinstance(piece, Checklist):
        return replace(piece, items=tuple(resolver.settle(item, source) for item in piece.items))
    return _table(piece, source, resolver) if isinstance(piece, Table) else piece


def _table(piece: Table, source: Source, resolver: Resolver) -> Table:
    rows = tuple((n, tuple(resolver.settle(cell, source) for cell in cells)) for n, cells in piece.rows)
    return replace(piece, head=tuple(resolver.settle(cell, source) for cell in piece.head), rows=rows)
