"""Exported derivatives, differentiated again: what the back end writes, the front end reads.

A program comes in; the gradient of its loss, its jvp and its vjp are exported and executed as
modules of their own. Each is a function of the arguments, and of tangents or a cotangent, whose
derivative in both modes is held against differences of the export itself and against that of the
transform which was exported. With `deeper`, the export's own derivatives are exported and held to
the same: third derivatives by way of two files. A refusal counts as one.
"""

from __future__ import annotations

import functools
import inspect
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import s2sad
from s2sad.api import jvp_of, vjp_of
from s2sad.numerical import estimate_jvp, precision, random_tangents
from s2sad.structure import copy_arrays, dot, flatten, flatten_like, has_differentiable_leaf

from .harness import Mismatch, Verdict, largest, reason_of, unusable, vector
from .program import Module, Program
from .texts import loss_text

MODES = ("grad", "jvp", "vjp")
#: how far from differences, and from the transform itself
TOLERANCE = {"double": (3e-6, 1e-7), "single": (5e-3, 5e-3), "half": (1e-1, 1e-1)}
WIDEST = 100


class Refused(Exception):
    """What was exported is not read, or cannot be differentiated."""


def check_again(
    source: str, args: tuple | None, modes: tuple[str, ...] = MODES, deeper: bool = False
) -> Verdict:
    """Hold the exports of the program `f` that `source` defines to their derivatives."""
    program = Program(source, args)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with Module(loss_text(program)) as module:
            check = _Again(program, module)
            try:
                for mode in modes:
                    check.export(mode, deeper)
            except Refused as refusal:
                return Verdict("refused", str(refusal), check.entries, check.skipped)
    return Verdict("ok", "", check.entries, check.skipped)


@dataclass(frozen=True)
class Export:
    """A derivative, what it is of, and a function that its exported text defines."""

    mode: str
    derivative: Callable
    args: tuple
    function: Callable
    text: str


class _Again:
    def __init__(self, program: Program, module: Any):
        self.program, self.module = program, module
        self.args = program.arguments(module)
        single = "float32" in program.source or "float16" in program.source
        self.precision = "single" if single else precision(self.args)
        self.rng = np.random.default_rng(0)
        self.entries = self.skipped = 0

    def export(self, mode: str, deeper: bool) -> None:
        with self.exported(mode, self.module.loss, self.args, self.module) as one:
            self.hold(one)
            for again in ("jvp", "vjp") if deeper else ():
                with self.exported(again, one.function, one.args, self.module) as two:
                    self.hold(two)

    def exported(self, mode: str, f: Callable, args: tuple, module: Any) -> "_Opened":
        wrt = tuple(k for k, arg in enumerate(args) if has_differentiable_leaf(arg))
        if mode == "grad":
            derivative, more = s2sad.grad(f, argnums=wrt), ()
        elif mode == "jvp":
            more = random_tangents(tuple(args[k] for k in wrt), self.rng)
            derivative = jvp_of(f, wrt)
        else:
            more = (random_tangents(f(*copy_arrays(args)), self.rng),)
            derivative = vjp_of(f, wrt)
        args = (*args, *more)
        text = self.attempt(f"source of {mode}", "", derivative.source, *copy_arrays(args))
        self.check_text(mode, text)
        return _Opened(mode, derivative, args, text, vars(module) | getattr(module, "CAPTURED", {}))

    def check_text(self, mode: str, text: str) -> None:
        if (width := max(map(len, text.splitlines()))) > WIDEST:
            self.fail(f"width of {mode}", f"{width} columns", text)
        if "\nimport s2sad" in text or "\nfrom " in text:
            self.fail(f"imports of {mode}", "", text)

    def hold(self, export: Export) -> None:
        mode, E, args, text = export.mode, export.function, export.args, export.text
        loose, close = TOLERANCE[self.precision]
        value = copy_arrays(self.attempt(mode, text, export.derivative, *copy_arrays(args)))
        own = copy_arrays(self.attempt(f"exported {mode}", text, E, *copy_arrays(args)))
        if not np.allclose(vector(value, own), vector(value, value), close, close, True):
            self.fail(f"exported {mode}", f"{own!r} is not {value!r}", text)
        if not has_differentiable_leaf(value):
            return
        v = random_tangents(args, self.rng)
        expected = estimate_jvp(E, args, v)
        _, y_dot = self.attempt(f"jvp of {mode}", text, s2sad.jvp, E, copy_arrays(args), v)
        y_dot = copy_arrays(y_dot)
        found = vector(value, y_dot)
        left_out = unusable(expected)
        self.entries += left_out.size
        self.skipped += int(np.sum(left_out))
        scale = max(1.0, largest(expected.value[~left_out]))
        slack = loose * np.maximum(scale, np.abs(expected.value)) + 10 * expected.error
        if np.any(~left_out & ~(np.abs(found - expected.value) <= slack)):
            self.fail(f"jvp of {mode}", f"{found!r}, numerically {expected.value!r}", text)
        if np.any(left_out):
            return  # at a kink the modes may take either side
        _, alone = self.attempt(
            f"jvp of {mode}", text, s2sad.jvp, export.derivative, copy_arrays(args), v
        )
        if not np.allclose(vector(value, alone), found, close, close * scale):
            self.fail(f"jvp of {mode}", f"of its export {y_dot!r}, its own {alone!r}", text)
        y_bar = random_tangents(value, self.rng)
        _, pullback = self.attempt(f"vjp of {mode}", text, s2sad.vjp, E, *copy_arrays(args))
        x_bar = self.attempt(f"vjp of {mode}", text, pullback, y_bar)
        there = dot(y_bar, y_dot), dot(v, flatten(v)[1](flatten_like(v, x_bar)))
        size = max(1.0, float(np.sum(np.abs(vector(value, y_bar)))))
        if not abs(there[0] - there[1]) <= close * scale * size:
            self.fail(f"transpose of {mode}", f"{there[0]!r} is not {there[1]!r}", text)

    def attempt(self, what: str, text: str, function: Callable, *args: Any) -> Any:
        try:
            return function(*args)
        except s2sad.UnsupportedError as refusal:
            raise Refused(f"{what}: {reason_of(refusal)}") from refusal
        except Exception as error:  # whatever else comes out is a finding
            trace = "".join(traceback.format_exception(error, chain=False)[-12:])
            self.fail(f"crash in {what}: {type(error).__name__}", trace, text)

    def fail(self, kind: str, detail: str, text: str) -> None:
        raise Mismatch(f"again: {kind}", f"{detail}\n\n{text}", self.program)


@dataclass
class _Opened:
    """The export while its module exists."""

    mode: str
    derivative: Callable
    args: tuple
    text: str
    known: dict[str, Any]

    def __enter__(self) -> Export:
        self.module = Module(self.text)
        found = list(_functions(self.module.__enter__()))[-1]
        wanted = inspect.signature(found).parameters.values()
        captured = {p.name: self.known[p.name] for p in wanted
                    if p.kind is p.KEYWORD_ONLY and p.name in self.known}  # fmt: skip
        whole = functools.partial(found, **captured) if captured else found
        return Export(self.mode, self.derivative, self.args, whole, self.text)

    def __exit__(self, *error) -> None:
        self.module.__exit__(*error)


def _functions(module: Any) -> Iterator[Callable]:
    for value in vars(module).values():
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            yield value
