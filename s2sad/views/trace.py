"""The evaluation trace of the AD textbooks: a table with one row for each intermediate value.

A typed function and arguments come in, a `TraceTable` goes out: v_-1, v_0 are the inputs,
v_1, v_2 … what was computed, each with its value, its tangent and its adjoint (Griewank and
Walther, Evaluating Derivatives, chapters 2 and 3). A loop gives rows for each round. What
surprises: the derivatives do not come from the generated code but from the rules, applied to the
numbers of this run; the table is a second opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InactiveArgumentError
from ..ir import prims
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value
from ..ir.types import DTYPES, ArrayType, ScalarType
from ..structure import (
    flatten, flatten_like, has_differentiable_leaf, is_differentiable, map_structure, walk,
)  # fmt: skip
from ..types.binding import called
from .spell import spell, spell_operand
from .sweeps import fitted, pull_cotangents, push_tangents, zero_like
from .table import number_text, text_table
from .tape import Node, Step, Tape, nodes_in, record_run

_DTYPE_NAMES = {numpy_name: name for name, numpy_name in DTYPES.items()}
_HEAD = ("name", "operation", "variable", "round", "value", "tangent", "adjoint")


@dataclass(frozen=True)
class TraceRow:
    """One value of a run. `operation` is how it was made, in terms of the names of other rows; of
    an input it is the path in the arguments. `variable` is the user's name for it, `iteration` the
    number of the round in each loop around it."""

    name: str
    operation: str
    value: Any
    tangent: Any
    adjoint: Any
    variable: str = ""
    iteration: tuple[int, ...] = ()
    line: int | None = None

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        rounds = ".".join(map(str, self.iteration))
        numbers = map(number_text, (self.value, self.tangent, self.adjoint))
        return self.name, self.operation, self.variable, rounds, *numbers


@dataclass(frozen=True)
class TraceTable:
    """`result` is what the function returned, in terms of the names of the rows."""

    inputs: tuple[TraceRow, ...]
    intermediates: tuple[TraceRow, ...]
    result: str

    @property
    def rows(self) -> tuple[TraceRow, ...]:
        return self.inputs + self.intermediates

    def adjoints(self) -> dict[str, Any]:
        """The adjoint of each input, by its path in the arguments: the gradient."""
        return {row.operation: row.adjoint for row in self.inputs}

    def __str__(self) -> str:
        table = text_table(_HEAD, [row.cells() for row in self.rows])
        rule = table.splitlines()[1]
        return f"{table}\n{rule}\nreturn {self.result}"


def trace_rows(
    fn: Function,
    args: tuple,
    kwargs: Mapping[str, Any] | None = None,
    tangents: tuple | None = None,
) -> TraceTable:
    """The trace of a typed function at some arguments.

    `tangents` has one entry for each of `args`, None for a tangent of zeros; without it the first
    argument that holds a float has a tangent of ones. The adjoint of each float in the result is 1.
    """
    tape = record_run(fn, args, kwargs)
    if not tape.inputs:
        raise InactiveArgumentError(
            f"no argument of {called(fn)} holds a floating-point number",
            advice="give one, as in 2.0",
        )
    _seed_tangents(tape, args, first_ones(args) if tangents is None else tangents)
    push_tangents(tape)
    for node in nodes_in(tape.value):
        ones = np.ones_like(node.value)[()]
        node.bar = ones if node.bar is None else node.bar + ones
    pull_cotangents(tape)
    return _table(tape)


def first_ones(args: tuple) -> tuple:
    """Ones for the first argument that holds a float, None for the others."""
    first = next((k for k, arg in enumerate(args) if has_differentiable_leaf(arg)), None)
    return tuple(map_structure(_ones, arg) if k == first else None for k, arg in enumerate(args))


def _ones(leaf: Any) -> Any:
    return np.ones_like(leaf)[()] if is_differentiable(leaf) else None


def _seed_tangents(tape: Tape, args: tuple, tangents: tuple) -> None:
    """The inputs stand in the order of the leaves of the arguments."""
    if len(tangents) != len(args):
        raise TypeError(f"{len(args)} arguments have {len(tangents)} tangents")
    nodes = iter(tape.inputs.values())
    for leaf, dot in zip(flatten(list(args))[0], flatten_like(list(args), list(tangents))):
        if is_differentiable(leaf):
            next(nodes).dot = None if dot is None else fitted(dot, leaf)


def _table(tape: Tape) -> TraceTable:
    names: dict[Node, str] = {}
    first = 1 - len(tape.inputs)
    for number, node in enumerate(tape.inputs.values(), start=first):
        names[node] = f"v_{number}"
    inputs = tuple(
        TraceRow(names[node], path, *_numbers(node)) for path, node in tape.inputs.items()
    )
    rows = tuple(row for step in tape.steps for row in _step_rows(step, names, first))
    values: dict[Value, str] = {}
    result = _operand(tape.value, names, values)
    return TraceTable(inputs, rows, spell_operand(result, values))


def _numbers(node: Node) -> tuple:
    zero = zero_like(node.value)
    dot, bar = (zero if x is None else x for x in (node.dot, node.bar))
    return node.value, dot, bar


def _step_rows(step: Step, names: dict[Node, str], first: int) -> list[TraceRow]:
    """The rows of one operation: one for each float that it returned."""
    text, rows = _operation(step, names), []
    for (path, _), node in zip(walk(step.output), step.nodes):
        if node is not None:
            names[node] = f"v_{first + len(names)}"
            rows.append(TraceRow(
                names[node], text + path, *_numbers(node), node.variable, step.iteration,
                step.span and step.span.line,
            ))  # fmt: skip
    return rows


def _operation(step: Step, names: dict[Node, str]) -> str:
    """The operation as Python, of the names of rows."""
    values: dict[Value, str] = {}
    args = tuple(_operand(arg, names, values) for arg in step.args)
    kwargs = tuple((key, _operand(arg, names, values)) for key, arg in step.kwargs.items())
    result = Value(type=_type(step.output))
    return spell(Call(step.callee, args, kwargs, result), values)


def _operand(arg: Any, names: dict[Node, str], values: dict[Value, str]) -> Operand:
    """An operand of IR for what a call got; `values` collects the names of its values."""
    match arg:
        case Node():
            value = Value(type=_type(arg.value))
            values[value] = names[arg]
            return value
        case prims.View():
            inner = (_operand(item, names, values) for item in arg.args)
            return Pack(prims.View, (Const(arg.function), *inner))
        case dict():
            items = tuple(_operand(item, names, values) for item in arg.values())
            return Pack(dict, items, tuple(arg))
        case list() | tuple():
            items = tuple(_operand(item, names, values) for item in arg)
            return Pack(list if isinstance(arg, list) else tuple, items)
    return Const(arg)


def _type(value: Any) -> ArrayType | ScalarType:
    """The type that decides the spelling: `x.sum()` of an array, `x - 1` of signed numbers."""
    dtype = _DTYPE_NAMES.get(str(getattr(value, "dtype", "float64")), "f64")
    is_array = isinstance(value, np.ndarray)
    return ArrayType(dtype, value.shape) if is_array else ScalarType(dtype)
