"""Which derivative a command is about: `--mode`, `--argnums` and `--args`, for all commands."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..api import grad, hessian, hvp, jacobian, jvp_of, value_and_grad, vjp_of
from ..derivative import Derivative
from ..errors import Error
from .examples import Type, plain, read_examples, signature_of
from .targets import load_target

MODES: dict[str, Callable] = {
    "grad": grad,
    "value_and_grad": value_and_grad,
    "jvp": jvp_of,
    "vjp": vjp_of,
    "hvp": hvp,
    "jacobian": jacobian,
    "hessian": hessian,
}
_OF_ALL_ARGUMENTS = ("jvp", "vjp")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The function, its derivative, and an example (type string or value) for each parameter."""

    function: Callable
    derivative: Derivative
    examples: list

    def source(self) -> str:
        return self.derivative.source(*map(plain, self.examples))


def add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET", help="path/to/file.py:function")
    parser.add_argument(
        "--args", metavar="TYPES", help='the types of the arguments: "f64[d], f64[n,d], f64[n]"'
    )


def add_derivative(parser: argparse.ArgumentParser) -> None:
    add_target(parser)
    parser.add_argument("--mode", choices=MODES, default="grad", help="default: grad")
    parser.add_argument(
        "--argnums",
        metavar="NUMBERS",
        help="the arguments to differentiate: 0, or 0,2 (default: the first; for jvp and vjp all)",
    )


def wanted(options: argparse.Namespace) -> Wanted:
    """What the options of a command name."""
    f = load_target(options.target)
    examples = read_examples(options.args, f)
    require_arguments(f, examples)
    argnums = _argnums(options.argnums, options.mode, examples)
    return Wanted(f, MODES[options.mode](f, argnums), examples)


def require_arguments(f: Callable, examples: Sequence) -> None:
    """Refuse a number of arguments that the function does not take."""
    signature = signature_of(f)
    try:
        signature.bind(*examples)
    except TypeError as error:
        names = ", ".join(signature.parameters)
        given = "1 argument is" if len(examples) == 1 else f"{len(examples)} arguments are"
        raise Error(
            f"{given} given: {error}", advice=f"give one for each of {names}" if names else ""
        ) from error


def _argnums(text: str | None, mode: str, examples: list) -> int | tuple[int, ...]:
    if text is None and mode == "vjp":  # a pullback has a place for each argument
        return tuple(range(len(examples)))
    if text is None:
        return moving(examples) if mode in _OF_ALL_ARGUMENTS else 0
    try:
        numbers = tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        numbers = ()
    if not numbers:
        raise Error(f"--argnums is '{text}'", advice="write numbers, as in 0,2")
    single = len(numbers) == 1 and mode not in _OF_ALL_ARGUMENTS
    return numbers[0] if single else numbers


def moving(examples: list) -> tuple[int, ...]:
    """The positions of the arguments that hold floating-point numbers."""
    return tuple(k for k, example in enumerate(examples) if _moves(example))


def _moves(example) -> bool:
    if isinstance(example, Type):
        return example.dtype[0] == "f" or example.dtype.startswith("c")
    if isinstance(example, dict):
        return any(map(_moves, example.values()))
    if isinstance(example, (tuple, list)):
        return any(map(_moves, example))
    if isinstance(example, np.ndarray):
        return example.dtype.kind in "fc"
    return isinstance(example, (float, complex, np.inexact))
