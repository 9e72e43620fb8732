"""One op as the Python text that a reader knows: `np.sin(x)`, `x.sum(axis=0)`, `y[i] = v4`.

An op and names for its operands come in, one line of text goes out. The spelling is that of
emission. What surprises: the text is for reading only, so that names need not be identifiers
(`v_-1`), and what emission would refuse (an object that cannot be imported, a large constant
array) is abbreviated here.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import FunctionType

import numpy as np

from ..backend import syntax
from ..backend.expressions import Prec
from ..backend.layout import flat
from ..backend.printer import Printer
from ..backend.references import References
from ..backend.spelling import Speller
from ..backend.writes import write_statement
from ..errors import UnsupportedError
from ..ir import prims
from ..ir.nodes import UNDEFINED, Call, Const, Function, Op, Operand, Value

#: arrays up to this size are written out
_SHOWN = 4
#: spelled as statements, or as methods that change their object
WRITES = (
    prims.write, prims.accumulate, prims.accumulate_at, prims.list_append, prims.list_drop_last,
    prims.list_write,
)  # fmt: skip


class _Names(References):
    """Names of objects, whether or not they can be imported."""

    def expression(self, obj):
        if isinstance(obj, FunctionType) and (obj.__module__ or "").startswith("s2sad."):
            return syntax.name(obj.__name__)
        try:
            return super().expression(obj)
        except UnsupportedError:
            return syntax.name(getattr(obj, "__name__", f"<{type(obj).__name__}>"))

    def module(self, module: str):
        first, *rest = module.split(".")
        return syntax.attribute(syntax.name("np" if first == "numpy" else first), *rest)


class _Reader(Speller):
    """Spells every operand; a value without a name is `…`."""

    def operand(self, operand: Operand):
        match operand:
            case Const(value=np.ndarray() as array):
                return syntax.name(array_label(array))
            case Const(value=value) if value is UNDEFINED:
                return syntax.name("undefined")
            case Const(value=Function() as fn):
                return syntax.name(fn.name)
        return super().operand(operand)

    def value(self, value: Value):
        if value in self.names or value in self.inline:
            return super().value(value)
        return syntax.name(value.name or "…")

    def expression(self, op: Op):
        match op:
            case Call(callee=Function() as fn):
                return self.plain_call(syntax.name(fn.name), op)
            case Call(callee=prims.build_list):
                return syntax.display([self.operand(arg) for arg in op.args])
        return super().expression(op)


def array_label(array: np.ndarray) -> str:
    """`[0, 2]`, or `<float64[3, 4]>` where the array is too long to be shown."""
    if array.size <= _SHOWN:
        return str(array.tolist())
    return f"<{array.dtype}[{', '.join(map(str, array.shape))}]>"


def spell(op: Op, names: Mapping[Value, str], inline: Mapping[Value, Op] | None = None) -> str:
    """The op on one line; the ops of `inline` stand in the places of their results."""
    speller = _Reader(_Names(), {}, names, inline or {}, {})
    if not isinstance(op, Call) or op.callee not in WRITES:
        return _expression_text(speller.expression(op))
    statement = write_statement(speller, op)
    if isinstance(statement, ast.Expr):
        return _expression_text(statement.value)
    printer = Printer()
    printer.dispatch(statement)
    return " ".join(line.strip() for line in printer.lines)


def spell_operand(
    operand: Operand, names: Mapping[Value, str], inline: Mapping[Value, Op] | None = None
) -> str:
    """The operand on one line."""
    return _expression_text(_Reader(_Names(), {}, names, inline or {}, {}).operand(operand))


def _expression_text(tree) -> str:
    return flat(Printer().doc(tree, Prec.TEST))
