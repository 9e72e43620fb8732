"""Values that some path leaves without a value: results of branches, carries, what tapes hold.

In: a function. Out: its values that may be UNDEFINED, since some path does not assign them, or
an empty array, where the reverse sweep put a placeholder in the place of that, zeros in the shape
of such a placeholder, or the sum of two of these. The shapes in their types do not hold then.

A value is absent at a path: `()` is the value itself, `(-1, 2)` item 2 of any item of a list.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from ..ir import prims
from ..ir.inventory import found_once, inventory
from ..ir.nodes import (
    UNDEFINED, Call, Const, For, Function, If, Operand, Pack, Value, While,
)  # fmt: skip
from ..ir.paths import steps
from ..ir.types import ArrayType, IterType, ListType, RecordType, TupleType
from ..runtime.broadcast import spread, unbroadcast
from ..runtime.masks import kept_unless, kept_where, shared

#: the step of a path from a list to its items
ITEM = -1

Path = tuple[int, ...]

#: calls whose result holds what their first argument holds, and what they put into it
_SAME = frozenset({
    prims.list_append, prims.list_drop_last, prims.list_write, reversed, list, operator.add,
})  # fmt: skip
#: calls whose result has the shape of an argument: its position
_LIKE = {
    **dict.fromkeys((np.zeros_like, np.ones_like, np.full_like, np.empty_like, np.copy), 0),
    **dict.fromkeys((prims.retyped, kept_where, kept_unless, shared), 0), spread: 1, unbroadcast: 1,
}  # fmt: skip
_PUT = {prims.list_append: 1, prims.list_write: 2}


@found_once
def run(fn: Function) -> frozenset[Value]:
    """The values that may be UNDEFINED or the placeholder of an array."""
    return _whole(_found(fn))


@found_once
def placeholders(fn: Function) -> frozenset[Value]:
    """The values that may be the placeholder of an array, and so are not of their type's shape
    where nobody reads them: zeros for them are made in their own shape."""
    return _whole(_found(fn, undefined=False))


def paths(fn: Function) -> dict[Value, set[Path]]:
    """Where values may hold the placeholder of an array."""
    return _by_value(_found(fn, undefined=False))


def all_paths(fn: Function) -> dict[Value, set[Path]]:
    """Where values may hold the placeholder of an array or nothing at all."""
    return _by_value(_found(fn))


def _whole(found: set[tuple[Value, Path]]) -> frozenset[Value]:
    return frozenset(value for value, path in found if not path)


def _by_value(found: set[tuple[Value, Path]]) -> dict[Value, set[Path]]:
    by_value: dict[Value, set[Path]] = {}
    for value, path in found:
        by_value.setdefault(value, set()).add(path)
    return by_value


def within(operand: Operand, missing: Mapping[Value, set[Path]]) -> set[Path]:
    """Where the operand may hold the placeholder of an array; `missing`: where values may."""
    if isinstance(operand, Pack):
        step = itertools.repeat(ITEM) if operand.kind is list else itertools.count()
        return {(k, *path) for k, o in zip(step, operand.items) for path in within(o, missing)}
    return missing.get(operand, set()) if isinstance(operand, Value) else set()


@found_once
def _returned(fn: Function) -> frozenset[Path]:
    """Where the result may hold the placeholder of an array; one that calls itself: as far as that
    is known without."""
    fn.facts[_returned.__wrapped__] = frozenset()
    return frozenset(within(fn.body.terminator.value, paths(fn)))


def is_placeholder(op: Call) -> bool:
    """Whether the call makes an array of no elements where one of the result's type is due."""
    if op.callee is not np.empty or not op.args or not isinstance(op.result.type, ArrayType):
        return False
    lengths = op.args[0].items if isinstance(op.args[0], Pack) else op.args[:1]
    empty = any(isinstance(n, Const) and n.value == 0 for n in lengths)
    return empty and 0 not in op.result.type.shape


def _found(fn: Function, undefined: bool = True) -> set[tuple[Value, Path]]:
    return _Absent(fn, undefined).found() if _has_sources(fn) else set()


@found_once
def _has_sources(fn: Function) -> bool:
    found = inventory(fn)
    return (
        any(param.absent for param in fn.params)
        or np.empty in found.callees
        or any(type(callee) is Function and _returned(callee) for callee in found.callees)
        or any(map(_is_source, found.controls))
    )


def _is_source(op: If | For | While) -> bool:
    if isinstance(op, If):
        handed = (*op.then.terminator.operands, *op.orelse.terminator.operands)
    else:
        handed = (*op.inits, *op.body.terminator.operands)
    return hold_undefined(handed)


def hold_undefined(operands: Iterable[Operand]) -> bool:
    """True where one of the operands stands for no value, or an item of it does."""
    for operand in operands:
        kind = type(operand)
        if kind is Const:
            if operand.value is UNDEFINED:
                return True
        elif kind is Pack and hold_undefined(operand.items):
            return True
    return False


class _Absent:
    def __init__(self, fn: Function, undefined: bool = True):
        self.undefined = undefined
        self.todo: list[tuple[Value, Path]] = []
        #: value -> (who is handed it or a part of it, the part, where the part goes)
        self.readers: dict[Value, list[tuple[Value, Path, Path]]] = {}
        #: array -> (what is added to it, the sum)
        self.sums: dict[Value, list[tuple[Operand, Value]]] = {}
        for param in fn.params:
            for path in param.absent:
                self.todo.append(_leaf(param.tree, path))
        for op in inventory(fn).ops:
            self.visit(op)

    def found(self) -> set[tuple[Value, Path]]:
        found: set[tuple[Value, Path]] = set()
        while self.todo:
            value, path = self.todo.pop()
            if (value, path) in found:
                continue
            found.add((value, path))
            for target, taken, put in self.readers.get(value, ()):
                if path[: len(taken)] == taken:
                    self.todo.append((target, put + path[len(taken) :]))
            if not path:
                both = (s for other, s in self.sums.get(value, ()) if (other, ()) in found)
                self.todo.extend((total, ()) for total in both)
        return found

    def hand(self, operand: Operand, target: Value, taken: Path = (), put: Path = ()) -> None:
        """Part `taken` of the operand becomes part `put` of the target."""
        match operand:
            case Value():
                self.readers.setdefault(operand, []).append((target, taken, put))
            case Pack(items=items):
                if taken:
                    chosen = items if taken[0] == ITEM else items[taken[0] : taken[0] + 1]
                    for item in chosen:
                        self.hand(item, target, taken[1:], put)
                    return
                for k, item in enumerate(items):
                    step = ITEM if operand.kind is list else k
                    self.hand(item, target, (), (*put, step))
            case Const(value=value) if value is UNDEFINED and self.undefined and not taken:
                self.todo.append((target, put))

    def visit(self, op) -> None:
        match op:
            case Call():
                self.call(op)
            case If():
                for block in (op.then, op.orelse):
                    for operand, result in zip(block.terminator.operands, op.results):
                        self.hand(operand, result)
            case For() | While():
                if isinstance(op, For):
                    for iterable, variable in zip(op.iterables, op.body.args):
                        self.hand(iterable, variable, (ITEM,))
                for init, after, arg, result in _carries(op):
                    self.hand(init, arg)
                    self.hand(after, arg)
                    self.hand(arg, result)

    def call(self, op: Call) -> None:
        if op.result is None:
            return
        if is_placeholder(op):
            self.todo.append((op.result, ()))
        elif type(op.callee) is Function:
            self.todo.extend((op.result, path) for path in _returned(op.callee))
        elif op.callee in _LIKE:
            self.hand(op.args[_LIKE[op.callee]], op.result)
        elif op.callee is operator.getitem:
            for step in _steps(*op.args):
                self.hand(op.args[0], op.result, (step,))
        elif op.callee in _SAME and isinstance(op.result.type, ListType | IterType):
            for operand in op.args[: 2 if op.callee is operator.add else 1]:
                self.hand(operand, op.result)
            if op.callee in _PUT:
                depth = len(steps(op.args[1])) if op.callee is prims.list_write else 1
                self.hand(op.args[_PUT[op.callee]], op.result, (), (ITEM,) * depth)
        elif op.callee is operator.add and isinstance(op.result.type, ArrayType):
            for one, other in (op.args, op.args[::-1]):
                if isinstance(one, Value):
                    self.sums.setdefault(one, []).append((other, op.result))
        elif op.callee is prims.build_list:
            for operand in op.args:
                self.hand(operand, op.result, (), (ITEM,))


def _steps(source: Operand, index: Operand) -> Iterable[int]:
    """The steps from a container to what a subscript may take out of it."""
    type_ = getattr(source, "type", None)
    if isinstance(type_, ListType | IterType):
        return (ITEM,)
    if not isinstance(type_, TupleType | RecordType) and not isinstance(source, Pack):
        return ()
    every = range(len(source.items if isinstance(source, Pack) else type_.items))
    if isinstance(index, Const) and type(index.value) is int:
        return every[index.value : index.value + 1 or None]
    return every


def _leaf(tree: Operand, path: Path) -> tuple[Value, Path]:
    """The leaf of a parameter's tree on the path, and the rest of the path."""
    while isinstance(tree, Pack):
        tree, path = tree.items[path[0]], path[1:]
    return tree, path


def _carries(op: For | While) -> Iterator[tuple[Operand, Operand, Value, Value]]:
    args = op.body.args[len(op.body.args) - len(op.inits) :]
    return zip(op.inits, op.body.terminator.operands, args, op.results)
