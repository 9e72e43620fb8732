"""Parallel copies as statements: pairs of variable and source in, assignments out.

All sources are read before any variable changes. Assignments come one after the other in an order
that respects this; what goes in a circle (a swap) is one assignment of tuples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..ir.nodes import Op, Operand, Value, is_undefined
from . import syntax
from .nesting import inner_nodes, values_in
from .plan import Copy, Node
from .references import reads


@dataclass(slots=True)
class _Move:
    """`reads`: the names that the source reads, where there are other moves."""

    name: str
    source: object
    reads: set[str] = field(default_factory=set)


def copy_statements(speller, pairs: list[tuple[Value, Operand]]) -> list:
    moves: list[_Move] = []
    for target, operand in pairs:
        if target in speller.names and not is_undefined(operand):
            source = speller.operand(operand)
            name = speller.names[target]
            if not (isinstance(operand, Value) and getattr(source, "id", None) == name):
                moves.append(_Move(name, source))
    if len(moves) > 1:
        for move in moves:
            move.reads = reads(move.source)
    out = []
    while moves:
        move = next((m for m in moves if not _is_read(m, moves)), None)
        if move is not None:
            out.append(syntax.assign(speller.named(move.name), move.source))
            moves.remove(move)
        else:
            out.append(_together(moves))
            moves = []
    return out


def copied(
    nodes: list[Node], names: Mapping[Value, str], inline: Mapping[Value, Op]
) -> Iterator[Value]:
    """What the copies among the nodes read of other variables than those that they assign."""
    for node in nodes:
        if isinstance(node, Copy):
            for target, operand in node.pairs:
                if target in names:
                    read = values_in([operand], inline)
                    yield from (v for v in read if names.get(v) != names[target])
        for inner in inner_nodes(node):
            yield from copied(inner, names, inline)


def _is_read(move: _Move, moves: list[_Move]) -> bool:
    return any(move.name in other.reads for other in moves if other is not move)


def _together(moves: list[_Move]):
    targets = syntax.sequence(syntax.name(move.name) for move in moves)
    return syntax.assign(targets, syntax.sequence(move.source for move in moves))
