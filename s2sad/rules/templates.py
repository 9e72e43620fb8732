"""What a rule emits, kept for the next operation on operands of the same form.

A rule of ours depends on its operands by their types, the lengths that integers hold, the constants
among them, and which of them are one value. That is the key; what was emitted for it is copied.
A user's rule may read what changes, so that it is run each time. What surprises: two arrays have
the same form only if their axes have the same names, since lengths are told by name.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..ir.builder import Builder
from ..ir.identity import const_key
from ..ir.nodes import Const, Op, Operand, Pack, Value
from ..ir.traverse import Cloner, bind_tree, blocks_of
from ..ir.types import Axis
from ..source import Span
from ..types.abstract import Zero
from ..types.dims import renamed, rule_name
from ..types.request import with_dims

Lengths = dict[Value, Axis]

#: how many are kept
MOST = 4096

_PLAIN = (bool, int, float, complex, str, type(None), type, np.dtype, np.generic)


@dataclass(frozen=True, slots=True)
class Template:
    """The operations over holes for the operands, the result, and which lengths its values are."""

    holes: tuple
    ops: tuple[Op, ...]
    result: Operand | None
    lengths: Lengths
    name: str | None
    """what lengths are called that this application of the rule has made: each copy has its own"""

    def emit(
        self, operands: Sequence, builder: Builder, lengths: Lengths, span: Span | None
    ) -> Operand | None:
        cloner = _Cloner(span) if self.name is None else _RenamingCloner(span, self.name)
        for hole, operand in zip(self.holes, operands):
            bind_tree(cloner, hole, operand)
        builder.ops.extend(map(cloner.op, self.ops))
        for value, axis in self.lengths.items():
            if value in cloner.map:  # not one of an attempt that was given up
                lengths[cloner.map[value]] = cloner.axis(axis)
        return None if self.result is None else cloner.operand(self.result)


class _Cloner(Cloner):
    """Copies that belong to another line."""

    def __init__(self, place: Span | None):
        super().__init__()
        self.place = place

    def span(self, span: Span | None) -> Span | None:
        return self.place

    def fresh(self, value: Value) -> Value:
        new = self.map[value] = Value(value.name, value.type, self.place)
        return new

    def axis(self, axis: Axis) -> Axis:
        return axis


class _RenamingCloner(_Cloner):
    """Copies with their own names for lengths that only the run knows."""

    def __init__(self, place: Span | None, name: str):
        super().__init__(place)
        self.axis = renamed(name, rule_name())

    def fresh(self, value: Value) -> Value:
        type_ = None if value.type is None else with_dims(value.type, self.axis)
        new = self.map[value] = Value(value.name, type_, self.place)
        return new


def mentions(ops: Iterable[Op], name: str) -> bool:
    """True where a length in a type is called so."""
    for op in ops:
        if any(result.type is not None and name in str(result.type) for result in op.results):
            return True
        if any(mentions(block.ops, name) for block in blocks_of(op)):
            return True
    return False


class Form:
    """Keys of operands: equal for operands of the same form. `numbers`: the values met so far."""

    def __init__(self, lengths: Lengths):
        self.lengths = lengths
        self.numbers: dict[Value, int] = {}

    def key(self, operand: Operand | Zero | None) -> Hashable | None:
        """None for what has no form that could come again."""
        match operand:
            case Value(type=type_):
                number = self.numbers.setdefault(operand, len(self.numbers))
                return type_, number, self.lengths.get(operand)
            case Const(value=value):
                return const_key(value) if _is_plain(value) else None
            case Pack(kind=kind, items=items, keys=keys):
                parts = tuple(map(self.key, items))
                return None if None in parts else (kind, keys, parts)
            case Zero(like=None):
                return Zero
        return None


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, _PLAIN)
