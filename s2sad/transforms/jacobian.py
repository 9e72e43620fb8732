"""Jacobians: a loop over the entries of the output (reverse) or of the input (forward).

`by_rows` runs the forward sweep once and, for each entry of the output, the backward sweep with a
seed of one there; `by_columns` pushes a one at each entry of the input forward. The result has the
output's structure and, at each of its leaves, the input's, with arrays of shape output + input.

Of a complex input and a real output it is df/dx - i df/dy, as of a gradient; of a real input and a
complex output it is complex. Either takes two sweeps. Of complex to complex it is the complex
derivative, which only holomorphic functions have: others are refused.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..analysis import effects, precisions
from ..errors import UnsupportedError
from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, Next, Op, Operand, Pack, Return, Value, leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, reads
from ..ir.types import (
    DTYPES, INT, ArrayType, Axis, IterType, ScalarType, is_differentiable,
)  # fmt: skip
from ..types.request import function_name
from . import last_round
from .forward import Forward
from .cotangents import adjoint
from .gradients import bar_tree
from .reverse import sweep_function
from .tangents import Arithmetic, axis_facts, operand_type

Assemble = Callable[[tuple[Operand, ...]], Operand]


def by_rows(fn: Function, trees: Sequence[Operand], assemble: Assemble) -> Function:
    """`f_jacobian(*params)`, one pullback for each entry of the output."""
    fn = last_round.run(fn)
    end: Return = fn.body.terminator
    wrt = _differentiable(v for tree in trees for v in leaves(tree))
    builder = Builder(fn.span)
    blocks: dict[Value, dict[Value, Operand]] = {}
    outputs = _outputs(end.value)
    require_holomorphic(fn, wrt, outputs)
    primal = Cloner()
    if not outputs:
        builder.ops.extend(primal.op(op) for op in fn.body.ops)
    at_once = len(outputs) > 1 and effects.lasting(fn)  # the forward sweep may not be run again
    for group in [outputs] if at_once else [[y] for y in outputs]:
        first = group[0] is outputs[0]
        cloner = primal if first else Cloner()
        blocks |= _rows_of(fn, group, end.versions if first else (), wrt, cloner, builder)
    result = _result(fn, blocks, trees, assemble, builder)
    versions = tuple(primal.operand(v) for v in end.versions)
    body = builder.block((), Return(result, versions))
    return replace(fn, name=f"{fn.name}_jacobian", body=body)


def _rows_of(
    fn: Function, group: Sequence[Value], versions, wrt, cloner: Cloner, builder: Builder
) -> dict[Value, dict[Value, Operand]]:
    """The blocks of some outputs, by one forward sweep."""
    seeds = {y: Value("y_bar", y.type, adjoint(fn.span)) for y in group}
    alone = len(group) == 1
    end = Return(group[0] if alone else Pack(tuple, tuple(group)), versions)
    seed = seeds[group[0]] if alone else Pack(tuple, tuple(seeds.values()))
    only = replace(fn, body=replace(fn.body, terminator=end))
    forward, backward, bars = sweep_function(only, wrt, seed, keep_value=True)
    builder.ops.extend(cloner.op(op) for op in forward)
    return {y: _rows(fn, y, seeds, wrt, cloner, builder, backward, bars) for y in group}


def _rows(
    fn: Function, y: Value, seeds: dict[Value, Value], wrt, cloner: Cloner, builder: Builder,
    backward: Builder, bars: dict[Value, Operand],
) -> dict[Value, Operand]:  # fmt: skip
    """The blocks of one output, with zeros for the cotangents of the others."""
    seed, y_here = seeds[y], cloner.operand(y)
    arithmetic = Arithmetic(fn, axis_facts(fn))
    twice = [v for v in wrt if _is_complex(y) and not _is_complex(v)]
    others = {bar: cloner.operand(other) for other, bar in seeds.items() if other is not y}

    def pulled(inner: Builder, index: Pack | None) -> dict[Value, Operand]:
        """The cotangents for a one at an entry of the output; those of its imaginary part too."""
        found: dict[Value, Operand] = {}
        for unit, chosen in ((1.0, wrt), (complex(0.0, -1.0), twice)):
            if not chosen:
                continue
            copy = Cloner(dict(cloner.map))
            copy.map[seed] = _unit(arithmetic, inner, y_here, index, unit)
            for bar, other in others.items():
                copy.map[bar] = arithmetic.zeros(inner, other.type, other)
            inner.ops.extend(copy.op(op) for op in backward.ops)
            for v in chosen:
                bar = copy.operand(bars[v])
                found[v] = _joined(arithmetic, inner, found[v], 1j, bar) if v in found else bar
        return found

    if isinstance(y.type, ScalarType):
        return pulled(builder, None)
    results = {v: _matrix(arithmetic, builder, y_here, v) for v in wrt}
    carrying = moved_by(backward.ops, seed)
    filled = [v for v in wrt if not carrying.isdisjoint(leaves(bars[v]))]

    def body(inner: Builder, index: Pack, carried: Sequence[Value]) -> list[Operand]:
        found = pulled(inner, index)
        return [
            arithmetic.emit(inner, prims.write, j, Pack(tuple, (index,)), found[v],
                            type=j.type, name=j.name)
            for v, j in zip(filled, carried)
        ]  # fmt: skip

    rows = _nest(arithmetic, builder, y_here, [results[v] for v in filled], body)
    return results | dict(zip(filled, rows))


def by_columns(fn: Function, trees: Sequence[Operand], assemble: Assemble) -> Function:
    """`f_jacobian(*params)`, one pushforward for each entry of the input. What may not be done
    again is done before; where the tangents are in one loop or call with it, by rows."""
    lasting = effects.lasting(fn)
    if not all(isinstance(op, Call) and not isinstance(op.callee, Function) for op in lasting):
        return by_rows(fn, trees, assemble)
    end: Return = fn.body.terminator
    wrt = _differentiable(v for tree in trees for v in leaves(tree))
    builder = Builder(fn.span)
    primal = Cloner()
    builder.ops.extend(primal.op(op) for op in fn.body.ops)
    outputs = _outputs(end.value)
    require_holomorphic(fn, wrt, outputs)
    blocks: dict[Value, dict[Value, Operand]] = {y: {} for y in outputs}
    for x in wrt:
        columns = _columns_of(fn, x, outputs, primal, builder, lasting)
        for y, matrix in zip(outputs, columns):
            blocks[y][x] = matrix
    result = _result(fn, blocks, trees, assemble, builder)
    versions = tuple(primal.operand(v) for v in end.versions)
    body = builder.block((), Return(result, versions))
    return replace(fn, name=f"{fn.name}_jacobian", body=body)


def _columns_of(
    fn: Function, x: Value, outputs, primal: Cloner, builder: Builder, lasting: Sequence[Op]
):
    arithmetic = Arithmetic(fn, axis_facts(fn))
    forward = Forward(fn, [x])
    x_dot = forward.fresh_dot(x)
    inside = Builder(fn.span)
    forward.block(fn.body, inside)
    dots = [forward.full(inside, y) for y in outputs]
    twice = [_is_complex(x) and not _is_complex(y) for y in outputs]
    done = {v: primal.operand(v) for op in lasting for v in op.results}
    again = [op for op in inside.ops if op not in lasting]

    def pushed(inner: Builder, index: Pack | None) -> list[Operand]:
        """The tangents for a one at an entry of the input; those of its imaginary part too."""
        copy = Cloner({**done, x_dot: _unit(arithmetic, inner, x, index, 1.0)})
        inner.ops.extend(copy.op(op) for op in again)
        found = [copy.operand(d) for d in dots]
        if any(twice):
            copy = Cloner({**done, x_dot: _unit(arithmetic, inner, x, index, 1j)})
            inner.ops.extend(copy.op(op) for op in again)
            turn = complex(0.0, -1.0)
            found = [
                _joined(arithmetic, inner, d, turn, copy.operand(other)) if both else d
                for d, other, both in zip(found, dots, twice)
            ]
        return found

    if isinstance(x.type, ScalarType):
        return pushed(builder, None)
    matrices = [_matrix(arithmetic, builder, primal.operand(y), x) for y in outputs]
    carrying = moved_by(inside.ops, x_dot)
    filled = [k for k, d in enumerate(dots) if not carrying.isdisjoint(leaves(d))]

    def body(inner: Builder, index: Pack, carried: Sequence[Value]) -> list[Operand]:
        place, columns = Pack(tuple, (Const(Ellipsis), *index.items)), pushed(inner, index)
        return [
            arithmetic.emit(inner, prims.write, j, Pack(tuple, (place,)), columns[k],
                            type=j.type, name=j.name)
            for k, j in zip(filled, carried)
        ]  # fmt: skip

    found = _nest(arithmetic, builder, x, [matrices[k] for k in filled], body)
    for k, matrix in zip(filled, found):
        matrices[k] = matrix
    return matrices


def moved_by(ops: Sequence[Op], seed: Value) -> set[Value]:
    """The seed and what is computed from it. What is not is zero in a sweep, which is linear."""
    found = {seed}
    for op in ops:
        if not found.isdisjoint(reads(op)):
            found.update(op.results)
    return found


def _result(fn: Function, blocks, trees: Sequence[Operand], assemble: Assemble, builder: Builder):
    """The output's structure, with a block of the Jacobian at each floating-point leaf: zeros at
    one that is a constant, None at any other leaf."""
    arithmetic = Arithmetic(fn, axis_facts(fn))

    def zeros(tree: Operand) -> Operand:
        moving = _differentiable(leaves(tree))
        return bar_tree(tree, {v: arithmetic.zeros(builder, v.type, v) for v in moving})

    def visit(tree: Operand) -> Operand:
        match tree:
            case Pack(kind=kind, items=items, keys=keys):
                return Pack(kind, tuple(map(visit, items)), keys)
            case Value() if is_differentiable(tree.type):
                return assemble(tuple(bar_tree(t, blocks[tree]) for t in trees))
            case Const(value=float() | complex()):
                return assemble(tuple(map(zeros, trees)))
        return Const(None)

    return visit(fn.body.terminator.value)


def _outputs(value: Operand) -> list[Value]:
    return _differentiable(leaves(value))


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
    """Zeros of the shape of y followed by that of x, in x's dtype; complex where either is."""
    shape = Pack(tuple, (*_shape(arithmetic, builder, y), *_shape(arithmetic, builder, x)))
    if _is_complex(y):
        dtype = y.type.dtype
    else:
        dtype = "f64" if y.type.dtype == "f64" and not _is_complex(x) else x.type.dtype
    type_ = ArrayType(dtype, (*_axes(y.type), *_axes(x.type)))
    kwargs = {} if dtype == "f64" else {"dtype": Const(np.dtype(DTYPES[dtype]))}
    return builder.call(np.zeros, shape, name="jacobian", type=type_, kwargs=kwargs)


def _unit(
    arithmetic: Arithmetic, inner: Builder, like: Value, index: Pack | None, unit: complex
) -> Operand:
    """Zeros like a value, with the unit at an entry; the unit itself for a number."""
    if index is None:
        return precisions.constant(arithmetic.fn, operand_type(like), unit)
    zeros = arithmetic.emit(inner, np.zeros_like, like, type=like.type, name="seed")
    return arithmetic.emit(
        inner, prims.write, zeros, Pack(tuple, (index,)), Const(unit), type=like.type, name="seed"
    )


def _joined(arithmetic, inner: Builder, first: Operand, unit: complex, second: Operand) -> Operand:
    """`first + unit * second`"""
    turned = arithmetic.emit(inner, operator.mul, Const(unit), second)
    return arithmetic.emit(inner, operator.add, first, turned)


def _is_complex(value: Value) -> bool:
    return value.type.dtype[0] == "c"


#: what has no complex derivative, though its real and imaginary parts are smooth
NOT_HOLOMORPHIC = frozenset({
    abs, np.absolute, np.angle, np.conjugate, np.imag, np.real, np.sign, np.vdot, np.vecdot, np.var,
    np.std, np.cov, np.corrcoef, np.correlate, np.linalg.norm, np.linalg.svd, np.linalg.qr,
    np.linalg.eigh, np.linalg.eigvalsh, np.linalg.cholesky, np.linalg.pinv, np.linalg.lstsq,
    np.linalg.svdvals, np.linalg.vector_norm, np.linalg.matrix_norm,
    np.fft.irfft, np.fft.irfft2, np.fft.irfftn, np.fft.hfft,
})  # fmt: skip


def require_holomorphic(fn: Function, wrt: Sequence[Value], outputs: Sequence[Value]) -> None:
    """Refuse a complex result of a complex argument that has no complex derivative."""
    moving = [x for x in wrt if _is_complex(x)]
    if not moving or not any(map(_is_complex, outputs)):
        return
    varied = Forward(fn, moving).varied
    for op in inventory(fn).ops:
        if isinstance(op, Call) and op.callee in NOT_HOLOMORPHIC:
            for value in leaves(Pack(tuple, op.args)):
                if value in varied and getattr(value.type, "dtype", "f")[0] == "c":
                    raise UnsupportedError(
                        "a complex result of a complex argument has a Jacobian only where the "
                        f"function is holomorphic, and {function_name(op.callee)} is not",
                        op.span, "take real and imaginary parts as arguments, or as results",
                    )  # fmt: skip


def _nest(arithmetic: Arithmetic, builder: Builder, over: Value, matrices, body) -> list[Operand]:
    """Loops over all entries of `over`, one for each axis, that carry the matrices."""
    if not matrices:
        return []
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
