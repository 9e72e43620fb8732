"""What kinds of numbers a value may be at run time, where its type covers several.

In: the operations of a program, in their order. Out: the kinds of those values of which the type
does not tell the kind for certain. A value that is a Python number on one path and NumPy's on
another (`0.3 if p else x[k]`), of single precision here and of double there, real or complex, has
a type that covers both; what is computed of it has the dtype that NumPy gives to what really came.

A kind is a ScalarType; that of an array is the kind of its entries.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Sequence
from typing import NamedTuple, Union


from ..ir import paths, prims
from ..ir.inventory import found_once
from ..ir.nodes import (
    UNDEFINED, Call, Const, For, Function, If, Op, Operand, Pack, Value, While,
)  # fmt: skip
from ..ir.traverse import Cloner
from ..ir.types import ArrayType, IterType, ListType, ScalarType, TupleType, Type
from ..runtime.broadcast import fitted, spread, unbroadcast
from ..runtime.masks import kept_unless, kept_where, shared
from ..runtime.precision import alike
from ..types.dtypes import type_of_value
from ..types.infer import InferenceError, result_type
from . import precisions

#: how many combinations of operands are tried; beyond, one operand after the other is varied
TRIALS = 32
#: their result is what their first argument is
_SAME = frozenset({
    prims.retyped, prims.stop_gradient, prims.list_drop_last, prims.write, prims.accumulate,
    prims.accumulate_at, reversed, list, kept_where, kept_unless, unbroadcast, fitted,
})  # fmt: skip


class Items(NamedTuple):
    """The kinds of the items of a list."""

    of: "Kinds"


#: of a number or array, of a list, of a tuple (one for each item)
Kinds = Union[frozenset, Items, tuple]
NONE: Kinds = frozenset()


def of_type(type: Type | None) -> Kinds:
    """The kinds of a value that is what its type says."""
    match type:
        case ScalarType():
            return frozenset((type,))
        case ArrayType(dtype=dtype):
            return frozenset((ScalarType(dtype),))
        case ListType(item=item) | IterType(item=item):
            return Items(of_type(item))
        case TupleType(items=items):
            return tuple(map(of_type, items))
    return NONE


def dtypes(kinds: Kinds) -> frozenset[str]:
    """The dtypes of a number or array that may be of these kinds."""
    return frozenset(kind.dtype for kind in kinds) if isinstance(kinds, frozenset) else NONE


def join(a: Kinds, b: Kinds) -> Kinds:
    if a == b or b == NONE:
        return a
    match a, b:
        case frozenset(), frozenset():
            return a | b
        case Items(of=x), Items(of=y):
            return Items(join(x, y))
        case tuple(), tuple() if len(a) == len(b) and not isinstance(b, Items):
            return tuple(map(join, a, b))
    return b if a == NONE else a


@found_once
def run(fn: Function) -> dict[Value, Kinds]:
    """The kinds of the values of a function that its types do not tell."""
    return KindsAtRunTime(fn.body.ops).found if precisions.are_several(fn) else {}


class KindsAtRunTime:
    """The kinds of the values of a program; `found` holds those that the types do not tell."""

    def __init__(self, ops: Sequence[Op]):
        self.found: dict[Value, Kinds] = {}
        self.run(ops)

    def of(self, operand: Operand) -> Kinds:
        match operand:
            case Value():
                known = self.found.get(operand)
                return of_type(operand.type) if known is None else known
            case Const(value=value):
                return NONE if value is None or value is UNDEFINED else of_type(
                    type_of_value(value)
                )
            case Pack(kind=kind, items=items):
                if kind is list:
                    return Items(self.joined(items))
                return tuple(map(self.of, items))
        return NONE

    def joined(self, operands: Sequence[Operand]) -> Kinds:
        kinds = NONE
        for operand in operands:
            kinds = join(kinds, self.of(operand))
        return kinds

    def keep(self, value: Value, kinds: Kinds) -> bool:
        """Note the kinds of a value; True where that is news."""
        if kinds == NONE or self.of(value) == kinds:
            return False
        self.found[value] = kinds
        if kinds == of_type(value.type):
            del self.found[value]
        return True

    def run(self, ops: Sequence[Op]) -> None:
        for op in ops:
            match op:
                case Call(result=Value() as result):
                    self.keep(result, self.call(op))
                case If():
                    self.run(op.then.ops)
                    self.run(op.orelse.ops)
                    sides = op.then.terminator.operands, op.orelse.terminator.operands
                    for result, *both in zip(op.results, *sides):
                        self.keep(result, self.joined(both))
                case For() | While():
                    self.loop(op)

    def loop(self, op: For | While) -> None:
        count = len(op.iterables) if isinstance(op, For) else 0
        for variable, iterable in zip(op.body.args, op.iterables if count else ()):
            self.keep(variable, self.item(iterable))
        blocks = [op.body] if isinstance(op, For) else [op.condition, op.body]
        args = [block.args[len(block.args) - len(op.inits) :] for block in blocks]
        carries = [self.of(init) for init in op.inits]
        self.hand_on(args, carries)
        while True:
            for block in blocks:
                self.run(block.ops)
            ends = [self.of(operand) for operand in op.body.terminator.operands]
            carries = list(map(join, carries, ends))
            if not self.hand_on(args, carries):
                break
        for result, kinds in zip(op.results, carries):
            self.keep(result, kinds)

    def hand_on(self, args: list[tuple[Value, ...]], carries: list[Kinds]) -> bool:
        """Note the kinds of the carries in each block of a loop; True where one is news."""
        return any([self.keep(arg, kinds) for each in args for arg, kinds in zip(each, carries)])

    def item(self, iterable: Operand) -> Kinds:
        kinds = self.of(iterable)
        return kinds.of if isinstance(kinds, Items) else kinds

    # --- calls ---

    def call(self, op: Call) -> Kinds:
        callee, args = op.callee, op.args
        if callee in (prims.list_append, prims.list_write):
            stored = Items(self.of(args[-1]))
            for _ in paths.steps(args[1])[1:] if callee is prims.list_write else ():
                stored = Items(stored)
            return join(self.of(args[0]), stored)
        if callee is prims.build_list:
            return Items(self.joined(args))
        if callee in (max, min) and isinstance(op.result.type, ScalarType):
            return self.item(args[0]) if len(args) == 1 else self.joined(args)
        if isinstance(callee, Function) or not any(v in self.found for v in op.uses):
            return of_type(op.result.type)
        if not args:
            return self.computed(op)
        if callee in _SAME:
            return self.of(args[0])
        if callee is alike:
            return self.of(args[1])
        if callee is spread:
            given, other = self.of(args[0]), of_type(op.result.type)
            return frozenset().union(*[other if kind.python else {kind} for kind in given])
        if callee is shared:
            return self.computed(Call(operator.mul, args[:2], (), op.result))
        whole = self.of(args[0])
        if isinstance(whole, tuple):
            if callee is operator.getitem:
                return self.part(whole, args[1], op)
            if isinstance(op.result.type, ListType):
                return self.joined([a for a in args if isinstance(self.of(a), Items)])
        return self.computed(op)

    def part(self, whole: Kinds, index: Operand, op: Call) -> Kinds:
        if isinstance(whole, Items):
            return whole if isinstance(index, Pack) else whole.of
        known = isinstance(index, Const) and isinstance(index.value, int)
        return whole[index.value] if known else of_type(op.result.type)

    def computed(self, op: Call) -> Kinds:
        """The kinds of what NumPy makes of operands of these kinds."""
        expected = of_type(op.result.type)
        if not isinstance(expected, frozenset):
            return expected
        plain = self.kind_of_result(op, {})
        choices = {}
        for value in dict.fromkeys(op.uses):
            if value in self.found:
                choices[value] = _alternatives(self.found[value], value.type)
        kinds: Kinds = NONE
        for trial in _trials(choices):
            kind = self.kind_of_result(op, trial)
            # a rule may know more of the result than its callee and operands tell
            kinds |= expected if kind is None or kind == plain else {kind}
        return kinds or expected

    def kind_of_result(self, op: Call, trial: dict[Value, Type]) -> ScalarType | None:
        cloner = Cloner({v: Value(v.name, type) for v, type in trial.items()})
        args = tuple(map(cloner.operand, op.args))
        named = tuple((name, cloner.operand(value)) for name, value in op.kwargs)
        try:
            found = of_type(result_type(op.callee, args, named))
        except InferenceError:
            return None
        return next(iter(found)) if isinstance(found, frozenset) and len(found) == 1 else None


def _alternatives(kinds: Kinds, type: Type) -> list[Type]:
    """The types that a value of these kinds may have."""
    match kinds, type:
        case frozenset(), ArrayType(shape=shape):
            return [ArrayType(kind.dtype, shape) for kind in kinds]
        case frozenset(), ScalarType():
            return list(kinds)
        case Items(of=frozenset() as inner), ListType(item=item):
            return [ListType(each) for each in _alternatives(inner, item)]
    return [type]


def _trials(choices: dict[Value, list[Type]]):
    if math.prod(map(len, choices.values())) <= TRIALS:
        for types in itertools.product(*choices.values()):
            yield dict(zip(choices, types))
        return
    for value, types in choices.items():
        for type in types:
            yield {value: type}
