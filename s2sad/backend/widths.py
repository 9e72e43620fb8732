"""How many columns an expression will about take, before names are given: cheap and good enough."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir.nodes import Call, Const, Function, If, Operand, Pack, Value

_SYMBOLS = frozenset((
    "add", "sub", "mul", "truediv", "floordiv", "mod", "matmul", "pow", "lt", "le", "gt", "ge",
    "eq", "ne", "and_", "or_", "xor",
))  # fmt: skip

#: what is printed as something shorter than a call of its name: `x.shape[1]`, `x.append(y)`,
#: `x[i] = y`, `x += y`
_SHORT = {
    "axis_length": 8, "list_append": 9, "write": 5, "accumulate": 6, "list_write": 5,
    "iadd": 4, "isub": 4, "imul": 4, "itruediv": 4,
}  # fmt: skip
#: what adds a few characters to its operands
_CLOSE = frozenset(("getitem", "neg", "format_value", "join_text", "not_", "build_list"))


def operand_width(operand: Operand, nested: Mapping[Value, int]) -> int:
    """`nested` holds the widths of the values that are printed in place."""
    kind = type(operand)
    if kind is Value:
        return nested[operand] if operand in nested else len(operand.name) or 1
    if kind is Const:
        value = operand.value
        if isinstance(value, (int, float, str, type(None))):
            return len(str(value))
        return len(getattr(value, "__name__", "")) + 3
    inner = sum(operand_width(item, nested) + 2 for item in operand.items)
    return inner if operand.kind is not slice else _slice_width(operand, nested)


def _slice_width(pack: Pack, nested: Mapping[Value, int]) -> int:
    shown = [i for i in pack.items if not (isinstance(i, Const) and i.value is None)]
    return 1 + sum(operand_width(item, nested) for item in shown)


def op_width(op: Call | If, nested: Mapping[Value, int]) -> int:
    """The width of the expression that the op becomes."""
    if type(op) is If:
        yields = [branch.terminator.operands[0] for branch in (op.then, op.orelse)]
        return sum(operand_width(o, nested) for o in (op.condition, *yields)) + 9
    name = getattr(op.callee, "__name__", None) or getattr(op.callee, "name", "")
    inner = sum([operand_width(arg, nested) for arg in op.args])
    if op.kwargs:
        inner += sum(len(key) + 3 + operand_width(value, nested) for key, value in op.kwargs)
    if name in _CLOSE or (name in _SYMBOLS and type(op.callee) is not Function):
        return inner + 3
    if name in _SHORT:
        return inner + _SHORT[name]
    return inner + len(name) + 5 + 2 * max(0, len(op.args) - 1)


def full_width(op: Call | If) -> int:
    """The width with what the branches of an `if` compute in place, and nothing else nested."""
    widths: dict[Value, int] = {}
    if type(op) is If:
        for block in (op.then, op.orelse):
            for inner in block.ops:
                widths[inner.results[0]] = op_width(inner, widths)
    return op_width(op, widths)
