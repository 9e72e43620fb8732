"""One program against everything that is known about derivatives.

A program's source and arguments come in; a `Verdict` goes out (held, or refused with the reason),
or a `Mismatch` that shows the program and what differed. Entries at which the numerical
derivative is no oracle, next to a kink or a jump, are left out and counted.
"""

from __future__ import annotations

import inspect
import re
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from s2sad.numerical import (
    Estimate,
    entries,
    estimate_jvp,
    precision,
    random_tangents,
    unit_tangent,
)  # fmt: skip
from s2sad.structure import (
    copy_arrays,
    dot,
    flatten,
    flatten_like,
    has_differentiable_leaf,
    is_differentiable,
    walk,
)  # fmt: skip

from .api import Api, real_api
from .program import ENTRY, Module, Program, double_source, in_double
from .texts import along_text, loss_text

#: relative to the largest derivative of the program
_TOLERANCE = {"double": 2e-6, "single": 5e-3, "half": 1e-1}
_ROUNDING = {"double": 0.0, "single": 2e-4, "half": 1e-2}
_VALUE_ROUNDING = {"double": 1e-12, "single": 1e-5, "half": 1e-3}
_USABLE = 1e-4


@dataclass(frozen=True)
class Verdict:
    """`ok` or `refused`; of the `entries` that were compared numerically, `skipped` had a kink."""

    status: str
    reason: str = ""
    entries: int = 0
    skipped: int = 0


class Mismatch(AssertionError):
    """A derivative, a value or an effect is wrong; `kind` names which, for the shrinker."""

    def __init__(self, kind: str, detail: str, program: Program):
        self.kind, self.detail, self.program = kind, detail, program
        super().__init__(f"{kind}: {detail}\n\n{program}")

    def __reduce__(self):
        return Mismatch, (self.kind, self.detail, self.program)


#: what generated code raises where its types turn out not to hold
_REFUSED_AT_RUN_TIME = "a loop must run once"


class Refused(Exception):
    """The transforms refuse the program."""


def check_program(
    source: str, args: tuple | None, api: Api, orders: tuple[int, ...] = (1, 2)
) -> Verdict:
    """Hold the transforms of `api` to the program `f` that `source` defines, at `args`.

    Where `args` is None, at the `ARGS` that `source` defines. A refusal of second order alone says
    so in its reason.
    """
    program = Program(source, None if args is None else tuple(args))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with Module(loss_text(program), grad=api.grad) as module:
            double = _in_double(program)
            if repr(double) == repr(program):  # one module, so that its derivatives are made once
                return _verdict(_Check(program, api, module, module), orders)
            with Module(loss_text(double), grad=api.grad) as reference:
                return _verdict(_Check(program, api, module, reference), orders)


def check_all(programs: Iterable[Program], orders: tuple[int, ...]) -> None:
    """Hold s2sad to programs that it must not refuse."""
    api = real_api()
    for program in programs:
        verdict = check_program(program.source, program.args, api, orders)
        assert verdict.status == "ok", f"{verdict.reason}\n{program.source}"


def _verdict(check: "_Check", orders: tuple[int, ...]) -> Verdict:
    refused = ""
    try:
        if 1 in orders:
            check.first_order()
    except Refused as refusal:
        return Verdict("refused", str(refusal), check.entries, check.skipped)
    try:
        if 2 in orders:
            check.second_order()
    except Refused as refusal:
        refused = f"second order: {refusal}"
    if 1 in orders:
        check.exported()
    return Verdict("refused" if refused else "ok", refused, check.entries, check.skipped)


def _in_double(program: Program) -> Program:
    args = None if program.args is None else in_double(program.args)
    return Program(double_source(program.source), args)


class _Check:
    """The comparisons for one program; each raises `Mismatch` or `Refused`."""

    def __init__(self, program: Program, api: Api, module: Any, reference: Any):
        self.program, self.api, self.module = program, api, module
        self.f, self.loss = getattr(module, ENTRY), module.loss
        self.reference, self.reference_loss = getattr(reference, ENTRY), reference.loss
        self.args = program.arguments(module)
        self.double_args = in_double(program.arguments(reference))
        self.wrt = tuple(k for k, arg in enumerate(self.args) if has_differentiable_leaf(arg))
        self.rng = np.random.default_rng(0)
        self.tangents = random_tangents(self.args, self.rng)
        self.paths = [path for path, _ in walk(self.args)]
        self.derivatives: dict[str, Callable] = {}
        self.entries = self.skipped = 0
        self.scale = 1.0
        self.precision = "single" if "float32" in program.source else precision(self.args)
        self.rounding = max(api.rounding, _ROUNDING[self.precision])
        self.double_args_written: tuple | None = None
        self.written = copy_arrays(self.args)
        self.value = copy_arrays(self.f(*self.written))

    # --- first order

    def first_order(self) -> None:
        self.columns = self._numerical_columns()
        self.scale = max([self.scale] + [largest(c.value) for c in self.columns.values()])
        if self.api.evaluate is not None:
            self._same("IR evaluator", self._run(self.api.evaluate, self.f), self.value)
        y_dot = self._forward()
        self._reverse(self.api, y_dot)
        self._gradient()
        if self.api.everything_stored is not None:
            self._reverse(self.api.everything_stored, y_dot)

    def _numerical_columns(self) -> dict[tuple, Estimate]:
        """The derivative with respect to each entry of the arguments."""
        return {
            entry: estimate_jvp(
                self.reference, self.double_args, unit_tangent(self.double_args, *entry)
            )
            for entry in entries(self.double_args)
        }

    def _forward(self) -> Any:
        args = copy_arrays(self.args)
        y, y_dot = self._attempt("jvp", self.api.jvp, self.f, args, self.tangents)
        self._same("value of jvp", y, self.value)
        self._arguments("jvp", args)
        expected = estimate_jvp(self.reference, self.double_args, in_double(self.tangents))
        self._numerical("jvp", vector(self.value, y_dot), expected)
        return y_dot

    def _reverse(self, api: Api, y_dot: Any) -> None:
        args, y_bar = copy_arrays(self.args), random_tangents(self.value, self.rng)
        y, pullback = self._attempt("vjp", api.vjp, self.f, *args)
        self._same("value of vjp", y, self.value)
        self._arguments("vjp", args)
        x_bar = copy_arrays(self._attempt("pullback", pullback, y_bar))
        self._same("value of vjp after the pullback", y, self.value)
        self._arguments("pullback", args)
        self._form("cotangent", x_bar, self.args)
        again = self._attempt("pullback", pullback, y_bar)
        self._same("second call of the pullback", again, x_bar, self.rounding)
        left, right = dot(y_bar, y_dot), dot(self.tangents, x_bar)
        if self._trusted and not self._close(left, right, self.rounding):
            self._fail("transpose", f"<y_bar, J x_dot> = {left!r}, <J^T y_bar, x_dot> = {right!r}")
        self._entrywise("vjp", x_bar, lambda column: _paired(y_bar, column))

    def _gradient(self) -> None:
        args = copy_arrays(self.args)
        gradient = copy_arrays(self._attempt("grad", self._derivative("grad"), *args))
        self._arguments("grad", args)
        self._form("gradient", gradient, tuple(self.args[k] for k in self.wrt))
        weights = self._loss_weights()
        bars = [None] * len(self.args)
        for k, part in zip(self.wrt, gradient, strict=True):
            bars[k] = part
        self._entrywise("gradient", tuple(bars), lambda column: _paired(weights, column))
        if self.api.value_and_grad is not None:
            self._value_and_gradient(gradient)

    def _value_and_gradient(self, alone: Any) -> None:
        args = copy_arrays(self.args)
        derivative = self._derivative("value_and_grad")
        value, gradient = self._attempt("value_and_grad", derivative, *args)
        self._same("value of value_and_grad", value, self.loss(*copy_arrays(self.args)))
        self._arguments("value_and_grad", args)
        self._same("value_and_grad against grad", gradient, alone, self.rounding)

    def _derivative(self, mode: str) -> Callable:
        """A derivative of the loss: one object for all checks, so that its code is made once."""
        if mode not in self.derivatives:
            self.derivatives[mode] = getattr(self.api, mode)(self.loss, argnums=self.wrt)
        return self.derivatives[mode]

    def _loss_weights(self) -> Any:
        """The derivative of the loss with respect to the result of `f`: the loss is linear."""
        leaves, rebuild = flatten(in_double(self.value))
        parts = []
        for leaf in leaves:
            size = np.size(leaf)
            weights = np.linspace(0.5, 1.4, size).reshape(np.shape(leaf))
            parts.append(weights if isinstance(leaf, np.ndarray) else 1.0)
        return rebuild(parts)

    def exported(self) -> None:
        """The exported text, executed on its own, gives the same."""
        if self.api.source is None:
            return
        mode = "grad" if self.api.value_and_grad is None else "value_and_grad"
        derivative = self._derivative(mode)
        expected = self._attempt(mode, derivative, *copy_arrays(self.args))
        text = self._attempt("source", self.api.source, derivative, *copy_arrays(self.args))
        args = copy_arrays(self.args)
        try:
            with Module(text) as module:
                exported = [v for v in vars(module).values() if inspect.isfunction(v)][-1]
                result = exported(*args, **self._captured(exported))
        except Exception as error:  # whatever generated code raises is a finding
            kind = f"exported source: {type(error).__name__}"
            self._fail(kind, f"{error!r}\n\n{text}")
        self._same("exported source", result, expected, self.rounding)
        self._arguments("exported source", args)

    def _captured(self, exported: Callable) -> dict[str, Any]:
        """The arrays that the program takes from around it, which an export takes by keyword.

        They are the program's globals, and what it names in `CAPTURED`.
        """
        known = vars(self.module) | getattr(self.module, "CAPTURED", {})
        wanted = inspect.signature(exported).parameters.values()
        return {p.name: known[p.name] for p in wanted if p.kind is p.KEYWORD_ONLY
                and p.name in known}  # fmt: skip

    # --- second order, in double precision

    def second_order(self) -> None:
        if self.reference_loss is self.loss:
            gradient = self._derivative("grad")
        else:
            gradient = self.api.grad(self.reference_loss, argnums=self.wrt)
        tangents = random_tangents(self.double_args, self.rng)
        args = copy_arrays(self.double_args)
        _, forward = self._attempt("jvp of grad", self.api.jvp, gradient, args, tangents)
        self._double_arguments("jvp of grad", args)
        expected = self._attempt(
            "grad", estimate_jvp, gradient, copy_arrays(self.double_args), tangents
        )
        self._numerical("jvp of grad", vector(expected.tree, forward), expected)
        text = along_text(len(self.args), self.wrt, tangents)
        with Module(text, grad=self.api.grad, loss=self.reference_loss) as module:
            twice = self.api.grad(module.along, argnums=self.wrt)
            args = copy_arrays(self.double_args)
            reverse = self._attempt("grad of grad", twice, *args)
            self._double_arguments("grad of grad", args)
        self._numerical("grad of grad", vector(expected.tree, reverse), expected)

    # --- comparisons

    def _attempt(self, what: str, function: Callable, *args: Any) -> Any:
        try:
            return function(*args)
        except self.api.unsupported as refusal:
            raise Refused(reason_of(refusal)) from refusal
        except Exception as error:  # whatever else comes out of a transform is a finding
            if str(error).startswith(_REFUSED_AT_RUN_TIME):
                raise Refused(str(error)) from error
            trace = "".join(traceback.format_exception(error, chain=False)[-12:])
            self._fail(f"crash in {what}: {type(error).__name__}", trace)

    def _run(self, evaluate: Callable, f: Callable) -> Any:
        return self._attempt("IR evaluator", evaluate, f, *copy_arrays(self.args))

    def _fail(self, kind: str, detail: str) -> None:
        raise Mismatch(kind, detail, self.program)

    def _close(self, value: Any, expected: Any, tolerance: float, slack: Any = 0.0) -> bool:
        bound = tolerance * np.maximum(self.scale, np.abs(expected)) + slack
        return bool(np.all(np.abs(np.asarray(value) - expected) <= bound))

    def _same(self, what: str, value: Any, expected: Any, tolerance: float = 0.0) -> None:
        """Equal structure, shapes and, up to the tolerance, entries."""
        try:
            pairs = list(zip(walk(expected), flatten_like(expected, value), strict=True))
        except ValueError as error:
            self._fail(what, str(error))
        for (path, right), wrong in pairs:
            if np.shape(right) != np.shape(wrong):
                self._fail(what, f"{path} has shape {np.shape(wrong)}, not {np.shape(right)}")
            if (right is None) != (wrong is None):
                self._fail(what, f"{path} is {wrong!r}, not {right!r}")
            if right is not None and not self._near(wrong, right, tolerance):
                self._fail(what, f"{path} is {wrong!r}, not {right!r}")

    def _near(self, value: Any, expected: Any, tolerance: float) -> bool:
        if np.array_equal(value, expected, equal_nan=is_differentiable(expected)):
            return True
        # Rounding may differ where an expression was rewritten; a value differs in the last bits.
        return self._close(value, expected, max(tolerance, _VALUE_ROUNDING[self.precision]))

    def _arguments(self, what: str, args: tuple, written: tuple | None = None) -> None:
        """The arguments are as the function itself leaves them, but for rounding."""
        written = self.written if written is None else written
        leaves = zip(walk(written), flatten_like(written, args), strict=True)
        for (path, expected), after in leaves:
            if isinstance(expected, np.ndarray) and not self._near(after, expected, 0.0):
                self._fail(
                    f"arguments after {what}",
                    f"args{path} is {after!r}, the function leaves {expected!r}",
                )

    def _double_arguments(self, what: str, args: tuple) -> None:
        """As `_arguments`, of those in double precision."""
        if self.double_args_written is None:
            self.double_args_written = copy_arrays(self.double_args)
            self.reference(*self.double_args_written)
        self._arguments(what, args, self.double_args_written)

    def _form(self, what: str, bars: tuple, args: tuple) -> None:
        """A cotangent has the shape and dtype of its primal; what has no tangent has None."""
        try:
            leaves = list(zip(walk(args), flatten_like(args, bars), strict=True))
        except ValueError as error:
            self._fail(what, str(error))
        for (path, arg), bar in leaves:
            if not is_differentiable(arg):
                if bar is not None:
                    self._fail(what, f"args{path} has no derivative, but got {bar!r}")
                continue
            if np.shape(bar) != np.shape(arg) or bar is None:
                self._fail(what, f"args{path}: {bar!r} has not the shape {np.shape(arg)}")
            dtype = getattr(bar, "dtype", type(bar))
            if isinstance(arg, np.ndarray) and dtype != arg.dtype:
                self._fail(what, f"args{path}: dtype {dtype}, not {arg.dtype}")

    @property
    def _trusted(self) -> bool:
        """False where some entry has a kink: the two modes may then take either side."""
        return not any(np.any(unusable(column)) for column in self.columns.values())

    def _numerical(self, what: str, value: np.ndarray, expected: Estimate) -> None:
        left_out = unusable(expected)
        self.entries += left_out.size
        self.skipped += int(np.sum(left_out))
        if value.shape != expected.value.shape:
            self._fail(what, f"{value.size} entries, not {expected.value.size}")
        for k in np.flatnonzero(~left_out):
            slack = 10 * expected.error[k]
            scale = max(self.scale, largest(expected.value[~left_out]))
            tolerance = _TOLERANCE[self.precision] * scale / self.scale
            if not self._close(value[k], expected.value[k], tolerance, slack):
                self._fail(what, f"entry {k} is {value[k]!r}, numerically {expected.value[k]!r}")

    def _entrywise(self, what: str, bars: tuple, pair: Callable) -> None:
        """A cotangent of the arguments, entry by entry, against the numerical derivative."""
        flat = flatten_like(self.args, bars)
        for (number, index, unit), column in self.columns.items():
            self.entries += 1
            if np.any(unusable(column)):
                self.skipped += 1
                continue
            value, expected = np.real(np.asarray(flat[number])[index] * unit), pair(column)
            slack = 10 * float(np.sum(column.error))
            if not self._close(value, expected, _TOLERANCE[self.precision], slack):
                place = f"args{self.paths[number]}{list(index) or ''}"
                self._fail(what, f"{place} is {value!r}, numerically {expected!r}")


def unusable(estimate: Estimate) -> np.ndarray:
    size = np.maximum(1.0, np.abs(estimate.value))
    return estimate.kink | ~(estimate.error <= _USABLE * size)


def _paired(weights: Any, column: Estimate) -> float:
    return dot(weights, column.tree)


def largest(values: np.ndarray) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(np.max(finite, initial=0.0))


def vector(layout: Any, tree: Any) -> np.ndarray:
    """The entries of `tree` that stand where `layout` has a number; a missing one is 0."""
    parts = [
        np.ravel(np.zeros(np.shape(leaf)) if part is None else np.asarray(part))
        for leaf, part in zip(flatten(layout)[0], flatten_like(layout, tree), strict=True)
        if is_differentiable(leaf)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def reason_of(refusal: BaseException) -> str:
    """The sentence of a refusal, without the names and numbers that differ between programs."""
    sentence = str(getattr(refusal, "message", None) or refusal).strip().splitlines()[-1]
    return re.sub(r"\d+(\.\d+)?", "N", re.sub(r"'[a-z]+\d*'", "'…'", sentence))
