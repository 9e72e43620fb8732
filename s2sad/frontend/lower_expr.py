"""Expressions -> operands: one function for each kind of node, and the table of them.

Every operand is evaluated once, in Python's order. What Python may not evaluate (the right side of
`and`, the branches of a conditional expression) stands in a branch of an If.
"""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Callable

import gast
import numpy as np

from ..ir import prims
from ..ir.nodes import Const, Operand, Pack, Value
from .frame import Frame, keep_all

BINARY = {
    gast.Add: operator.add, gast.Sub: operator.sub, gast.Mult: operator.mul,
    gast.MatMult: operator.matmul, gast.Div: operator.truediv, gast.FloorDiv: operator.floordiv,
    gast.Mod: operator.mod, gast.Pow: operator.pow, gast.LShift: operator.lshift,
    gast.RShift: operator.rshift, gast.BitAnd: operator.and_, gast.BitOr: operator.or_,
    gast.BitXor: operator.xor,
}  # fmt: skip
UNARY = {
    gast.USub: operator.neg, gast.UAdd: operator.pos, gast.Invert: operator.invert,
    gast.Not: operator.not_,
}  # fmt: skip
COMPARE = {
    gast.Lt: operator.lt, gast.LtE: operator.le, gast.Gt: operator.gt, gast.GtE: operator.ge,
    gast.Eq: operator.eq, gast.NotEq: operator.ne, gast.Is: operator.is_,
    gast.IsNot: operator.is_not, gast.In: prims.is_in, gast.NotIn: prims.not_in,
}  # fmt: skip
NO_KEYWORDS = Pack(dict, (), ())
#: builtins that run text or look at the frame that calls them; the second group without arguments
FRAME_READERS = (builtins.eval, builtins.exec, builtins.locals, builtins.globals)
FRAME_READERS_WITHOUT_ARGUMENT = (builtins.vars, builtins.dir)
CONSUMERS = (sum, min, max, list, tuple, dict, sorted, math.prod, math.fsum, np.fromiter)
#: methods that keep what they are given
KEEPING_METHODS = ("append", "appendleft", "insert", "add", "setdefault")
CONSUMING_METHODS = ("join", "extend", "prod", "fsum", "fromiter")


def lower_constant(frame: Frame, node: gast.Constant) -> Operand:
    return Const(node.value)


def lower_name(frame: Frame, node: gast.Name) -> Operand:
    if node.id == "__debug__":
        return Const(__debug__)
    return frame.load(node.id, node)


def lower_walrus(frame: Frame, node: gast.NamedExpr) -> Operand:
    value = frame.expr(node.value)
    frame.store(node.target.id, value, node)
    return value


def lower_binary(frame: Frame, node: gast.BinOp) -> Operand:
    chain = [node]  # a sum of hundreds of terms leans left: no recursion along it
    while isinstance(chain[-1].left, gast.BinOp):
        chain.append(chain[-1].left)
    left = frame.expr(chain[-1].left)
    for step in reversed(chain):
        left = frame.emit(step, BINARY[type(step.op)], left, frame.expr(step.right))
    return left


def lower_unary(frame: Frame, node: gast.UnaryOp) -> Operand:
    operand = frame.expr(node.operand)
    is_number = isinstance(operand, Const) and type(operand.value) in (int, float, complex)
    if is_number and isinstance(node.op, gast.USub):
        return Const(-operand.value)
    return frame.emit(node, UNARY[type(node.op)], operand)


def lower_bool(frame: Frame, node: gast.BoolOp) -> Operand:
    return _short_circuit(frame, node, frame.expr(node.values[0]), node.values[1:])


def _short_circuit(
    frame: Frame, node: gast.BoolOp, left: Operand, values: list[gast.expr]
) -> Operand:
    if not values:
        return left
    go_on = frame.branch(lambda: _short_circuit(frame, node, frame.expr(values[0]), values[1:]))
    done = frame.branch(lambda: left)
    both = (go_on, done) if isinstance(node.op, gast.And) else (done, go_on)
    return frame.join(node, left, *both, keep_all)


def lower_test(frame: Frame, node: gast.expr) -> Operand:
    """An expression of which only the truth counts: in `items and x > 0` the list is not a value,
    which would have to be of one kind with the other one."""
    if not isinstance(node, gast.BoolOp) or all(map(_is_truth, node.values)):
        return frame.expr(node)
    return _short_circuit_of_truths(frame, node, node.values)


def _short_circuit_of_truths(
    frame: Frame, node: gast.BoolOp, values: list[gast.expr]
) -> Operand:
    left = lower_test(frame, values[0])
    if not _is_truth(values[0]) and not isinstance(values[0], gast.BoolOp):
        left = frame.emit(values[0], prims.holds, left)
    if len(values) == 1:
        return left
    go_on = frame.branch(lambda: _short_circuit_of_truths(frame, node, values[1:]))
    done = frame.branch(lambda: left)
    both = (go_on, done) if isinstance(node.op, gast.And) else (done, go_on)
    return frame.join(node, left, *both, keep_all)


def _is_truth(node: gast.expr) -> bool:
    """An expression that is one truth value, or an array of them."""
    if isinstance(node, gast.BoolOp):
        return all(map(_is_truth, node.values))
    is_not = isinstance(node, gast.UnaryOp) and isinstance(node.op, gast.Not)
    return isinstance(node, gast.Compare) or is_not


def lower_compare(frame: Frame, node: gast.Compare) -> Operand:
    return _compare(frame, node, frame.expr(node.left), 0)


def _compare(frame: Frame, node: gast.Compare, left: Operand, index: int) -> Operand:
    right = frame.expr(node.comparators[index])
    holds = frame.emit(node, COMPARE[type(node.ops[index])], left, right)
    if index + 1 == len(node.ops):
        return holds
    then = frame.branch(lambda: _compare(frame, node, right, index + 1))
    return frame.join(node, holds, then, frame.branch(lambda: holds), keep_all)


def lower_conditional(frame: Frame, node: gast.IfExp) -> Operand:
    condition = lower_test(frame, node.test)
    then = frame.branch(lambda: frame.expr(node.body))
    return frame.join(
        node, condition, then, frame.branch(lambda: frame.expr(node.orelse)), keep_all
    )


def lower_attribute(frame: Frame, node: gast.Attribute) -> Operand:
    return frame.emit(node, prims.get_attribute, frame.expr(node.value), Const(node.attr))


def lower_subscript(frame: Frame, node: gast.Subscript) -> Operand:
    array = frame.expr(node.value)
    return frame.emit(node, operator.getitem, array, lower_index(frame, node.slice))


def lower_index(frame: Frame, node: gast.expr) -> Operand:
    """What stands in brackets; a slice is a Pack of three."""
    match node:
        case gast.Slice():
            parts = (node.lower, node.upper, node.step)
            return Pack(slice, tuple(Const(None) if p is None else frame.expr(p) for p in parts))
        case gast.Tuple():
            return _tuple(frame, node, lower_index)
        case _:
            return frame.expr(node)


def lower_tuple(frame: Frame, node: gast.Tuple) -> Operand:
    return _tuple(frame, node, Frame.expr)


def _tuple(frame: Frame, node: gast.Tuple, lower: Callable[[Frame, gast.expr], Operand]) -> Operand:
    items = _items(frame, node.elts, lower)
    if any(isinstance(item, gast.Starred) for item in node.elts):
        return frame.emit(node, prims.build_tuple, *items)
    return Pack(tuple, items)


def lower_list(frame: Frame, node: gast.List) -> Operand:
    return frame.emit(node, prims.build_list, *_items(frame, node.elts, Frame.expr))


def lower_set(frame: Frame, node: gast.Set) -> Operand:
    return frame.emit(node, prims.build_set, *_items(frame, node.elts, Frame.expr))


def _items(
    frame: Frame, nodes: list[gast.expr], lower: Callable[[Frame, gast.expr], Operand]
) -> tuple[Operand, ...]:
    return tuple(
        _starred(frame, node)
        if isinstance(node, gast.Starred)
        else lower(frame, node)
        for node in nodes
    )


def lower_dict(frame: Frame, node: gast.Dict) -> Operand:
    """With constant keys one op; else an empty dict that the items are put into, in order. (The key
    None is no keyword, and stands for `**` in an op.)"""
    if all(isinstance(key, gast.Constant) and key.value is not None for key in node.keys):
        values = tuple(frame.expr(value) for value in node.values)
        keys = tuple(key.value for key in node.keys)
        return frame.emit(node, prims.build_dict, Pack(dict, values, keys))
    out = frame.emit(node, prims.build_dict, Pack(dict, (), ()))
    for key, value in zip(node.keys, node.values):
        if key is None:  # `**value`
            update = frame.emit(value, prims.get_attribute, out, Const("update"))
            args = Pack(tuple, (frame.expr(value),))
            frame.do(value, prims.call, update, args, NO_KEYWORDS)
        else:
            at = frame.expr(key)
            frame.do(value, operator.setitem, out, at, frame.expr(value))
    return out


def lower_call(frame: Frame, node: gast.Call) -> Operand:
    _check_callee(frame, node)
    function = frame.expr(node.func)
    if _is_bare_super(frame, node):
        return emit_call(frame, node, function, _arguments_of_super(frame, node))
    args = tuple(_argument(frame, node, argument) for argument in node.args)
    values = tuple(frame.expr(keyword.value) for keyword in node.keywords)
    keys = tuple(keyword.arg for keyword in node.keywords)
    return emit_call(frame, node, function, args, Pack(dict, values, keys))


def emit_call(
    frame: Frame,
    node: gast.AST,
    function: Operand,
    args: tuple[Operand, ...],
    kwargs: Pack = NO_KEYWORDS,
) -> Value:
    return frame.emit(node, prims.call, function, Pack(tuple, args), kwargs, effect=True)


def _starred(frame: Frame, node: gast.Starred) -> Pack:
    return Pack(prims.Star, (lower_whole(frame, node.value),))


def lower_whole(frame: Frame, node: gast.expr) -> Operand:
    """What is gone through at once and to its end: the items of a generator are a list then."""
    if isinstance(node, gast.GeneratorExp):
        return frame.unit.language.expressions[gast.ListComp](frame, node)
    return frame.expr(node)


def _argument(frame: Frame, call: gast.Call, node: gast.expr) -> Operand:
    if isinstance(node, gast.Starred):
        return _starred(frame, node)
    if isinstance(node, gast.GeneratorExp):
        if _takes_generators(frame, call):
            return lower_whole(frame, node)
        if getattr(call.func, "attr", "") not in KEEPING_METHODS:
            frame.used_at_once.add(node)
    return frame.expr(node)


def _takes_generators(frame: Frame, call: gast.Call) -> bool:
    """True for what goes through a generator at once and to its end."""
    if isinstance(call.func, gast.Name):
        known = _global(frame, call.func.id)
        return any(known is consumer for consumer in CONSUMERS)
    return isinstance(call.func, gast.Attribute) and call.func.attr in CONSUMING_METHODS


def _global(frame: Frame, name: str) -> object:
    """What a name means, where it is a global or a builtin; else None."""
    if frame.place(name) is not None or name in frame.free:
        return None
    return frame.unit.globals.get(name, getattr(builtins, name, None))


def _check_callee(frame: Frame, node: gast.Call) -> None:
    if not isinstance(node.func, gast.Name):
        return
    callee = _global(frame, node.func.id)
    readers = FRAME_READERS if node.args else FRAME_READERS + FRAME_READERS_WITHOUT_ARGUMENT
    if any(callee is reader for reader in readers):
        message = f"{node.func.id}() is not supported."
        frame.refuse(node, message, "name the variables that are meant.")


def _is_bare_super(frame: Frame, node: gast.Call) -> bool:
    return (
        isinstance(node.func, gast.Name)
        and not node.args
        and not node.keywords
        and _global(frame, node.func.id) is super
    )


def _arguments_of_super(frame: Frame, node: gast.Call) -> tuple[Operand, ...]:
    """`super()` reads its frame; it means `super(__class__, self)`."""
    if "__class__" not in frame.free or not frame.first_parameter:
        message = "super() without arguments is supported only in the method itself."
        frame.refuse(node, message, "write super(TheClass, self).")
    own_class = frame.load("__class__", node)
    return own_class, frame.load(frame.first_parameter, node)


def lower_text(frame: Frame, node: gast.JoinedStr) -> Operand:
    """An f-string."""
    return frame.emit(node, prims.join_text, *map(frame.expr, node.values))


def lower_formatted(frame: Frame, node: gast.FormattedValue) -> Operand:
    value = frame.expr(node.value)
    conversion = "" if node.conversion == -1 else chr(node.conversion)
    spec = Const("") if node.format_spec is None else frame.expr(node.format_spec)
    return frame.emit(node, prims.format_value, value, Const(conversion), spec)


EXPRESSIONS = {
    gast.Constant: lower_constant,
    gast.Name: lower_name,
    gast.NamedExpr: lower_walrus,
    gast.BinOp: lower_binary,
    gast.UnaryOp: lower_unary,
    gast.BoolOp: lower_bool,
    gast.Compare: lower_compare,
    gast.IfExp: lower_conditional,
    gast.Attribute: lower_attribute,
    gast.Subscript: lower_subscript,
    gast.Tuple: lower_tuple,
    gast.List: lower_list,
    gast.Set: lower_set,
    gast.Dict: lower_dict,
    gast.Call: lower_call,
    gast.JoinedStr: lower_text,
    gast.FormattedValue: lower_formatted,
}
