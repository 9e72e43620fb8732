"""The stages in order: from a Python function and a signature to loaded derivative code.

Between the stages the IR is verified, always, and shown to whoever observes. `Request` says what
is wanted: a plain function under a chain of transforms (`grad` of `grad` of f); each transform is
IR to IR, so the chain is folded before anything is emitted.
"""

from __future__ import annotations

import functools
import inspect
import re
import textwrap
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from .analysis import meeting
from .analysis import written as written_values
from .asked import active_trees
from .backend.emit import emit_with_lines, moved
from .backend.references import locate
from .collector import collector_waits
from .errors import Error, NonScalarOutputError, UnsupportedError
from .ir.inventory import inventory
from .ir.nodes import Const, Function
from .solvers import TRANSFORMS
from .passes import (
    bound, called, copies, dce, earlier, expand, inline, inplace, pinned, said_anyway, shapes,
    tapes,
)  # fmt: skip
from .passes.cleanup import Observer, clean, silent, verified
from .passes.settled import Settled
from .rules.lift import has_rule
from .signatures import Size
from .source import STAND_IN, Span
from .transform import apply
from .transforms import gradients, placeholders
from .transforms.request import Transform
from .transforms.residuals import Planner, plan
from .types.demands import names_of_lengths
from .types.failure import FactsNeeded
from .types.signature import Known, Letters, Spec, text_of
from .types.specialize import Hidden, Specialized, specialize
from .types.whole_lists import has_whole_lists
from .version import __version__
from .written import SIGNATURE


#: what the user's line says to linters, formatters and type checkers, at its end
_FOR_TOOLS = re.compile(
    r"\s*#\s*(noqa\b|(type|fmt|yapf|isort|ruff|pylint|mypy|pyright|pragma):).*$"
)


@dataclass(frozen=True, slots=True)
class Generated:
    """`source` is the module's text, `name` its public function; `lines` maps its lines to the
    user's; `hidden` are the captured values that the function takes after its own arguments,
    `reads` the captured constants for which the text is right, `lengths` the paths to the lengths
    of the arguments, by name, `sizes` what they say of others, `short` facts of arguments for which
    a loop runs too rarely."""

    source: str
    name: str
    lines: dict[int, Span]
    hidden: tuple[Hidden, ...]
    reads: tuple[tuple, ...]
    function: Function
    lengths: dict[str, tuple]
    sizes: dict[str, Size] = field(default_factory=dict)
    short: tuple[tuple, ...] = ()


@collector_waits
def generate(
    f: Callable,
    chain: Sequence[Transform],
    specs: Sequence[Spec],
    defaults: Sequence[Const | None],
    header: bool = True,
    observe: Observer = silent,
    planner: Planner = plan,
) -> Generated:
    """The source of a derivative of the plain Python function `f` for arguments of these specs."""
    special = typed_ir(f, chain, specs, defaults, observe, planner)
    return emitted(special, describe(f, chain, specs, special) if header else "", observe)


@collector_waits
def generate_pair(
    f: Callable,
    chain: Sequence[Transform],
    specs: Sequence[Spec],
    defaults: Sequence[Const | None],
    argnums: Sequence[int],
    has_aux: bool,
) -> tuple[Generated, Generated]:
    """The two halves of a pullback: the forward sweep with its residuals, the backward one."""
    special = typed_ir(f, chain, specs, defaults)
    trees = active_trees(special.function, argnums)
    forward, backward = gradients.pair(special.function, trees, has_aux)
    return (
        emitted(replace(special, function=clean(forward)), "", kept=1),
        emitted(replace(special, function=clean(backward), hidden=()), ""),
    )


def emitted(
    special: Specialized, header: str, observe: Observer = silent, kept: int | None = None
) -> Generated:
    """The text of typed IR: calls inlined, writes made in place, names chosen. `kept`: the item of
    the result that holds residuals."""
    fn = called.finished(special.function, functools.partial(ready, observe=observe, kept=kept))
    text, lines = emit_with_lines([fn], header, primal_line)
    return Generated(text, fn.name, lines, special.hidden, special.reads, special.function,
                     special.lengths, special.sizes, special.short)  # fmt: skip


def ready(
    fn: Function, first: bool, public: bool, observe: Observer, kept: int | None
) -> Function:
    """One function of a module, ready to be written."""
    if any(isinstance(callee, Function) for callee in inventory(fn).callees):
        fn = clean(verified(inline.run(fn), inline.__name__, observe), observe)
    fn = placeholders.without_reads(bound.run(fn))
    fn = placeholders.hand_on(fn, written_values.run)  # a copy before a write reads it
    before, fn = fn, verified(expand.run(fn), expand.__name__, observe)
    asked = shapes.run(fn)
    if asked is not fn:
        fn = verified(asked, shapes.__name__, observe)
    if fn is not before:
        fn = verified(dce.run(fn), dce.__name__, observe)
    if fn is not before and (smaller := tapes.run(fn)) is not fn:
        # what was on a tape for its shape alone
        fn = verified(dce.run(verified(smaller, tapes.__name__, observe)), dce.__name__, observe)
    fn = verified(earlier.run(fn), earlier.__name__, observe)
    fn = verified(inplace.run(fn, public, kept if first else None), inplace.__name__, observe)
    told = pinned.unselected(fn)
    fn = fn if told is fn else dce.run(told)
    return placeholders.hand_on(said_anyway.silent(copies.of_none(fn)), moved)


@collector_waits
def typed_ir(
    f: Callable,
    chain: Sequence[Transform],
    specs: Sequence[Spec],
    defaults: Sequence[Const | None],
    observe: Observer = silent,
    planner: Planner = plan,
) -> Specialized:
    """The typed IR of `f` under the chain of transforms, innermost first, cleaned up."""
    make = functools.partial(_typed_ir, f, chain, specs, defaults, observe, planner)
    constant = constant_arguments(chain, len(specs))
    if has_whole_lists(specs, constant):
        try:
            return make(constant)
        except UnsupportedError:  # the items of these lists decide something
            pass
    return make(frozenset())


def constant_arguments(chain: Sequence[Transform], count: int) -> frozenset[int]:
    """The positions of the arguments that no derivative is taken of."""
    taken = [t.argnums for t in chain]
    if not taken or not all(argnums and all(type(k) is int for k in argnums) for argnums in taken):
        return frozenset()
    return frozenset(range(count)) - {
        k if k >= 0 else k + count for argnums in taken for k in argnums
    }


def _typed_ir(f, chain, specs, defaults, observe, planner, whole: frozenset[int]) -> Specialized:
    constant = constant_arguments(chain, len(specs))
    special = specialize(f, specs, has_rule, TRANSFORMS, defaults, whole, constant)
    try:
        return _transformed(special, chain, observe, planner)
    except Error as refused:
        if isinstance(refused, NonScalarOutputError):
            _ask_for_lengths(special, refused)
        if not special.rolled:
            raise
    special = specialize(f, specs, has_rule, TRANSFORMS, defaults, whole, constant, rolled=False)
    return _transformed(special, chain, observe, planner)


def _ask_for_lengths(special: Specialized, refused: NonScalarOutputError) -> None:
    """Ask how long the arguments are, where a result has one entry by some of their lengths."""
    names = [name for axis in refused.axes for name in names_of_lengths(axis)]
    if names and all(name in special.lengths for name in names):
        facts = frozenset(("length", special.lengths[name]) for name in names)
        raise FactsNeeded(facts, refused)


def _transformed(special: Specialized, chain, observe, planner) -> Specialized:
    fn = verified(special.function, "specialize", observe)
    settled = Settled()
    fn = clean(fn, observe, settled)
    for transform in chain:
        fn = apply(fn, transform, planner)
        fn = clean(verified(fn, transform.mode, observe), observe, settled)
    return replace(special, function=fn)


# --- text ---


def describe(f: Callable, chain: Sequence[Transform], specs: Sequence[Spec], special) -> str:
    """The module's docstring: what it is the derivative of, for which types, by what."""
    names = [p.name for p in special.function.params]
    letters = Letters(names, meeting.run(special.function))
    types = ", ".join(
        f"{n}: {text_of(s, n, letters)}" for n, s in zip(special.names, specs) if is_told(s)
    )
    modes = " of ".join(t.mode for t in reversed(chain)) or "copy"
    arguments = textwrap.fill(
        f"Arguments: {types}.", 100, break_long_words=False, break_on_hyphens=False
    )
    return f"{modes} of {origin(f)}.\n\n{arguments}{SIGNATURE}{__version__}."


def is_told(spec: Spec) -> bool:
    """True for what the header says of an argument: its type, or the text or truth value that the
    code is made for."""
    return not isinstance(spec, Known) or isinstance(spec.value, (bool, str, bytes))


def origin(f: types.FunctionType) -> str:
    """What is differentiated: `loss, file.py:4`, or the name that a library has for it."""
    if f.__code__.co_filename.startswith(STAND_IN):
        code = getattr(inspect.unwrap(f), "__code__", None)
        if code is not None and not Span(code.co_filename, 1).is_librarys:
            return origin(inspect.unwrap(f))
        try:
            return ".".join(locate(f.__wrapped__))
        except UnsupportedError:
            f = inspect.unwrap(f)
    code = getattr(f, "__code__", None)
    if code is None:
        return getattr(f, "__qualname__", type(f).__name__)
    file = code.co_filename.replace("\\", "/").rpartition("/")[2]
    return f"{f.__qualname__}, {file}:{code.co_firstlineno}"


def primal_line(op) -> str | None:
    """The comment over an operation of the reverse sweep: the primal line it belongs to."""
    span = op.span
    if span is None or not span.adjoint or not span.is_users:
        return None
    return _for_people(span.text())


@functools.lru_cache(maxsize=1024)
def _for_people(line: str) -> str | None:
    """The line without what it says to tools: many operations belong to one."""
    return _FOR_TOOLS.sub("", line).strip() or None
