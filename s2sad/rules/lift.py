"""Lift a rule: run its source, by our own front end, on the operands of one operation.

In: a rule, the operands it applies to, and the builder that its operations go to. Out: what the
rule returns, as a tree of operands. Facts such as `x.ndim` and branches on them are decided here,
so that one line of arithmetic is left behind.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

import numpy as np

from ..errors import UnsupportedError
from ..ir.builder import Builder
from ..ir.nodes import Block, Const, Op, Operand, Pack, Value
from ..ir.traverse import Cloner
from ..ir.types import ArrayType, Axis
from ..source import Span
from ..types.abstract import (
    Abstract, Array, Conflict, Identity, Items, Ref, Slice, Static, Tuple, Zero,
)  # fmt: skip
from ..types.dims import FreshDims, rule_name
from ..types.failure import Unreachable
from ..types.interpreter import Interpreter
from ..types.windows import Windows
from .families import is_nondifferentiable, jvp_rule, vjp_rule
from .registry import USER
from .templates import MOST, Form, Template, mentions

ZERO = Zero()

#: where the rules stand whose text does not change while the program runs
OURS = ("s2sad.rules.", "s2sad.transforms.")

#: in the derivative of a `math` function of a Python number, NumPy's functions give way to math's
MATH_TWINS = {
    getattr(np, name): getattr(math, name)
    for name in (
        "sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log1p", "log2",
        "log10", "sqrt", "hypot",
    )
}  # fmt: skip

#: options that change nothing about a derivative; no rule has them
IRRELEVANT = frozenset({"check_finite", "lapack_driver"})


#: what `grad` of a function, `checkpoint` and their like mean inside a rule; filled by `nested`,
#: which stands further down since it needs the transforms
TRANSFORMS: dict[object, Callable] = {}


class Noted:
    """The version of the user's rules when code began to be made, and what they read since then:
    (holder, value) by key. The code is right only while both are so."""

    def __init__(self):
        self.version, self.reads = USER.version, {}


_noted: ContextVar[Noted] = ContextVar("what rules read")


@contextmanager
def noted_rules() -> Iterator[Noted]:
    """Notes what is to be known of the user's rules while code is made."""
    noted = Noted()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def has_rule(callee) -> bool:
    """True for callables that are differentiated by a rule, not by their source."""
    return (
        vjp_rule(callee) is not None or jvp_rule(callee) is not None or is_nondifferentiable(callee)
    )


class Lifter(Interpreter):
    """An interpreter whose operations all belong to one operation of the user's."""

    def __init__(self, builder: Builder, lengths: dict[Value, Axis], fresh: FreshDims):
        super().__init__(builder.span)
        self.builder = builder
        self.lengths, self.fresh = lengths, fresh
        self.windows = Windows(lengths, fresh)
        self.has_rule = has_rule
        self.transforms = TRANSFORMS
        self.twins: dict = {}
        self.users_line: Span | None = None  # where a rule of the user's is being run

    def run_op(self, block: Block, op: Op) -> None:
        span = op.span
        if span is not None and span.is_users and not (span.is_ours or span.is_librarys):
            self.users_line = span
        super().run_op(block, op)

    def refuse(self, message: str, advice: str = "") -> NoReturn:
        raise UnsupportedError(message, self.users_line or self.span, advice)

    def abstract(self, operand: Operand | Zero | None) -> Abstract:
        """The abstract value of an operand of typed IR."""
        match operand:
            case Zero():
                return operand
            case None:
                return Static(None)
            case Const(value=v):
                return Static(v)
            case Value():
                if isinstance(operand.type, ArrayType):
                    storage = Identity("array", operand.name)
                    storage.readonly = Conflict("a derivative rule writes into its argument")
                    self.state.heap[storage] = operand
                    return Array(storage)
                return self.wrap(operand)
            case Pack(kind=kind, items=items, keys=keys):
                parts = tuple(map(self.abstract, items))
                if kind is slice:
                    return Slice(*parts)
                if kind is list:
                    return self.new_list(parts)
                if kind is dict:
                    return self.new_dict(keys, parts)
                if issubclass(kind, tuple):
                    return Tuple(parts, kind)
                identity = Identity("object", kind.__name__)
                self.state.heap[identity] = Items(parts, keys, kind)
                return Ref(identity)
        raise TypeError(f"not an operand: {operand!r}")

    def tree(self, value: Abstract) -> Operand | Zero | None:
        """What a rule returned, as operands; None where there is no derivative."""
        match value:
            case Zero():
                return None
            case Static(value=None):
                return None
            case Tuple(items=items):
                return Pack(tuple, tuple(self.leaf(i) for i in items))
            case Ref(identity=identity) if identity.kind in ("list", "dict"):
                content = self.content(identity)
                if isinstance(content, Items):
                    kind = list if identity.kind == "list" else dict
                    return Pack(kind, tuple(self.leaf(i) for i in content.values), content.keys)
        return self.operand(value)

    def leaf(self, value: Abstract) -> Operand:
        found = self.tree(value)
        return Const(None) if found is None else found

    def call_static(self, f, args, kwargs) -> Abstract:
        return super().call_static(self.twins.get(f, f) if self.twins else f, args, kwargs)


@dataclass(frozen=True, slots=True)
class RuleSignature:
    """The parameters of a rule after its output: `arrives` are the tangents (`x_dot`) or the
    cotangent, `own` the callee's parameters; `variadic`: the last of them is `*operands`.
    `named` is what may be given by name, None where a rule of the user's says that itself."""

    arrives: tuple[str, ...]
    own: tuple[str, ...]
    variadic: bool
    named: frozenset[str] | None

    def bind(self, args: tuple[Operand, ...], kwargs: tuple) -> dict[str, Operand]:
        """The operand of each of the callee's parameters; a tuple for `*operands`."""
        if not self.variadic:
            return dict(zip(self.own, args)) | dict(kwargs)
        count = len(self.own) - 1
        rest = Pack(tuple, args[count:])
        return dict(zip(self.own, args[:count])) | {self.own[-1]: rest} | dict(kwargs)


@lru_cache(maxsize=None)
def rule_signature(function: Callable, reverse: bool) -> RuleSignature:
    """How a rule is called. A forward rule names its tangents after the parameters."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    if reverse:
        count = 1
    else:
        count = sum(p.name.endswith("_dot") for p in parameters)
    own = [p for p in parameters[count:] if p.kind is not p.KEYWORD_ONLY]
    keywords = [p for p in parameters[count:] if p.kind is p.KEYWORD_ONLY]
    variadic = any(p.kind is p.VAR_POSITIONAL for p in own)
    names = [p.name for p in own] + ([] if variadic else [p.name for p in keywords])
    known = is_ours(function) and all(p.kind is not p.VAR_KEYWORD for p in own)
    named = IRRELEVANT.union(p.name for p in own + keywords) if known else None
    return RuleSignature(tuple(p.name for p in parameters[:count]), tuple(names), variadic, named)


def apply_rule(
    function: Callable,
    operands: Sequence[Operand | Zero | None],
    kwargs: dict[str, Operand],
    builder: Builder,
    lengths: dict[Value, Axis],
    span: Span | None,
    twins: dict | None = None,
) -> Operand | None:
    """Emit the rule's operations into the builder; what it returns, as operands."""
    builder.span = span
    kwargs = {k: v for k, v in kwargs.items() if k not in IRRELEVANT}
    form = Form(lengths)
    key = form_key(form, function, operands, kwargs, twins)
    if key is None:
        return run_rule(function, operands, kwargs, builder, lengths, span, twins)
    template = _templates.get(key)
    if template is None:
        if len(_templates) >= MOST:
            _templates.clear()
        template = _templates[key] = make_template(form, function, operands, kwargs, twins, span)
    return template.emit([*operands, *kwargs.values()], builder, lengths, span)


#: what rules of ours have emitted, by the form of their operands
_templates: dict[tuple, Template] = {}


def is_ours(rule: Callable) -> bool:
    """True for the rules of this package."""
    return (rule.__module__ or "").startswith(OURS)


def require_parameters(rule: Callable, operands: Sequence, kwargs: dict) -> None:
    """Refuse a rule of the user's that cannot be called with what a rule is given."""
    try:
        inspect.signature(rule).bind(*operands, **kwargs)
    except TypeError as error:
        code = rule.__code__
        raise UnsupportedError(
            f"this rule is called with {len(operands)} arguments, and cannot take them: {error}",
            Span(code.co_filename, code.co_firstlineno, function=rule.__qualname__),
            "let a reverse rule take (ans, g, *args), and a forward rule (ans, tangents, *args)",
        ) from None


def form_key(
    form: Form, function: Callable, operands: Sequence, kwargs: dict, twins: dict | None
) -> tuple | None:
    """None for a rule that is run each time."""
    if not is_ours(function):
        return None
    parts = tuple(map(form.key, (*operands, *kwargs.values())))
    return None if None in parts else (function, bool(twins), tuple(kwargs), parts)


def make_template(
    form: Form,
    function: Callable,
    operands: Sequence,
    kwargs: dict[str, Operand],
    twins: dict | None,
    span: Span | None,
) -> Template:
    """Run the rule on new values in the places of those of the operands; without names, which the
    form does not tell, what is emitted is the same for the first operands as for later ones."""
    holes = Cloner({value: Value("", value.type) for value in form.numbers})
    own = [o if isinstance(o, Zero) else holes.operand(o) for o in operands]
    named = {name: holes.operand(operand) for name, operand in kwargs.items()}
    known = {holes.map[v]: form.lengths[v] for v in form.numbers if v in form.lengths}
    inner, lengths = Builder(span), dict(known)
    name = rule_name()
    result = run_rule(function, own, named, inner, lengths, span, twins, name)
    found = {value: axis for value, axis in lengths.items() if value not in known}
    ops = tuple(inner.ops)
    name = name if mentions(ops, name) else None
    return Template((*own, *named.values()), ops, result, found, name)


def run_rule(
    function: Callable,
    operands: Sequence[Operand | Zero | None],
    kwargs: dict[str, Operand],
    builder: Builder,
    lengths: dict[Value, Axis],
    span: Span | None,
    twins: dict | None,
    name: str | None = None,
) -> Operand | None:
    """Interpret the rule's source on the operands. `name`: what its new lengths are called."""
    cx = Lifter(builder, lengths, FreshDims(name or rule_name()))
    cx.unroll_ranges = is_ours(function)  # they run over axes
    cx.span = cx.fixed_span = builder.span = span
    cx.twins = twins or {}
    if not is_ours(function):
        require_parameters(function, operands, kwargs)
    args = [cx.abstract(o) for o in operands]
    pairs = {k: cx.abstract(v) for k, v in kwargs.items()}
    try:
        value = cx.call_python(function, args, pairs)
        found = cx.tree(value)
    except Unreachable as error:
        if error.cls is AssertionError and error.text and is_ours(function):
            raise UnsupportedError(error.text, span) from None
        what = error.cls.__name__ if error.cls else "an error"
        text = f": {error.text}" if error.text else ""
        raise UnsupportedError(f"the derivative of this call raises {what}{text}", span) from None
    if not is_ours(function):
        _noted.get(Noted()).reads.update(cx.reads)
        if isinstance(value, Static) and value.value is None:
            return Const(None)  # said by the rule, and no symbol ZERO
    return found
