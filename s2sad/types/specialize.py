"""Specialize: untyped IR and a signature in, typed IR of exactly that call out.

The surprising thing: everything that can be decided is decided here. Calls of user functions are
run in place, attributes and containers disappear, writes become versions of storages; what is
left are calls of NumPy, `math` and Python's operators, `if`s and loops.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NoReturn

import numpy as np

from ..errors import Error, UnsupportedError, always_raises
from ..frozen import is_told
from ..ir.nodes import Const, Function, Operand, Param, Return, Value, leaves
from ..ir.traverse import all_blocks
from ..ir.types import BOOL, OpaqueType, Type
from ..names import read_name
from ..registered import REGISTERED, stand_in
from ..signatures import Facts, Size, is_passed_on
from ..structure import has_differentiable_leaf
from . import apart, gaps, sizes, whole_lists
from .abstract import Abstract, Array, Conflict, Identity, Items, Ref, Slice, Static, Tuple
from .classes import is_struct_sequence
from .functions import closure_of, lowered
from .names import Frame
from .demands import Culprit, Directives, is_captured
from .entry import check_apart, check_assumptions, check_captured, check_needed, check_notes
from .failure import Again, FactsNeeded, Unreachable
from .given import (
    Note, container_defaults, is_checked, outside, parts_given, written_default,
)  # fmt: skip
from .interpreter import Interpreter
from .signature import (
    Fixed, Known, Opaque, Spec, Struct, enter, has_numbers, spec_of, with_fact,
)  # fmt: skip
from .stated import resolved

#: captured values of these classes may become parameters
HIDDEN = (float, complex, np.generic, np.ndarray, list, dict, tuple)
VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = 2, 3, 4  # kinds of parameters
#: runs of one function with other directives, and Python frames for a run
MAX_RUNS = 50
PYTHON_FRAMES = 30_000


@dataclass(frozen=True, slots=True)
class Hidden:
    """A captured value that became a parameter: where its current value is found."""

    name: str
    key: tuple
    holder: object
    spec: Spec

    def fetch(self):
        return read_name(self.key, self.holder)


@dataclass(frozen=True, slots=True)
class Specialized:
    """`function` is typed IR; `hidden` its extra parameters, in order; `reads` the static names
    that were read: (key, holder, value) – the code is right while they keep their values;
    `lengths` the paths to those of the arguments, by the names that they have in types; `sizes`
    what they say of other lengths; `short`
    facts of arguments for which a loop runs too rarely for the code; `names` what the parameters of
    the function are called; `rolled`: loops over known items have stayed loops."""

    function: Function
    hidden: tuple[Hidden, ...]
    reads: tuple[tuple, ...] = field(default=())
    lengths: dict[str, tuple] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    short: tuple[tuple, ...] = ()
    names: tuple[str, ...] = ()
    rolled: bool = False


class Specializer(Interpreter):
    """An interpreter that also makes parameters of captured arrays and floats."""

    def __init__(self, span=None):
        super().__init__(span)
        self.hidden_params: list[Param] = []
        self.hidden_found: list[Hidden] = []
        self.taken: set[str] = set()
        self.entered: list[tuple[Identity, Value]] = []
        self.notes: list[tuple[Operand, Note]] = []
        self.whole: frozenset[int] = frozenset()
        self.constant: frozenset[int] = frozenset()
        self.wholes = whole_lists.Wholes()
        self.entered_whole_list = False

    def entered_whole(self, spec: Struct, name: str, span, path: tuple | None):
        """A long list of numbers in one of certain arguments, as one value; None for others."""
        type_ = whole_lists.whole_list(spec) if path and path[0] in self.whole else None
        return type_ and whole_lists.entered(self, type_, name, span)

    def as_whole(self, value: Abstract) -> Ref | None:
        return self.wholes.of(self, value)

    def item_of_whole(self, whole: Ref, index: Abstract) -> Abstract:
        if isinstance(index, Slice):
            bounds = map(self.operand, (index.start, index.stop, index.step))
            return whole_lists.sliced(self, whole, tuple(bounds))
        return self.get_item_of_ref(whole, index)

    def ask(self, error: UnsupportedError, culprits: tuple[Culprit, ...]) -> None:
        facts = self.origins.find(culprits).facts
        if facts:
            self.need_facts(facts, error)

    def demand(self, message: str, advice: str, culprits: tuple[Culprit, ...]) -> NoReturn:
        directives, op = self.directives, self.running[1]
        error = directives.causes.get(op) or UnsupportedError(message, self.span, advice)
        found = self.origins.find(culprits)
        if directives.write_out(found) or directives.part_for_any_size(found, op):
            raise Again
        if found.facts and not found.blocked:
            self.need_facts(found.facts, error)
        if not found.blocked and directives.follow(found, error) or directives.part(found, op):
            raise Again
        raise error

    def need_facts(self, facts: Iterable[tuple], error: UnsupportedError) -> NoReturn:
        """Run again, with these facts known: of captured values from what they are now."""
        captured = {fact for fact in facts if is_captured(fact[1])}
        if self.directives.know(sorted(captured, key=repr)):
            raise Again
        raise FactsNeeded(frozenset(facts) - captured, error)

    def entered_storages(self) -> list[tuple[Identity, Value]]:
        return self.entered

    def hidden_argument(self, key: tuple, value, holder) -> Abstract | None:
        passed_on = is_passed_on(value)
        if not passed_on and (not isinstance(value, HIDDEN) or is_struct_sequence(value)):
            return None
        try:
            spec = spec_of(value, called="this")
        except UnsupportedError as error:
            if isinstance(value, (list, dict, tuple)) and not has_differentiable_leaf(value):
                return None
            self.refuse(error.message, error.advice)
        if isinstance(spec, (Known, Opaque)) and not passed_on:
            return None
        if not passed_on and not has_numbers(spec):
            return None
        if isinstance(spec, Struct) and spec.cls not in (list, dict, tuple):
            return None
        name = unused_name(key[-1] if isinstance(key[-1], str) else "value", self.taken)
        for kind, path in self.directives.captured.get(key, ()):
            asked, place = fact_of_captured, (key, holder, kind, path)
            fact = asked(*place)
            self.reads["result", asked, key, kind, path] = (asked, place), fact
            spec = with_fact(spec, path, fact)
        known, tree = self.enter(spec, name, self.span, (key,))
        self.protect(known, outside(name))
        default = Const(value) if is_told(value) else None
        self.hidden_params.append(Param(name, tree, 3, default))
        self.hidden_found.append(Hidden(name, key, holder, spec))
        return known

    def enter(self, spec: Spec, name: str, span, path: tuple | None = None):
        """The abstract value of a parameter, and its tree."""
        note = Note(name)
        value, tree = enter(self, spec, name, span, note, path)
        if path and (is_captured(path) or path[0] in self.constant):
            self.wholes.enter(name, value, tree)
        self.note_entered(value)
        self.notes.append((tree, note))
        return value, tree

    def protect(self, value: Abstract, conflict: Conflict) -> None:
        """Refuse writes into these lists and dicts and those in them: none would reach them."""
        content = value
        if isinstance(value, Ref):
            value.identity.readonly = conflict
            content = self.state.heap[value.identity]
        if isinstance(content, Tuple | Items):
            for part in parts_given(content):
                self.protect(part, conflict)

    def note_entered(self, value: Abstract) -> None:
        """Remember the storages that the caller owns: writes into them must reach the caller."""
        match value:
            case Array(storage=storage):
                self.entered.append((storage, self.state.heap[storage]))
                self.handed[storage] = None
            case Tuple():
                for item in parts_given(value):
                    self.note_entered(item)
            case Ref(identity=identity):
                content = self.state.heap[identity]
                for item in () if isinstance(content, Value) else parts_given(content):
                    self.note_entered(item)


def unused_name(name: str, taken: set[str]) -> str:
    candidate, number = name, 0
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    taken.add(candidate)
    return candidate


def fact_of_captured(key: tuple, holder, kind: str, path: tuple):
    """What a fact of a captured value is now."""
    return Facts([(kind, (0, *path))]).of((read_name(key, holder),))[0]


def specialize(
    f: types.FunctionType,
    specs: Sequence[Spec],
    has_rule: Callable[[object], bool],
    transforms: dict[type, Callable] | None = None,
    defaults: Sequence[Const | None] | None = None,
    whole: frozenset[int] = frozenset(),
    constant: frozenset[int] = frozenset(),
    rolled: bool = True,
) -> Specialized:
    """Typed IR of the function for arguments of these specs, one for each parameter. `whole`: the
    positions of those whose long lists are one value each (see whole_lists.py), `constant`: of
    those that no derivative is taken of. `rolled`: loops over known items may stay loops (see
    known_loops.py), which is given up where it does not work.

    Raises UnsupportedError, naming the user's line, for what cannot be followed.
    """
    directives = Directives(rolled=rolled, gaps_allowed=rolled)
    while True:
        try:
            return settled(f, specs, has_rule, transforms, defaults, whole, constant, directives)
        except Error:
            if (eased := directives.eased()) is None:
                raise
            directives = eased


def settled(
    f, specs, has_rule, transforms, defaults, whole, constant, directives
) -> Specialized:
    """Run again while a run has found something out."""
    function = lowered(f)
    with deep_recursion():
        for _ in range(MAX_RUNS):
            cx = Specializer(function.span)
            cx.has_rule, cx.transforms = has_rule, transforms or {}
            cx.directives, cx.claims_allowed = directives, directives.claims_allowed
            cx.whole, cx.constant = whole, constant
            kept = len(directives.kept)
            try:
                found = run(cx, f, function, specs, defaults)
                if not directives.settle(kept):
                    return found
            except Again:
                continue
            except Unreachable as error:
                what = f" {error.cls.__name__}" if error.cls else ""
                what += f": {error.text}" if error.text else ""
                who = "the lambda" if function.name == "lambda_" else f"{function.name}()"
                message = f"{who} always raises{what}"
                raise always_raises(error.cls, message, cx.span) from None
    raise UnsupportedError("the types of the loops of this function do not settle", function.span)


@contextmanager
def deep_recursion():
    """Functions that call themselves are run in place, some Python frames for each call."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, PYTHON_FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def run(cx: Specializer, f, function: Function, specs, defaults) -> Specialized:
    cx.taken = {p.name for p in function.params}
    params = []
    read = {
        v for block in all_blocks(function.body) for node in (*block.ops, block.terminator)
        for v in node.uses
    }  # fmt: skip
    shared = container_defaults(f)
    specs = resolved(specs, [param.name for param in function.params])
    for k, (param, spec) in enumerate(zip(function.params, specs)):
        if param.kind == VAR_KEYWORD:  # no captured value is handed over under a name of these
            cx.taken.update(spec.keys)
        default = defaults[k] if defaults else None
        if isinstance(spec, Known) and is_checked(spec.value):
            default = default and Const(spec.value)
            spec = Fixed(type_of_known(spec.value), spec.value) if param.tree in read else spec
        value, tree = cx.enter(spec, param.name, function.span, (k,))
        if param.name in shared:
            cx.protect(value, written_default(param.name))
        cx.env[param.tree] = value
        params.append(Param(param.name, tree, param.kind, default))
    check_assumptions(cx)
    sizes.assume(cx)
    cx.reads["code", id(f)] = f, f.__code__
    cx.frames.append(Frame(function, f.__globals__, closure=closure_of(f)))
    if function in cx.directives.kept:
        args, kwargs = as_call(cx, function)
        result = cx.operand(cx.call_python(f, args, kwargs))
    elif cx.has_rule(f):  # which wins over the source, here as in a call
        result = cx.operand(cx.call_static(f, *as_call(cx, function)))
    else:
        cx.run_ops(function.body)
        result = cx.operand(parts_of_instances(cx, cx.read(function.body.terminator.value)))
    check_captured(cx)
    check_needed(cx)
    check_apart(cx)
    check_claims(cx, params)
    check_notes(cx, function)
    return finish(cx, f, function, params, result)


def parts_of_instances(cx: Specializer, value: Abstract) -> Abstract:
    """The result, with its parts in the place of an instance of a class that is registered."""
    match value:
        case Tuple(items=items):
            parts = tuple(parts_of_instances(cx, item) for item in items)
            return Tuple(parts, value.cls, value.names)
        case Ref(identity=identity) if identity.kind == "object":
            cls = cx.class_of(value)
            if cls in REGISTERED:
                found = cx.items_of(cx.call(Static(REGISTERED[cls][0]), [value], {}))
                if len(found) != 2 or not isinstance(found[1], Static):
                    cx.refuse(f"flatten of {cls.__name__} must return parts, and a rest known here")
                parts = [parts_of_instances(cx, part) for part in cx.items_of(found[0])]
                return Tuple(tuple(parts), stand_in(cls, found[1].value, len(parts)))
        case Ref(identity=identity) if identity.kind in ("list", "dict"):
            content = cx.content(value)
            if isinstance(content, Items):
                parts = tuple(parts_of_instances(cx, part) for part in content.values)
                if any(a is not b for a, b in zip(parts, content.values)):
                    if identity.kind == "list":
                        return cx.new_list(parts)
                    return cx.new_dict(content.keys, parts)
    return value


def as_call(cx: Specializer, function: Function) -> tuple[list[Abstract], dict[str, Abstract]]:
    """The arguments of a call that hands on every parameter of the function."""
    args: list[Abstract] = []
    kwargs: dict[str, Abstract] = {}
    for param in function.params:
        value = cx.env[param.tree]
        if param.kind < VAR_POSITIONAL:
            args.append(value)
        elif param.kind == VAR_POSITIONAL:
            args.extend(cx.items_of(value))
        elif param.kind == KEYWORD_ONLY:
            kwargs[param.name] = value
        else:
            kwargs.update(cx.keywords_of(value))
    return args, kwargs


def type_of_known(value) -> Type:
    return BOOL if isinstance(value, bool) else OpaqueType("string")


def check_claims(cx: Specializer, params: Sequence[Param]) -> None:
    """Run again without some claims of lists, if one of them does not hold."""
    given = [v for param in (*params, *cx.hidden_params) for v in leaves(param.tree)]
    apart.check(cx, cx.claims, given, cx.builder.ops)


def finish(cx: Specializer, f, function: Function, params, result: Operand) -> Specialized:
    written, versions = [], []
    for storage, value in cx.entered:
        latest = cx.content(storage)  # refused where it may have been written under another name
        if latest is not value:
            written.append(value)
            versions.append(latest)
    body = cx.builder.block((), Return(result, tuple(versions)))
    typed = Function(
        f.__name__ if f.__name__.isidentifier() else function.name,
        (*params, *cx.hidden_params), body, tuple(written), function.span, f.__doc__,
    )  # fmt: skip
    reads = tuple((key, holder, value) for key, (holder, value) in cx.reads.items())
    lengths = cx.origins.named_lengths()
    names = tuple(p.name for p in function.params)
    gaps.check(cx, typed)
    typed = cx.wholes.put_in(typed)
    learnt = cx.directives
    rolled = learnt.gaps or learnt.any_size or bool(learnt.loops - learnt.unroll)
    hidden = tuple(cx.hidden_found)
    return Specialized(
        typed, hidden, reads, lengths, sizes.sizes_of(cx), tuple(cx.short), names, rolled
    )
