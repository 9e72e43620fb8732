"""Jacobians: a loop over the entries of the output (reverse) or of the input (forward).

`by_rows` runs the forward sweep once and, for each entry of the output, the backward sweep with a
seed of one there; `by_columns` pushes a one at each entry of the input forward. The result has the
output's structure and, at each of its leaves, the input's, with arrays of shape output + input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import (
    Block, Const, For, Function, Next, Operand, Pack, Return, Value, leaves,
)  # fmt: skip
from ..ir.traverse import Cloner
from ..ir.types import (
    DTYPES, INT, ArrayType, Axis, IterType, ScalarType, is_differentiable,
)  # fmt: skip
from .forward import Forward
from .reverse import adjoint, bar_tree, sweep_function
from .tangents import Arithmetic, axis_facts

Assemble = Callable[[tuple[Operand, ...]], Operand]


def by_rows(fn: Function, trees: Sequence[Operand], assemble: Assemble) -> Function:
    """`f_jacobian(*params)`, one pullback for each entry of the output."""
    end: Return = fn.body.terminator
    wrt = _differentiable(v for tree in trees for v in leaves(tree))
    builder = Builder(fn.span)
    blocks: dict[Value, dict[Value, Operand]] = {}
    for y in _outputs(fn, end.value):
        blocks[y] = _rows_of(fn, y, wrt, builder)
    result = map_output(
        end.value, lambda y: assemble(tuple(bar_tree(t, blocks[y]) for t in trees))
    )
    body = builder.block((), Return(result, end.versions))
    return replace(fn, name=f"{fn.name}_jacobian", body=body)


def _rows_of(fn: Function, y: Value, wrt, builder: Builder) -> dict[Value, Operand]:
    seed = Value("y_bar", y.type, adjoint(fn.span))
    only = replace(fn, body=replace(fn.body, terminator=Return(y)))
    forward, backward, bars = sweep_function(only, wrt, seed, keep_value=True)
    cloner = Cloner()
    builder.ops.extend(cloner.op(op) for op in forward)
    y_here = cloner.operand(y)
    arithmetic = Arithmetic(axis_facts(fn))
    if isinstance(y.type, ScalarType):
        cloner.map[seed] = Const(1.0)
        builder.ops.extend(cloner.op(op) for op in backward.ops)
        return {v: cloner.operand(b) for v, b in bars.items()}
    matrices = [_matrix(arithmetic, builder, y_here, v) for v in wrt]

    def body(inner: Builder, index: Pack, carried: Sequence[Value]) -> list[Operand]:
        copy = Cloner(dict(cloner.map))
        copy.map[seed] = _unit(arithmetic, inner, y_here, index)
        inner.ops.extend(copy.op(op) for op in backward.ops)
        return [
            arithmetic.emit(inner, prims.write, j, Pack(tuple, (index,)), copy.operand(bars[v]),
                            type=j.type, name=j.name)
            for v, j in zip(wrt, carried)
        ]  # fmt: skip

    results = _nest(arithmetic, builder, y_here, matrices, body)
    return dict(zip(wrt, results))


def by_columns(fn: Function, trees: Sequence[Operand], assemble: Assemble) -> Function:
    """`f_jacobian(*params)`, one pushforward for each entry of the input."""
    end: Return = fn.body.terminator
    wrt = _differentiable(v for tree in trees for v in leaves(tree))
    builder = Builder(fn.span)
    primal = Cloner()
    builder.ops.extend(primal.op(op) for op in fn.body.ops)
    outputs = _outputs(fn, end.value)
    blocks: dict[Value, dict[Value, Operand]] = {y: {} for y in outputs}
    for x in wrt:
        columns = _columns_of(fn, x, outputs, primal, builder)
        for y, matrix in zip(outputs, columns):
            blocks[y][x] = matrix
    result = map_output(
        end.value, lambda y: assemble(tuple(bar_tree(t, blocks[y]) for t in trees))
    )
    versions = tuple(primal.operand(v) for v in end.versions)
    body = builder.block((), Return(result, versions))
    return replace(fn, name=f"{fn.name}_jacobian", body=body)


def _columns_of(fn: Function, x: Value, outputs, primal: Cloner, builder: Builder):
    arithmetic = Arithmetic(axis_facts(fn))
    forward = Forward(fn, [x])
    x_dot = forward.fresh_dot(x)
    inside = Builder(fn.span)
    forward.block(fn.body, inside)
    dots = [forward.full(inside, y) for y in outputs]
    if isinstance(x.type, ScalarType):
        copy = Cloner({x_dot: Const(1.0)})
        builder.ops.extend(copy.op(op) for op in inside.ops)
        return [copy.operand(d) for d in dots]
    matrices = [_matrix(arithmetic, builder, primal.operand(y), x) for y in outputs]

    def body(inner: Builder, index: Pack, carried: Sequence[Value]) -> list[Operand]:
        copy = Cloner({x_dot: _unit(arithmetic, inner, x, index)})
        inner.ops.extend(copy.op(op) for op in inside.ops)
        place = Pack(tuple, (Const(Ellipsis), *index.items))
        return [
            arithmetic.emit(inner, prims.write, j, Pack(tuple, (place,)), copy.operand(d),
                            type=j.type, name=j.name)
            for d, j in zip(dots, carried)
        ]  # fmt: skip

    return _nest(arithmetic, builder, x, matrices, body)


def map_output(tree: Operand, f: Callable[[Value], Operand]) -> Operand:
    """The output's structure with each differentiable leaf replaced; other leaves become None."""
    match tree:
        case Pack(kind=kind, items=items, keys=keys):
            return Pack(kind, tuple(map_output(i, f) for i in items), keys)
        case Value() if is_differentiable(tree.type):
            return f(tree)
    return Const(None)


def _outputs(fn: Function, value: Operand) -> list[Value]:
    found = _differentiable(leaves(value))
    if not found:
        raise UnsupportedError(f"the result of {fn.name}() does not depend on the argument", fn.span)
    return found


def _differentiable(values) -> list[Value]:
    return [v for v in dict.fromkeys(values) if is_differentiable(v.type)]


def _shape(arithmetic: Arithmetic, builder: Builder, value: Operand) -> list[Operand]:
    """The lengths of a value's axes as operands."""
    type_ = value.type
    if isinstance(type_, ScalarType):
        return []
    found: list[Operand] = []
    for k, axis in enumerate(type_.shape):
        if isinstance(axis, int):
            found.append(Const(axis))
        else:
            length = builder.call(prims.axis_length, value, Const(k), type=INT)
            arithmetic.lengths[length] = axis
            found.append(length)
    return found


def _axes(type_) -> tuple[Axis, ...]:
    return type_.shape if isinstance(type_, ArrayType) else ()


def _matrix(arithmetic: Arithmetic, builder: Builder, y: Value, x: Value) -> Operand:
    """Zeros of the shape of y followed by that of x, in x's dtype."""
    shape = Pack(tuple, (*_shape(arithmetic, builder, y), *_shape(arithmetic, builder, x)))
    dtype = "f64" if y.type.dtype == "f64" else x.type.dtype
    if y.type.dtype[0] == "c":
        dtype = y.type.dtype
    type_ = ArrayType(dtype, (*_axes(y.type), *_axes(x.type)))
    kwargs = {} if dtype == "f64" else {"dtype": Const(np.dtype(DTYPES[dtype]))}
    return builder.call(np.zeros, shape, name="jacobian", type=type_, kwargs=kwargs)


def _unit(arithmetic: Arithmetic, inner: Builder, like: Value, index: Pack) -> Operand:
    zeros = arithmetic.emit(inner, np.zeros_like, like, type=like.type, name="seed")
    return arithmetic.emit(
        inner, prims.write, zeros, Pack(tuple, (index,)), Const(1.0), type=like.type, name="seed"
    )


def _nest(arithmetic: Arithmetic, builder: Builder, over: Value, matrices, body) -> list[Operand]:
    """Loops over all entries of `over`, one for each axis, that carry the matrices."""
    axes = over.type.ndim
    lengths = _shape(arithmetic, builder, over)

    def level(outer: Builder, depth: int, index: tuple[Operand, ...], carried) -> list[Operand]:
        if depth == axes:
            return body(outer, Pack(tuple, index), carried)
        counter = Value("ijkl"[depth] if depth < 4 else "i", INT, builder.span)
        args = [Value(m.name, m.type, builder.span) for m in carried]
        inner = Builder(builder.span)
        nexts = level(inner, depth + 1, (*index, counter), args)
        block = Block((counter, *args), tuple(inner.ops), Next(tuple(nexts)))
        results = tuple(Value(m.name, m.type, builder.span) for m in carried)
        numbers = outer.call(range, lengths[depth], type=IterType(INT))
        outer.append(For((numbers,), tuple(carried), block, results, builder.span))
        return list(results)

    return level(builder, 0, (), matrices)


