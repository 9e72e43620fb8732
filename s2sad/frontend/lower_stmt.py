"""Statements -> ops: one function for each kind of node, and the table of them.

The statements come from exits.py: no return, break or continue is left in them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import gast

from ..ir import prims
from ..ir.nodes import Block, Const, For, Next, Operand, Pack, Value, While, Yield
from .desugar import ProtectedIf, Unbind
from .frame import UNBOUND, Frame, keep_all, shown
from .late_generators import handed_on, read_while_assigned
from .lower_expr import emit_call, lower_index, lower_test, lower_whole
from .scopes import bound_by_import

UNPACKING = (gast.Tuple, gast.List)
IN_PLACE = {
    gast.Add: operator.iadd, gast.Sub: operator.isub, gast.Mult: operator.imul,
    gast.MatMult: operator.imatmul, gast.Div: operator.itruediv,
    gast.FloorDiv: operator.ifloordiv, gast.Mod: operator.imod, gast.Pow: operator.ipow,
    gast.LShift: operator.ilshift, gast.RShift: operator.irshift, gast.BitAnd: operator.iand,
    gast.BitOr: operator.ior, gast.BitXor: operator.ixor,
}  # fmt: skip


# --- assignment -----------------------------------------------------------------------------


def assign(frame: Frame, target: gast.expr, value: Operand) -> None:
    """Bind a target: a name, an element, an attribute, or a pattern of them."""
    match target:
        case gast.Name():
            frame.store(target.id, value, target)
        case gast.Subscript():
            array = frame.expr(target.value)
            index = lower_index(frame, target.slice)
            frame.do(target, operator.setitem, array, index, value)
        case gast.Attribute():
            owner = frame.expr(target.value)
            frame.do(target, prims.set_attribute, owner, Const(target.attr), value)
        case gast.Tuple() | gast.List():
            _destructure(frame, target, value)
        case _:
            frame.refuse_node(target)


def _destructure(frame: Frame, target: gast.Tuple | gast.List, value: Operand) -> None:
    items = target.elts
    stars = [k for k, item in enumerate(items) if isinstance(item, gast.Starred)]
    if not stars and isinstance(value, Pack) and len(value.items) == len(items):
        for item, part in zip(items, value.items):  # `a, b = b, a`: nothing to take apart
            assign(frame, item, part)
        return
    before = stars[0] if stars else len(items)
    after = len(items) - before - 1 if stars else 0
    shape = Const(before), Const(bool(stars)), Const(after)
    parts = frame.emit(target, prims.unpack, value, *shape)
    for k, item in enumerate(items):
        part = frame.emit(item, operator.getitem, parts, Const(k))
        assign(frame, item.value if isinstance(item, gast.Starred) else item, part)


def lower_assign(frame: Frame, node: gast.Assign) -> None:
    unpacked = isinstance(node.targets[0], UNPACKING)
    if unpacked and len(node.targets) == 1:
        value = lower_whole(frame, node.value)
    else:  # a generator that has another name besides is used up
        if unpacked and isinstance(node.value, gast.GeneratorExp):
            frame.used_at_once.add(node.value)
        elif not unpacked:
            frame.used_late.update(handed_on(node.value))
        value = frame.expr(node.value)
    for target in node.targets:
        assign(frame, target, value)


def lower_annotated(frame: Frame, node: gast.AnnAssign) -> None:
    if node.value is not None:
        assign(frame, node.target, frame.expr(node.value))


def lower_augmented(frame: Frame, node: gast.AugAssign) -> None:
    """`x op= v`: the object and the index of a target are evaluated once."""
    update = IN_PLACE[type(node.op)]
    target = node.target
    match target:
        case gast.Name():
            old = frame.load(target.id, target)
            new = frame.emit(node, update, old, frame.expr(node.value), effect=True)
            frame.store(target.id, new, target)
        case gast.Subscript():
            array = frame.expr(target.value)
            index = lower_index(frame, target.slice)
            if any(isinstance(part, gast.Slice) for part in gast.walk(target.slice)):
                index = frame.emit(target, prims.closed_index, array, index)
            old = frame.emit(target, operator.getitem, array, index)
            new = frame.emit(node, update, old, frame.expr(node.value), effect=True)
            frame.do(node, operator.setitem, array, index, new)
        case gast.Attribute():
            owner, name = frame.expr(target.value), Const(target.attr)
            old = frame.emit(target, prims.get_attribute, owner, name)
            new = frame.emit(node, update, old, frame.expr(node.value), effect=True)
            frame.do(node, prims.set_attribute, owner, name, new)
        case _:
            frame.refuse_node(target)


def lower_delete(frame: Frame, node: gast.Delete) -> None:
    for target in node.targets:
        match target:
            case gast.Name():
                frame.load(target.id, target)  # refuses what is not assigned
                _unbind(frame, target)
            case gast.Subscript():
                array = frame.expr(target.value)
                frame.do(target, operator.delitem, array, lower_index(frame, target.slice))
            case gast.Tuple() | gast.List():
                lower_delete(frame, gast.Delete(target.elts))
            case gast.Attribute():
                owner = frame.expr(target.value)
                frame.do(target, prims.delete_attribute, owner, Const(target.attr))
            case _:
                frame.refuse_node(target)


def _unbind(frame: Frame, target: gast.Name) -> None:
    if not isinstance(frame.place(target.id), str) and target.id not in frame.scope.kept:
        message = f"{target.id} cannot be deleted: another function uses it too."
        frame.refuse(target, message, "leave the del statement out.")
    _leave_unbound(frame, target)


def _leave_unbound(frame: Frame, target: gast.Name) -> None:
    place = frame.place(target.id)
    if isinstance(place, str):
        frame.bind(place, UNBOUND)
    elif place is not None:
        frame.do(target, prims.cell_set, place, UNBOUND)


def lower_handled(frame: Frame, node: Unbind) -> None:
    _leave_unbound(frame, node.targets[0])


# --- branches and loops ---------------------------------------------------------------------


def lower_if(frame: Frame, node: gast.If) -> None:
    condition = lower_test(frame, node.test)
    then = frame.branch(lambda: frame.statements(node.body))
    orelse = frame.branch(lambda: frame.statements(node.orelse))
    frame.join(node, condition, then, orelse, lambda key: frame.live.is_alive_after(node, key))


def lower_for(frame: Frame, node: gast.For) -> None:
    if isinstance(node.iter, gast.GeneratorExp):
        frame.used_at_once.add(node.iter)
    frame.used_late.update(read_while_assigned(node))
    iterable = frame.expr(node.iter)
    item = Value(item_name(node.target), None, frame.span(node.target))

    def body() -> None:
        assign(frame, node.target, item)
        frame.statements(node.body)

    keys = frame.live.carried[node]
    emit_for(frame, node, iterable, item, keys, body, frame.stops.get(node))


def emit_for(
    frame: Frame,
    node: gast.AST,
    iterable: Operand,
    item: Value,
    keys: tuple[str, ...],
    lower_body: Callable[[], None],
    stop: str | None = None,
) -> None:
    """Append a For that carries the variables `keys`."""
    inits = _operands(frame, keys)
    block = _loop_body(frame, node, keys, inits, (item,), lower_body, stop)
    results = _results(frame, node, keys, inits, block)
    frame.builder.append(For((iterable,), inits, block, results, frame.span(node)))
    _rebind(frame, keys, results)


def lower_while(frame: Frame, node: gast.While) -> None:
    keys = frame.live.carried[node]
    inits = _operands(frame, keys)
    args = _fresh(frame, node, keys, inits)

    def test() -> Operand:
        _rebind(frame, keys, args)
        return lower_test(frame, node.test)

    branch = frame.branch(test)
    condition = Block(args, branch.ops, Yield((branch.value,)))
    stop = frame.stops.get(node)
    body = _loop_body(frame, node, keys, inits, (), lambda: frame.statements(node.body), stop)
    results = _results(frame, node, keys, inits, body)
    frame.builder.append(While(inits, condition, body, results, frame.span(node)))
    _rebind(frame, keys, results)


def _loop_body(
    frame: Frame,
    node: gast.AST,
    keys: tuple[str, ...],
    inits: tuple[Operand, ...],
    items: tuple[Value, ...],
    lower_body: Callable[[], None],
    stop: str | None,
) -> Block:
    args = _fresh(frame, node, keys, inits)

    def lower() -> Operand:
        _rebind(frame, keys, args)
        lower_body()
        return frame.env.get(stop, Const(False)) if stop else Const(False)

    branch = frame.branch(lower)
    last = tuple(UNBOUND if branch.dead else branch.changed[key] for key in keys)
    never = branch.dead or (isinstance(branch.value, Const) and branch.value.value is False)
    return Block((*items, *args), branch.ops, Next(last, None if never else branch.value))


def item_name(target: gast.expr) -> str:
    return target.id if isinstance(target, gast.Name) else ""


def _operands(frame: Frame, keys: tuple[str, ...]) -> tuple[Operand, ...]:
    return tuple(frame.env.get(key, UNBOUND) for key in keys)


def _fresh(
    frame: Frame, node: gast.AST, keys: tuple[str, ...], inits: tuple[Operand, ...]
) -> tuple[Value, ...]:
    span = frame.span(node)
    values = tuple(Value(shown(key), None, span) for key in keys)
    frame.unsure.update(v for v, init in zip(values, inits) if frame.may_be_unbound(init))
    if frame.scope.deleted:
        found = (n for n in gast.walk(node) if isinstance(n, gast.Name))
        names = {n.id for n in found if isinstance(n.ctx, gast.Del)}
        frame.deleted.update(value for key, value in zip(keys, values) if key in names)
    return values


def _results(frame: Frame, node: gast.AST, keys, inits, body: Block) -> tuple[Value, ...]:
    """What the variables are after a loop."""
    either = (
        old if frame.may_be_unbound(old) else new
        for old, new in zip(inits, body.terminator.operands)
    )
    return _fresh(frame, node, keys, tuple(either))


def _rebind(frame: Frame, keys: tuple[str, ...], values: tuple[Value, ...]) -> None:
    for key, value in zip(keys, values):
        frame.bind(key, value)


# --- effects --------------------------------------------------------------------------------


def lower_expression(frame: Frame, node: gast.Expr) -> None:
    if not isinstance(node.value, gast.Constant):  # a docstring, `...`
        frame.expr(node.value)


def lower_assert(frame: Frame, node: gast.Assert) -> None:
    """The message of a failed assert is evaluated only then."""
    condition = frame.expr(node.test)
    if node.msg is None or isinstance(node.msg, gast.Constant):
        message = () if node.msg is None else (Const(node.msg.value),)
        frame.do(node, prims.assert_, condition, *message)
        return

    def fail() -> None:
        error = emit_call(frame, node, Const(AssertionError), (frame.expr(node.msg),))
        _raise(frame, node, error)

    frame.join(node, condition, frame.branch(lambda: None), frame.branch(fail), keep_all)


def lower_raise(frame: Frame, node: gast.Raise) -> None:
    if node.exc is None:
        message = "`raise` without an exception is not supported."
        frame.refuse(node, message, "name the exception.")
    error = frame.expr(node.exc)
    cause = () if node.cause is None else (frame.expr(node.cause),)
    _raise(frame, node, error, *cause)


def _raise(frame: Frame, node: gast.stmt, *operands: Operand) -> None:
    frame.do(node, prims.raise_, *operands)
    frame.dead = True


def lower_with(frame: Frame, node: gast.With) -> None:
    """exits.py has turned every exit from the body into a flag, so its end is the only way out."""
    contexts: list[Operand] = []
    for item in node.items:
        context = frame.expr(item.context_expr)
        contexts.append(context)
        entered = frame.emit(item.context_expr, prims.with_enter, context, effect=True)
        if item.optional_vars is not None:
            assign(frame, item.optional_vars, entered)
    frame.statements(node.body)
    if not frame.dead:
        for context in reversed(contexts):
            frame.do(node, prims.with_exit, context)


def lower_import(frame: Frame, node: gast.Import) -> None:
    """A module is a constant: it is imported now. A missing one is an error where Python has it."""
    for alias in node.names:
        try:
            module = __import__(alias.name, frame.unit.globals)
            if alias.asname:
                for part in alias.name.split(".")[1:]:
                    module = getattr(module, part)
        except ImportError as error:
            _raise(frame, node, Const(error))
            return
        frame.store(bound_by_import(alias), Const(module), node)


def lower_import_from(frame: Frame, node: gast.ImportFrom) -> None:
    names = tuple(alias.name for alias in node.names)
    try:
        module = __import__(node.module or "", frame.unit.globals, None, names, node.level or 0)
    except ImportError as error:
        _raise(frame, node, Const(error))
        return
    for alias in node.names:
        if not hasattr(module, alias.name):
            text = f"cannot import name {alias.name!r} from {module.__name__!r}"
            _raise(frame, node, Const(ImportError(text)))
            return
        frame.store(bound_by_import(alias), Const(getattr(module, alias.name)), node)


def lower_nothing(frame: Frame, node: gast.stmt) -> None:
    """`pass`; `global` and `nonlocal` only say where names live."""


STATEMENTS = {
    gast.Assign: lower_assign,
    gast.AnnAssign: lower_annotated,
    gast.AugAssign: lower_augmented,
    gast.Delete: lower_delete,
    Unbind: lower_handled,
    gast.If: lower_if,
    ProtectedIf: lower_if,
    gast.For: lower_for,
    gast.While: lower_while,
    gast.Expr: lower_expression,
    gast.Assert: lower_assert,
    gast.Raise: lower_raise,
    gast.With: lower_with,
    gast.Import: lower_import,
    gast.ImportFrom: lower_import_from,
    gast.Pass: lower_nothing,
    gast.Global: lower_nothing,
    gast.Nonlocal: lower_nothing,
}
