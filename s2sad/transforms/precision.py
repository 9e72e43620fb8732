"""Cotangents of which the types do not tell the precision for certain.

A Python float where another path has a float32 (`0.3 if x[k] > 1 else x[k]`), or that is in one
list with it, has the type f32, since that is what arithmetic with arrays makes of both. Alone it is
a float64 to NumPy, as in `np.sin(0.3)` or `np.array(items)`, and so may be what is computed of it.
A cotangent that is handed to the caller has the dtype of its argument all the same.

And the cotangent of a Python number may be NumPy's: beside arrays of single precision it then makes
double precision of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..ir import paths, prims
from ..ir.builder import Builder
from ..ir.inventory import found_once, inventory
from ..ir.nodes import Call, Const, For, Function, If, Op, Operand, Value, leaves
from ..ir.types import DTYPES, ListType, ScalarType, TupleType, Type
from .tangents import operand_type

_WIDE = {"f16": "f64", "f32": "f64", "c64": "c128"}
#: their result has the dtype that its type says
_EXACT = frozenset({prims.astype, np.zeros, np.zeros_like})
#: their result is the array that they write into
_WRITES = frozenset({prims.write, prims.accumulate, prims.accumulate_at})


def exactly(fn: Function, builder: Builder, g: Operand, type: Type) -> Operand:
    """The cotangent of an argument of `fn` in its dtype, by a conversion where that is in doubt."""
    dtype = getattr(type, "dtype", None)
    if dtype not in _WIDE or not isinstance(g, Value) or not any(map(_mixes, inventory(fn).ops)):
        return g
    if _is_exact(g, {result: op for op in builder.ops for result in op.results}):
        return g
    wide = builder.call(prims.retyped, g, type=replace(g.type, dtype=_WIDE[dtype]))
    return builder.call(prims.astype, wide, Const(np.dtype(DTYPES[dtype])), type=g.type)


@found_once
def has_single(fn: Function) -> bool:
    """True where a function computes in single precision anywhere."""
    given = (leaf for param in fn.params for leaf in leaves(param.tree))
    made = (value for op in inventory(fn).ops for value in op.results)
    return any(getattr(value.type, "dtype", None) in _WIDE for value in (*given, *made))


def of_numpy(type: Type | None) -> Type | None:
    """The type with NumPy's numbers in place of Python's."""
    match type:
        case ScalarType(dtype=dtype):
            return ScalarType(dtype)
        case TupleType(items=items):
            return TupleType(tuple(map(of_numpy, items)))
        case ListType(item=item):
            return ListType(of_numpy(item))
    return type


def _mixes(op: Op) -> bool:
    """True for an operation after which a Python number has the type of a NumPy number of lower
    precision. The number that a variable has before a loop is not meant: after one round it is
    gone."""
    match op:
        case If():
            sides = (op.then.terminator.operands, op.orelse.terminator.operands)
            return any(_is_finer(x, r.type) for side in sides for x, r in zip(side, op.results))
        case For():
            return any(
                isinstance(r.type, ListType) and _is_finer(x, r.type)
                for x, r in zip(op.inits, op.results)
            )
        case Call(result=Value(type=ListType(item=item) as type), args=args):
            if op.callee is prims.list_write:
                place = paths.type_at(type, args[1])
                return _is_finer(args[0], type) or _is_finer(args[2], place)
            of_list = args[:1] if op.callee is prims.list_append else ()
            return any(_is_finer(x, type) for x in of_list) or any(
                _is_finer(x, item) for x in args[len(of_list):]
            )
    return False


def _is_finer(operand: Operand, type: Type | None) -> bool:
    return _covers(operand_type(operand), type)


def _covers(have: Type | None, type: Type | None) -> bool:
    match have, type:
        case ScalarType(python=True, dtype=wide), ScalarType(python=False, dtype=narrow):
            return wide[0] in "fc" and narrow in _WIDE
        case ListType(item=x), ListType(item=y):
            return _covers(x, y)
    return False


def _is_exact(g: Operand, definitions: dict[Value, Op]) -> bool:
    """True for a cotangent that surely has the dtype of its type."""
    match definitions.get(g):
        case Call(callee=callee, args=args):
            return callee in _EXACT or (callee in _WRITES and _is_exact(args[0], definitions))
        case For(results=results, body=body, inits=inits):
            k = results.index(g)
            args = body.args[len(body.args) - len(inits):]
            inside = {r: op for op in body.ops for r in op.results}
            array = body.terminator.operands[k]
            while array is not args[k]:
                maker = inside.get(array)
                if getattr(maker, "callee", None) not in _WRITES:
                    return False
                array = maker.args[0]
            return _is_exact(inits[k], definitions)
    return False
