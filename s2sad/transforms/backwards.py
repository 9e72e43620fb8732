"""What a backward loop runs over: the forward iterables backwards where they can be reversed as
they stand, the tape where something is stored, else the numbers of the iterations.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import Call, Const, For, Op, Operand, Value, While
from ..ir.types import INT, ArrayType, IterType, ListType, ScalarType
from .tangents import operand_type


@dataclass(slots=True)
class Tape:
    """What the forward loop stores in each iteration, and the list that holds it."""

    stored: tuple[Value, ...]
    result: Value


class Backwards:
    """The iterables of one For or While, backwards. `index` stands for the number of the iteration,
    from 0."""

    def __init__(self, reverse, op: For | While, sweep):
        self.reverse, self.op, self.sweep = reverse, op, sweep
        self.span = sweep.builder.span
        count = len(op.iterables) if isinstance(op, For) else 0
        self.variables = op.body.args[:count]
        self.args = op.body.args[count:]
        self.index = Value("i", INT, self.span)
        self.counting = Value("i", INT, self.span)
        self.forward: list[Op] = []

    def iterated(self, iterable: Operand) -> list[Value]:
        """The array or list that a loop variable takes its values from."""
        maker = self.reverse.makers.get(iterable) if isinstance(iterable, Value) else None
        if maker is not None and maker.callee is reversed:
            return self.iterated(maker.args[0])
        return [iterable] if isinstance(iterable, Value) else []

    def can_stop(self) -> bool:
        return isinstance(self.op, While) or self.op.body.terminator.stop is not None

    def reverses_natively(self) -> bool:
        """It is run through to the end of iterables whose lengths are known beforehand."""
        if self.can_stop():
            return False
        sized = [self.is_sized(i) for i in self.op.iterables if not self.is_endless(i)]
        return bool(sized) and all(sized)

    def is_endless(self, iterable: Operand) -> bool:
        maker = self.reverse.makers.get(iterable)
        return maker is not None and maker.callee is prims.count

    def is_sized(self, iterable: Operand) -> bool:
        if isinstance(operand_type(iterable), ArrayType | ListType):
            return True
        maker = self.reverse.makers.get(iterable)
        return maker is not None and maker.callee in (range, reversed)

    def numbered(self) -> tuple[Value, Operand, Const]:
        """Which variable of a For grows by the same step in each iteration, its start and the step.
        Where none does, it is one that counts them, over which the loop does not run yet."""
        for variable, iterable in zip(self.variables, self.op.iterables):
            maker = self.reverse.makers.get(iterable)
            if maker is not None and maker.callee is range:
                start, _, step = range_parts(maker)
                if isinstance(step, Const):
                    return variable, start, step
            elif maker is not None and maker.callee is prims.count:
                return variable, maker.args[0] if maker.args else Const(0), Const(1)
        return self.counting, Const(0), Const(1)

    def tells_last(self) -> bool:
        """True where a variable of the loop tells which iteration was the last one."""
        if self.left is not None or isinstance(self.op, While):
            return False
        return self.numbered()[0].name.strip("_") != ""

    def backward_iterables(self, tape: Tape | None, counter, wants_index: bool, variables):
        """Iterables and variables of the backward loop, operations at the start of its body, and
        what the forward loop's variables and index are called in it."""
        iterables: list[Operand] = []
        args: list[Value] = []
        prefix = Builder(self.span)
        names: dict[Value, Operand] = {}
        if self.are_lists(counter) and variables and not wants_index:
            self.reversed_lists(variables, iterables, args, names)
        elif wants_index or variables or tape is None:
            index = self.index_iterable(counter, iterables, args, prefix, names)
            if index is not None:
                names[self.index] = index
                for variable in variables:
                    if variable not in names:
                        names[variable] = self.recovered(prefix, variable, index)
        if tape is not None:
            self.open_tape(tape, iterables, args, prefix, names)
        return iterables, args, prefix.ops, names

    def index_iterable(self, counter, iterables, args, prefix, names) -> Operand | None:
        """Run over the range backwards, or over the numbers of the iterations."""
        builder = self.sweep.builder
        builder.span = self.span
        if counter is not None and self.tells_last():
            variable, start, step = self.numbered()
            return self.from_last(variable, counter, start, step, iterables, args, prefix, names)
        alone = counter is None and len(self.op.iterables) == 1
        maker = self.reverse.makers.get(self.op.iterables[0]) if alone else None
        if maker is not None and maker.callee is range:
            start, stop, step = range_parts(maker)
            if isinstance(step, Const) and step.value in (1, -1):
                last = self.int_(builder, operator.sub, stop, step)
                variable = self.variables[0]
                return self.from_last(variable, last, start, step, iterables, args, prefix, names)
            iterables.append(builder.call(reversed, self.op.iterables[0], type=IterType(INT)))
            return self.number(self.variables[0], start, step, args, prefix, names)
        total = counter if counter is not None else self.length(builder)
        index = Value(self.index_name(), INT, self.span)
        last = self.int_(builder, operator.sub, total, Const(1))
        iterables.append(
            builder.call(range, last, Const(-1), Const(-1), type=IterType(INT))
        )
        args.append(index)
        return index

    def are_lists(self, counter) -> bool:
        """True for a loop over all items of a list, or of equally long ones."""
        given = getattr(self.op, "iterables", ())
        if counter is not None or not (len(given) == 1 or getattr(self.op, "even", False)):
            return False
        return all(isinstance(operand_type(self.list_behind(o)), ListType) for o in given)

    def list_behind(self, iterable: Operand) -> Operand:
        """The list of which the iterable gives the items, from the last one on or from the first.
        """
        maker = self.reverse.makers.get(iterable) if isinstance(iterable, Value) else None
        return maker.args[0] if maker is not None and maker.callee is reversed else iterable

    def reversed_lists(self, variables, iterables, args, names) -> None:
        for variable in variables:
            given = self.op.iterables[self.variables.index(variable)]
            source = self.list_behind(given)
            if source is given:
                type_ = IterType(variable.type)
                source = self.sweep.builder.call(reversed, source, type=type_)
            names[variable] = item = Value(variable.name, variable.type, self.span)
            iterables.append(source)
            args.append(item)

    def index_name(self) -> str:
        """What the user calls the number of the iteration, if it has a name."""
        for variable, iterable in zip(self.variables, getattr(self.op, "iterables", ())):
            maker = self.reverse.makers.get(iterable)
            if maker is None or maker.callee not in (range, prims.count) or not variable.name:
                continue
            if maker.callee is range and not _counts_up(maker):
                continue
            if maker.callee is range or not maker.args or maker.args[0] == Const(0):
                return variable.name
        return "i"

    def from_last(
        self, variable: Value, last: Operand, start: Operand, step: Const, iterables, args, prefix,
        names,
    ) -> Operand:
        """Run over the numbers of a loop variable from the last one on."""
        builder = self.sweep.builder
        end = self.int_(builder, operator.sub, start, step)
        parts = last, end, Const(-step.value)
        iterables.append(builder.call(range, *parts, type=IterType(INT)))
        return self.number(variable, start, step, args, prefix, names)

    def number(
        self, variable: Value, start: Operand, step: Operand, args, prefix, names
    ) -> Operand:
        """The iteration to which the value of a loop variable belongs."""
        value = names[variable] = Value(variable.name or "i", INT, self.span)
        args.append(value)
        if isinstance(step, Const) and step.value == -1:
            return self.int_(prefix, operator.sub, start, value)
        distance = self.int_(prefix, operator.sub, value, start)
        if isinstance(step, Const) and step.value == 1:
            return distance
        return self.int_(prefix, operator.floordiv, distance, step)

    def length(self, builder: Builder) -> Operand:
        """The number of iterations of a loop over sized iterables: the shortest ends it."""
        found = self.lengths(builder)
        return found[0] if len(found) == 1 else builder.call(min, *found, type=INT)

    def lengths(self, builder: Builder) -> list[Operand]:
        """The lengths of its iterables, each once."""
        lengths: dict[object, Operand] = {}
        for iterable in self.op.iterables:
            if not self.is_endless(iterable):
                length = self.length_of(builder, iterable)
                known = self.reverse.lengths.get(length, length)
                lengths.setdefault(known.value if isinstance(known, Const) else known, length)
        return list(lengths.values())

    def at_hand(self, stored: tuple[Value, ...]) -> set[Value]:
        """The loop variables that the way back has anyway: all, but for numbers out of lists that
        may not end together, where what is `stored` can hold these as well."""
        variables = set(self.variables)
        if not stored or getattr(self.op, "even", True) or len(self.op.iterables) == 1:
            return variables
        if self.inner.versions.entries:
            return variables
        if len(self.lengths(Builder(self.span))) == 1:
            return variables
        numbers = {v for v in self.variables if isinstance(v.type, ScalarType)}
        counts = {
            v for v, o in zip(self.variables, self.op.iterables)
            if getattr(self.reverse.makers.get(o), "callee", None) in (range, prims.count)
        }  # fmt: skip
        return variables - (numbers - counts)

    def length_of(self, builder: Builder, iterable: Operand) -> Operand:
        maker = self.reverse.makers.get(iterable)
        if maker is not None and maker.callee is reversed:
            return self.length_of(builder, maker.args[0])
        if maker is not None and maker.callee is range and _counts_up(maker):
            return range_parts(maker)[1]  # below 0 it is as good as 0
        if isinstance(operand_type(iterable), ArrayType):
            length = builder.call(prims.axis_length, iterable, Const(0), type=INT)
            self.reverse.lengths[length] = iterable.type.shape[0]
            return length
        return builder.call(len, iterable, type=INT)

    def recovered(self, prefix: Builder, variable: Value, index: Operand) -> Operand:
        """What a variable of the forward loop was in the iteration of this number."""
        iterable = self.op.iterables[self.variables.index(variable)]
        maker = self.reverse.makers.get(iterable)
        if maker is not None and maker.callee is range:
            start, _, step = range_parts(maker)
            offset = self.int_(prefix, operator.mul, index, step)
            return self.int_(prefix, operator.add, start, offset)
        if maker is not None and maker.callee is prims.count:
            start = maker.args[0] if maker.args else Const(0)
            return self.int_(prefix, operator.add, start, index)
        source, position = iterable, index
        if maker is not None and maker.callee is reversed:
            source = maker.args[0]
            position = self.int_(prefix, operator.sub, Const(-1), index)
        return prefix.call(
            operator.getitem, source, position, name=variable.name, type=variable.type
        )

    def open_tape(self, tape: Tape, iterables, args, prefix: Builder, names) -> None:
        """The stored values of this iteration, from the end of the tape."""
        builder = self.sweep.builder
        item = tape.result.type.item
        iterables.append(builder.call(reversed, tape.result, type=IterType(item)))
        if len(tape.stored) == 1:
            value = tape.stored[0]
            held = Value(value.name, value.type, self.span)
            names[value] = held
            args.append(held)
            return
        held = Value("entry", item, self.span)
        args.append(held)
        for k, value in enumerate(tape.stored):
            names[value] = prefix.call(
                operator.getitem, held, Const(k), name=value.name, type=value.type
            )

    def position(self, builder: Builder, iterable: Operand) -> Operand:
        """The index at which the iterable stands in this iteration."""
        maker = self.reverse.makers.get(iterable)
        if maker is not None and maker.callee is reversed:
            return self.int_(builder, operator.sub, Const(-1), self.index)
        return self.index

    def int_(self, builder: Builder, op, a: Operand, b: Operand) -> Operand:
        if isinstance(a, Const) and isinstance(b, Const):
            return Const(op(a.value, b.value))
        if op in (operator.add, operator.sub) and isinstance(b, Const) and b.value == 0:
            return a
        if op is operator.add and isinstance(a, Const) and a.value == 0:
            return b
        if op is operator.mul and isinstance(b, Const) and b.value == 1:
            return a
        return builder.call(op, a, b, type=INT)


def _counts_up(maker: Call) -> bool:
    """A range from 0 by steps of 1."""
    start, _, step = range_parts(maker)
    return all(isinstance(part, Const) for part in (start, step)) and (
        (start.value, step.value) == (0, 1)
    )


def range_parts(maker: Call) -> tuple[Operand, Operand, Operand]:
    """start, stop and step of a call of range()."""
    args = maker.args
    if len(args) == 1:
        return Const(0), args[0], Const(1)
    return args[0], args[1], args[2] if len(args) == 3 else Const(1)
