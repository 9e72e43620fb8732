"""Variables that some path leaves unbound: the front end marks where they are read (`prims.bound`).

The types do not tell such a variable from others, and a read of it may need no operation: its
length is known, or nobody uses what is made of it. So the read is an effect of its own where a path
of typed IR leaves the variable UNDEFINED; `passes/said_anyway.py` drops it where another operation
reads the variable. In the body of a `try` statement that handles the error it is a way out.
"""

from __future__ import annotations

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Value, is_undefined
from ..ir.types import OpaqueType
from .abstract import Abstract, Array, Dyn, Maybe, Ref, Static, Tuple, Undefined


def may_be_unbound(cx, operand: Operand) -> bool:
    """True for what some path leaves UNDEFINED."""
    return operand in cx.unsure or is_undefined(operand)


def read_variable(cx, op: Call) -> Abstract:
    check(cx, cx.read(op.args[0]), op.args[1].value, len(op.args) > 2)
    return Static(None)


def read_cell(cx, op: Call) -> Abstract:
    cell = cx.read(op.args[0])
    found = cx.cell_content(cell)
    check(cx, found, cell.identity.name)
    return found


def read_free(cx, op: Call) -> Abstract:
    name = op.args[0].value
    found = cx.load_free(name)
    check(cx, found, name)
    return found


def check(cx, value: Abstract, name: str, deleted: bool = False) -> None:
    """Raise the error where the run leaves the variable unbound. What is `deleted` in a loop may be
    so in the next iteration, which is not known when its body is run."""
    if isinstance(value, Undefined):
        cx.unbound(Undefined(name))
    part = unsure_part(cx, value, deleted) if cx.unsure or deleted else None
    if part is None:
        if deleted and isinstance(value, Ref | Maybe):
            cx.refuse(f"whether '{name}' is deleted here is known only at run time",
                      "assign None instead of deleting it")  # fmt: skip
        return
    part.name = part.name or name
    if cx.handled_by(UnboundLocalError) is None:
        cx.emit(prims.bound, part, Const(name), type=OpaqueType(), effect=True)
    else:
        cx.note_risk(prims.bound, (part, Const(name)), None)


def unsure_part(cx, value: Abstract, anyway: bool = False) -> Value | None:
    """A part of a value that is UNDEFINED on some path, where the whole is; or any one."""
    match value:
        case Dyn(value=found):
            return found if anyway or found in cx.unsure else None
        case Array(storage=storage, path=()):
            found = cx.state.heap[storage]
            return found if anyway or found in cx.unsure else None
        case Tuple(items=parts):
            pass
        case Ref(identity=identity, path=()):
            if identity in cx.marks:
                return cx.marks[identity]
            content = cx.state.heap[identity]
            if isinstance(content, Value):
                return content if content in cx.unsure else None
            parts = getattr(content, "values", ())
        case _:
            return None
    return next(filter(None, (unsure_part(cx, part, anyway) for part in parts)), None)
