"""Looking inside: the SSA of a function, its evaluation trace, and checks of its derivatives."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from .derivative import compiler, target_of


class Ir:
    """The typed SSA of a function. `str()` of it is the text that docs/ir.md describes."""

    def __init__(self, function):
        self.function = function

    def __str__(self) -> str:
        return importlib.import_module("s2sad.ir.printer").print_function(self.function)

    __repr__ = __str__


def ir(f: Callable, *example_args, **example_kwargs) -> Ir:
    """The SSA of a function or derivative for example arguments (values or type strings)."""
    return Ir(compiler().ir_for(target_of(f), example_args, example_kwargs).function)


def trace_table(f: Callable, *args):
    """The evaluation trace of the AD textbooks (Griewank and Walther, Evaluating Derivatives,
    2nd ed., section 2.2): primal, tangent and adjoint of each intermediate value, row by row."""
    views = importlib.import_module("s2sad.views.trace")
    target = target_of(f)
    special = compiler().ir_for(target, args, {})
    named = {h.name: h.fetch() for h in special.hidden} | target.keywords
    fixed = [None for _ in target.leading]
    tangents = (*fixed, *views.first_ones(args)) if fixed else None
    return views.trace_rows(special.function, (*target.leading, *args), named, tangents)


def check_grads(f: Callable, args, order=2, modes=("fwd", "rev"), atol=None, rtol=None) -> None:
    """Raise GradientCheckError, naming argument, entry and both values, where a derivative of `f`
    up to `order` disagrees with numerical differentiation.

    `args` is a tuple, `modes` are "fwd" and "rev", in all combinations; the tolerances follow from
    the precision of the numbers where they are not given.
    """
    check = importlib.import_module("s2sad.check")
    check.check_grads(f, args, order=order, modes=modes, atol=atol, rtol=rtol)
