"""The stages in order: from a Python function and a signature to loaded derivative code.

Between the stages the IR is verified, always, and shown to whoever observes. `Request` says what
is wanted: a plain function under a chain of transforms (`grad` of `grad` of f); each transform is
IR to IR, so the chain is folded before anything is emitted.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .backend.emit import emit_with_lines
from .errors import InactiveArgumentError, NonScalarOutputError, UnsupportedError
from .frontend.capture import capture
from .ir.nodes import Const, Function, Operand, Pack, leaves
from .ir.types import ArrayType, ScalarType, is_differentiable
from .ir.verifier import verify
from .passes import dce, expand, inplace, loops, simplify
from .rules.lift import has_rule
from .source import Span
from .transforms import forward, reverse
from .transforms.request import Transform
from .transforms.tangents import operand_type
from .types.signature import Known, Spec
from .types.specialize import Hidden, Specialized, specialize
from .version import __version__

Observer = Callable[[str, Function], None]

#: what the clean-up does, in this order: adjoints leave sums with zero and products with one
CLEAN_UP = (simplify, dce, loops, simplify, loops, dce)


@dataclass(frozen=True, slots=True)
class Generated:
    """`source` is the module's text, `name` its public function; `lines` maps its lines to the
    user's; `hidden` are the captured values that the function takes after its own arguments,
    `reads` the captured constants for which the text is right."""

    source: str
    name: str
    lines: dict[int, Span]
    hidden: tuple[Hidden, ...]
    reads: tuple[tuple, ...]
    function: Function


def _silent(stage: str, fn: Function) -> None:
    """No observer."""


def generate(
    f: Callable,
    chain: Sequence[Transform],
    specs: Sequence[Spec],
    defaults: Sequence[Const | None],
    header: bool = True,
    observe: Observer = _silent,
) -> Generated:
    """The source of a derivative of the plain Python function `f` for arguments of these specs."""
    special = typed_ir(f, chain, specs, defaults, observe)
    fn = special.function
    for stage in (expand, inplace):
        fn = verified(stage.run(fn), stage.__name__, observe)
    text, lines = emit_with_lines([fn], describe(f, chain, specs, special) if header else "",
                                  primal_line)  # fmt: skip
    return Generated(text, fn.name, lines, special.hidden, special.reads, special.function)


def typed_ir(
    f: Callable,
    chain: Sequence[Transform],
    specs: Sequence[Spec],
    defaults: Sequence[Const | None],
    observe: Observer = _silent,
) -> Specialized:
    """The typed IR of `f` under the chain of transforms, innermost first, cleaned up."""
    captured = capture(f)
    special = specialize(captured, specs, has_rule, TRANSFORMS, defaults)
    fn = verified(special.function, "specialize", observe)
    fn = clean(fn, observe)
    for transform in chain:
        fn = apply(fn, transform)
        fn = clean(verified(fn, transform.mode, observe), observe)
    return replace(special, function=fn)


def clean(fn: Function, observe: Observer = _silent) -> Function:
    for stage in CLEAN_UP:
        fn = verified(stage.run(fn), stage.__name__, observe)
    return fn


def verified(fn: Function, stage: str, observe: Observer) -> Function:
    verify(fn, typed=True)
    observe(stage.rpartition(".")[2], fn)
    return fn


# --- transforms ---


def apply(fn: Function, transform: Transform) -> Function:
    """One transform on typed IR."""
    trees = [argument_tree(fn, a) for a in transform.argnums]
    any_will_do = transform.mode in ("jvp", "vjp")
    if not (any_will_do and any(is_differentiable(v.type) for t in trees for v in leaves(t))):
        for position, tree in zip(transform.argnums, trees):
            require_active(fn, position, tree)
    if transform.mode == "jvp":
        return forward.run(fn, trees)
    if transform.mode == "vjp":
        return reverse.pullback(fn, trees)
    if transform.mode == "hvp":
        gradient = clean(reverse.gradient(scalar_result(fn, False), trees))
        return replace(_tangent_only(forward.run(gradient, trees)), name=f"{fn.name}_hvp")
    fn = scalar_result(fn, transform.has_aux)
    keep = transform.mode == "value_and_grad"
    return reverse.gradient(fn, trees, keep, assembler(transform), transform.has_aux)


def assembler(transform: Transform) -> Callable[[tuple[Operand, ...]], Operand]:
    if transform.names is not None:
        return lambda grads: Pack(dict, grads, transform.names)
    if transform.bare:
        return lambda grads: grads[0]
    return lambda grads: Pack(tuple, grads)


def _tangent_only(fn: Function) -> Function:
    end = fn.body.terminator
    body = replace(fn.body, terminator=replace(end, value=end.value.items[1]))
    return replace(fn, body=body)


def argument_tree(fn: Function, position: int | str) -> Operand:
    """The values that the argument at a position, or of a name, brings."""
    own = [p for p in fn.params if p.kind != inspect.Parameter.KEYWORD_ONLY]
    if isinstance(position, str):
        for param in fn.params:
            if param.name == position:
                return param.tree
            if param.kind == inspect.Parameter.VAR_KEYWORD and position in (param.tree.keys or ()):
                return param.tree.items[param.tree.keys.index(position)]
        raise InactiveArgumentError(f"{fn.name}() has no argument '{position}'", fn.span)
    if position < 0:
        position += len(own)
    if 0 <= position < len(own) and own[position].kind != inspect.Parameter.VAR_POSITIONAL:
        return own[position].tree
    for k, param in enumerate(own):
        if param.kind == inspect.Parameter.VAR_POSITIONAL:
            if k <= position < k + len(param.tree.items):
                return param.tree.items[position - k]
    raise InactiveArgumentError(
        f"{fn.name}() has no argument at position {position}", fn.span,
        f"argnums counts from 0 to {len(own) - 1}",
    )  # fmt: skip


def require_active(fn: Function, position: int | str, tree: Operand) -> None:
    if any(is_differentiable(v.type) for v in leaves(tree)):
        return
    name = position if isinstance(position, str) else _name_at(fn, position)
    what = "an integer" if any(True for _ in leaves(tree)) else "no number"
    raise InactiveArgumentError(
        f"{fn.name}() has no derivative with respect to '{name}': it is {what}",
        fn.span,
        "pass a floating-point value, as in 3.0 or x.astype(float)",
    )


def _name_at(fn: Function, position: int) -> str:
    return fn.params[position].name if position < len(fn.params) else str(position)


def scalar_result(fn: Function, has_aux: bool) -> Function:
    """The function, if its result is one real number; with `has_aux` the first of a pair."""
    end = fn.body.terminator
    value = end.value
    if has_aux:
        if not (isinstance(value, Pack) and len(value.items) == 2):
            raise NonScalarOutputError(
                f"with has_aux, {fn.name}() must return a pair (value, aux)", fn.span
            )
        value = value.items[0]
    type_ = operand_type(value)
    if isinstance(type_, ArrayType) and all(n == 1 for n in type_.shape):
        return fn
    if not isinstance(type_, ScalarType):
        shown = "a structure" if type_ is None else str(type_)
        raise NonScalarOutputError(
            f"grad needs a function that returns one number; {fn.name}() returns {shown}",
            fn.span,
            "sum the result, or use jacobian, vjp or elementwise_grad",
        )
    if type_.dtype[0] == "c":
        raise NonScalarOutputError(
            f"grad needs a real result; {fn.name}() returns a complex number", fn.span,
            "return its real part, its absolute value, or use vjp",
        )  # fmt: skip
    return fn


# --- text ---


def describe(f: Callable, chain: Sequence[Transform], specs: Sequence[Spec], special) -> str:
    """The module's docstring: what it is the derivative of, for which types, by what."""
    code = f.__code__
    names = [p.name for p in special.function.params]
    types = ", ".join(f"{n}: {s}" for n, s in zip(names, specs) if not isinstance(s, Known))
    modes = " of ".join(t.mode for t in reversed(chain)) or "copy"
    file = code.co_filename.replace("\\", "/").rpartition("/")[2]
    return (
        f"{modes} of {f.__qualname__}, {file}:{code.co_firstlineno}.\n\n"
        f"Arguments: {types}.\nGenerated by s2sad {__version__}."
    )


def primal_line(op) -> str | None:
    """The comment over an operation of the reverse sweep: the primal line it belongs to."""
    span = op.span
    if span is None or not span.adjoint:
        return None
    return span.text().strip() or None


TRANSFORMS: dict[type, Callable] = {}
