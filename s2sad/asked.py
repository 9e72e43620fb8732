"""What a derivative is asked of: arguments that can move, a result that is one number.

Typed IR and positions or names come in; the arguments as trees of values go out, or a refusal.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from types import SimpleNamespace

from .errors import InactiveArgumentError, NonScalarOutputError, UnsupportedError
from .ir.nodes import Const, Function, Operand, Pack, Value, leaves
from .ir.types import (
    ArrayType, OpaqueType, ScalarType, Type, is_differentiable, never_one,
)  # fmt: skip
from .structure import maker_of
from .transforms.tangents import operand_type
from .types.binding import called
from .types.classes import check_number

FLOATING = "pass a floating-point value, as in 3.0 or x.astype(float)"
KINDS = {"b": "a truth value", "i": "an integer", "u": "an integer"}
PLURALS = {"b": "truth values", "i": "integers", "u": "integers"}


# --- arguments ---


def active_trees(
    fn: Function, argnums: Sequence[int | str] | None, any_will_do: bool = True
) -> list[Operand]:
    """The arguments at the given positions; refused where one of them (or, if `any_will_do`,
    all of them) have no floating-point leaf. None stands for all arguments that have one."""
    if argnums is None:
        found = [p.tree for p in fn.params if p.kind != inspect.Parameter.KEYWORD_ONLY]
        return [tree for tree in found if is_active(tree)]
    trees = [argument_tree(fn, a) for a in argnums]
    for tree in trees:
        require_plain(fn, tree)
    if not (any_will_do and any(map(is_active, trees))):
        for position, tree in zip(argnums, trees):
            require_active(fn, position, tree)
    return trees


def require_plain(fn: Function, tree: Operand) -> None:
    """Refuse an object that cannot be made of its attributes, as its gradient is."""
    if not isinstance(tree, Pack):
        return
    kind = tree.kind
    maker = maker_of(kind)
    if tree.keys is not None and maker not in (object, dict) and kind is not SimpleNamespace:
        raise UnsupportedError(
            f"a derivative of {called(fn)} would be an instance of {kind.__name__}, which is "
            f"derived from {maker.__name__} and cannot be made of its attributes", fn.span,
            "pass its numbers as arguments, or in a dataclass",
        )  # fmt: skip
    for item in tree.items:
        require_plain(fn, item)


def is_active(tree: Operand) -> bool:
    return any(is_differentiable(v.type) for v in leaves(tree))


def argument_tree(fn: Function, position: int | str) -> Operand:
    """The values that the argument at a position, or of a name, brings."""
    if isinstance(position, str):
        for param in fn.params:
            if param.name == position:
                return param.tree
            if param.kind == inspect.Parameter.VAR_KEYWORD and position in (param.tree.keys or ()):
                return param.tree.items[param.tree.keys.index(position)]
        raise InactiveArgumentError(
            f"{called(fn)} has no argument '{position}'", fn.span,
            f"its arguments are {', '.join(p.name for p in fn.params)}",
        )  # fmt: skip
    own = [tree for _, tree in positional(fn)]
    if -len(own) <= position < len(own):
        return own[position]
    raise InactiveArgumentError(
        f"{called(fn)} has no argument at position {position}", fn.span,
        f"argnums counts from 0 to {len(own) - 1}" if own else "",
    )  # fmt: skip


def positional(fn: Function) -> list[tuple[str, Operand]]:
    """(name, tree) of each positional argument, those of `*args` one by one."""
    found: list[tuple[str, Operand]] = []
    for param in fn.params:
        if param.kind == inspect.Parameter.VAR_POSITIONAL:
            found.extend((f"{param.name}[{k}]", t) for k, t in enumerate(param.tree.items))
        elif param.kind < inspect.Parameter.VAR_POSITIONAL:
            found.append((param.name, param.tree))
    return found


def require_active(fn: Function, position: int | str, tree: Operand) -> None:
    if is_active(tree):
        return
    name = position if isinstance(position, str) else positional(fn)[position][0]
    if isinstance(tree, Const) and isinstance(tree.value, (float, complex)):
        check_number(tree.value, fn.span)
    raise InactiveArgumentError(
        f"{called(fn)} has no derivative with respect to '{name}': it is {shown(tree)}",
        fn.span, FLOATING,
    )  # fmt: skip


# --- results ---


def array_result(fn: Function, wrt: Sequence[Value]) -> Function:
    """The function, if its result is one number or array, complex only where its arguments are."""
    value = fn.body.terminator.value
    if isinstance(value, Pack) or not is_differentiable(operand_type(value)):
        raise NonScalarOutputError(
            f"elementwise_grad needs a function that returns one floating-point number or array; "
            f"{called(fn)} returns {shown(value)}", fn.span, "use vjp or jacobian",
        )  # fmt: skip
    real = any(is_differentiable(v.type) and v.type.dtype[0] == "f" for v in wrt)
    if real and operand_type(value).dtype[0] == "c":
        raise NonScalarOutputError(
            f"elementwise_grad needs a real result of a real argument; {called(fn)} returns "
            "complex numbers", fn.span, "use jvp or jacobian",
        )  # fmt: skip
    return fn


def floating_result(fn: Function) -> Function:
    """The function, if its result has a floating-point leaf."""
    value = fn.body.terminator.value
    constant = isinstance(value, Const) and isinstance(value.value, (float, complex))
    if not constant and not any(is_differentiable(v.type) for v in leaves(value)):
        raise NonScalarOutputError(
            f"a Jacobian is that of floating-point numbers; {called(fn)} returns {shown(value)}",
            fn.span, "return floats: what is rounded or compared has no derivative",
        )  # fmt: skip
    return fn


def scalar_result(fn: Function, has_aux: bool, mode: str = "grad") -> Function:
    """The function, if its result is one real number; with `has_aux` the first of a pair."""
    value = fn.body.terminator.value
    if has_aux:
        if not (isinstance(value, Pack) and len(value.items) == 2):
            raise NonScalarOutputError(
                f"with has_aux, {called(fn)} must return a pair (value, aux); it returns "
                f"{shown(value)}", fn.span, "return value, aux",
            )  # fmt: skip
        value = value.items[0]
    type_ = operand_type(value)
    if not is_one_number(type_):
        summed = any(is_differentiable(v.type) for v in leaves(value))
        refused = NonScalarOutputError(
            f"{mode} needs a function that returns one number; {called(fn)} returns {shown(value)}",
            fn.span,
            "sum the result, or use jacobian, vjp or elementwise_grad" if summed else "",
        )
        if isinstance(type_, ArrayType) and not any(map(never_one, type_.shape)):
            refused.axes = type_.shape
        raise refused
    if type_.dtype[0] == "c":
        raise NonScalarOutputError(
            f"{mode} needs a real result; {called(fn)} returns a complex number", fn.span,
            "return its real part, its absolute value, or use vjp",
        )  # fmt: skip
    if type_.dtype[0] != "f" and isinstance(value, Value):
        raise NonScalarOutputError(
            f"{mode} needs a floating-point result; {called(fn)} returns {shown(value)}", fn.span,
            "return a float: what is rounded or compared has no derivative",
        )  # fmt: skip
    return fn


def is_one_number(type_: Type | None) -> bool:
    """True for a scalar and for an array of one entry."""
    if isinstance(type_, ArrayType):
        return all(n == 1 for n in type_.shape)
    return isinstance(type_, ScalarType)


# --- words ---


def shown(operand: Operand) -> str:
    """What an operand is, for a reader who knows NumPy."""
    match operand:
        case Value(type=ScalarType(dtype=dtype)):
            return KINDS.get(dtype[0], f"a number ({dtype})")
        case Value(type=ArrayType(dtype=dtype, shape=shape)):
            axes = f"{len(shape)} axis" if len(shape) == 1 else f"{len(shape)} axes"
            return f"an array of {PLURALS.get(dtype[0], dtype)} with {axes}"
        case Value(type=OpaqueType(name=name)):
            article = "an" if name[:1].lower() in ("a", "e", "i", "o") else "a"
            return f"{article} {name}" if name else "an object"
        case Value(type=type_):
            return str(type_)
        case Pack(kind=kind, items=items):
            name = kind.__name__
            if not items:
                return f"an empty {name}" if kind in (tuple, list, dict) else f"a {name}"
            return f"a {name} of {', '.join(map(shown, items))}"
        case Const(value=None):
            return "None"
        case Const(value=bool()):
            return "a truth value"
        case Const(value=str()):
            return "a string"
        case Const(value=value) if callable(value):
            return "a function"
        case Const(value=value):
            return f"the constant {value!r}"
    return "no number"
