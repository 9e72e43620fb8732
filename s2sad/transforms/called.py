"""Derivatives of calls of outlined functions: custom rules and checkpoints.

`Function.derivative` is a `Custom`; a wrapper with rules of its own is differentiated by them, any
other (a checkpoint) by differentiating the body in the place where the derivative is needed, so
that nothing of it is stored.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from ..errors import UnsupportedError
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value, leaves
from ..ir.traverse import Cloner, bind_parameters
from ..ir.types import TupleType
from ..rules.lift import apply_rule
from .returned import Returned, cotangents


@dataclass(frozen=True, slots=True)
class Custom:
    """The custom derivative of an outlined function.

    Its first `count` arguments are the ones that a rule returns cotangents for, the next ones go
    to the rule under the names `keywords`; what follows, the function closes over. `result` is the
    result as the user's function structures it: the call itself returns a leaf, or its leaves as
    a tuple.
    """

    wrapper: Any
    count: int
    keywords: tuple[str, ...]
    result: Operand


def _refuse(op: Call, mode: str, decorator: str) -> NoReturn:
    name = op.callee.name
    own = hasattr(op.callee.derivative.wrapper, decorator)
    how = f" with @{name}.{decorator}" if own else f": {decorator}({name}, rule)"
    raise UnsupportedError(
        f"{name}() has no rule for {mode} mode, and its own rules are its derivative",
        op.span,
        f"give it one{how}",
    )


def has_custom_rules(callee: Function) -> bool:
    return hasattr(callee.derivative.wrapper, "vjp_rule")


def pull(reverse, op: Call, bar: Operand, sweep) -> None:
    """Add the cotangents of the call's arguments."""
    custom: Custom = op.callee.derivative
    if not has_custom_rules(op.callee):
        _pull_body(reverse, op, bar, sweep)
        return
    rule = custom.wrapper.vjp_rule
    if rule is None:
        _refuse(op, "reverse", "defvjp")
    bar = structured(custom, reverse.complete(sweep, op.result, bar), _item)
    ans = structured(custom, op.result, _reader(reverse.arithmetic, sweep.builder))
    keywords = keyword_operands(op, rule, lambda o: any(v in reverse.active for v in leaves(o)))
    own = op.args[: custom.count]
    result = apply_rule(
        rule, [ans, bar, *own], keywords, sweep.builder, reverse.lengths, sweep.builder.span
    )
    bars, returned = cotangents(result, own), Returned(op, rule, "reverse")
    returned.require(result)
    if len(bars) != custom.count:
        returned.refuse(
            f"{counted(len(bars), 'cotangent')} for {counted(custom.count, 'argument')}",
            "return one for each argument, None where there is no derivative",
        )
    for k, (operand, part) in enumerate(zip(own, bars)):
        if reverse.is_active(operand):
            reverse.add_bar(sweep, operand, returned.fitting(part, operand, f"argument {k}"))


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def keyword_operands(
    op: Call, rule: Callable, is_active: Callable[[Operand], bool]
) -> dict[str, Operand]:
    """The keyword arguments of a call, for a rule that takes them. They get no derivative, so one
    that moves is refused."""
    custom: Custom = op.callee.derivative
    found = dict(zip(custom.keywords, op.args[custom.count :]))
    parameters = inspect.signature(rule).parameters
    takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    if any(map(is_active, op.args[custom.count + len(found) :])):
        raise UnsupportedError(
            f"{op.callee.name}() has rules, and reads a value from around it that has a derivative",
            op.span, "pass the value as an argument",
        )  # fmt: skip
    for name, operand in found.items():
        if is_active(operand):
            raise UnsupportedError(
                f"the rules of {op.callee.name}() give no derivative with respect to the keyword "
                f"argument '{name}'", op.span, "make it an argument that is passed by position",
            )  # fmt: skip
        if name not in parameters and not takes_all:
            raise UnsupportedError(
                f"{op.callee.name}() is given the keyword argument '{name}', which its rule "
                f"(line {rule.__code__.co_firstlineno}) does not take", op.span,
                f"give the rule a parameter '{name}'",
            )  # fmt: skip
    return found


def structured(custom: Custom, flat: Operand, item: Callable) -> Operand:
    """A result, tangent or cotangent of the call, in the structure of the user's function."""
    if isinstance(custom.result, Value):
        return flat
    found: dict[Value, Operand] = {}
    for k, leaf in enumerate(dict.fromkeys(leaves(custom.result))):
        found[leaf] = item(flat, k)
    constant = isinstance(flat, Value)  # of the result itself; a cotangent has none
    return _filled(custom.result, found, constant)


def _filled(tree: Operand, found: dict[Value, Operand], constant: bool) -> Operand:
    if isinstance(tree, Pack):
        return Pack(tree.kind, tuple(_filled(i, found, constant) for i in tree.items), tree.keys)
    return found[tree] if isinstance(tree, Value) else tree if constant else Const(None)


def _item(flat: Operand, k: int) -> Operand:
    return flat.items[k]


def _reader(arithmetic, builder) -> Callable[[Value, int], Operand]:
    """Reads the items of a call's result."""

    def read(result: Value, k: int) -> Operand:
        type_: TupleType = result.type
        return arithmetic.item(builder, result, k, type_.items[k])

    return read


def flattened(custom: Custom, dot: Operand | None, op: Call, rule: Callable) -> Operand | None:
    """What a forward rule returned, as the call returns its result."""
    returned = Returned(op, rule, "forward")
    returned.require(dot)
    dot = returned.fitting(dot, custom.result, "the result")
    if isinstance(custom.result, Value) or dot is None:
        return dot
    found: dict[Value, Operand] = {}

    def match(tree: Operand, part: Operand) -> None:
        if isinstance(part, Const) and part.value is None:
            return
        if isinstance(tree, Value):
            found[tree] = part
        elif isinstance(tree, Pack):
            for inner, item in zip(tree.items, part.items):
                match(inner, item)

    match(custom.result, dot)
    own = dict.fromkeys(leaves(custom.result))
    return Pack(tuple, tuple(found.get(leaf, Const(None)) for leaf in own))


def _pull_body(reverse, op: Call, bar: Operand, sweep) -> None:
    """The body forward and backward, at this place of the reverse sweep."""
    callee = op.callee
    wrt = [v for p in callee.params for v in leaves(p.tree)]
    result = callee.body.terminator.value
    bar = reverse.complete(sweep, op.result, bar)
    seed = reverse.seed_tree(result)
    forward, backward, bars = reverse.sweep_function(callee, wrt, seed, keep_value=False)
    cloner = Cloner()
    bind_parameters(cloner, callee, list(op.args))
    _bind_seed(cloner, seed, bar)
    for inner in (*forward, *backward.ops):
        sweep.builder.ops.append(cloner.op(inner))
    for param, operand in zip(callee.params, op.args):
        tree = _bars(param.tree, bars, cloner)
        reverse.add_bar(sweep, operand, tree)


def _bind_seed(cloner: Cloner, seed: Operand, bar: Operand) -> None:
    if isinstance(seed, Pack):
        items = bar.items if isinstance(bar, Pack) else ()
        for part, actual in zip(seed.items, items):
            _bind_seed(cloner, part, actual)
    elif not isinstance(seed, Const):
        cloner.map[seed] = bar


def _bars(tree: Operand, bars: dict, cloner: Cloner) -> Operand:
    if isinstance(tree, Pack):
        return Pack(tree.kind, tuple(_bars(i, bars, cloner) for i in tree.items), tree.keys)
    found = bars.get(tree) if not isinstance(tree, Const) else None
    return Const(None) if found is None else cloner.operand(found)


def push(forward, op: Call, builder) -> Operand | None:
    """The tangent of the call's result."""
    custom: Custom = op.callee.derivative
    if not has_custom_rules(op.callee):
        return _push_body(forward, op, builder)
    rule = custom.wrapper.jvp_rule
    if rule is None:
        _refuse(op, "forward", "defjvp")
    own = op.args[: custom.count]
    dots = Pack(tuple, tuple(map(forward.tangent, own)))
    ans = structured(custom, op.result, _reader(forward.arithmetic, builder))
    keywords = keyword_operands(op, rule, lambda o: forward.dot(o) is not None)
    dot = apply_rule(rule, [ans, dots, *own], keywords, builder, forward.lengths, op.span)
    return flattened(custom, dot, op, rule)


def _push_body(forward, op: Call, builder) -> Operand | None:
    """The body with its tangents, run a second time in place of the call's own tangent."""
    cloner = Cloner()
    bind_parameters(cloner, op.callee, list(op.args))
    block = cloner.block(op.callee.body)
    forward.vary(block)
    forward.block(block, builder)
    return forward.dot(block.terminator.value)
