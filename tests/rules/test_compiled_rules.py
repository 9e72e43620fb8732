"""Every rule through the whole compiler: what is emitted for a call does what the rule does.

A module with one function for each sample is written and differentiated in both modes. Along one
random direction both must give what the forward rule gives when it is called with numbers, and how
the arguments lie in memory changes nothing.
"""

from __future__ import annotations

import builtins
import cmath
import functools
import importlib.util
import inspect
import math
import operator
import sys

import numpy as np
import pytest
from checking import bind, is_active, pairing, parameters, push, tangent, zeros
from lines import HEADER
from scipy import fft, integrate, linalg, signal, special
from table import SAMPLES

from s2sad.api import jvp_of, vjp_of
from s2sad.ir.distributions import distribution_of
from s2sad.rules.registry import jvp_rule

NAMESPACES = {
    "np": np, "np.linalg": np.linalg, "np.fft": np.fft, "math": math, "operator": operator,
    "special": special, "linalg": linalg, "signal": signal, "integrate": integrate, "fft": fft,
    "cmath": cmath,
}  # fmt: skip


@functools.cache
def spellings() -> dict[int, str]:
    """How a program writes what it takes from a module, by the identity of the callable."""
    found: dict[int, str] = {}
    for prefix, namespace in NAMESPACES.items():
        for name in dir(namespace):
            found.setdefault(id(getattr(namespace, name, None)), f"{prefix}.{name}")
    return found


def spelled(callee) -> str | None:
    """How a program writes the callee; None for what only the compiler calls."""
    distribution = distribution_of(callee)
    if distribution is not None:
        return f"stats.{distribution}.{callee.__name__}"
    if getattr(builtins, callee.__name__, None) is callee:
        return callee.__name__
    return spellings().get(id(callee))


def is_written_out(value, name: str) -> bool:
    """True for arguments that stand in the source: integers, texts, dtypes, axes, orders."""
    if isinstance(value, (list, tuple)):
        return not is_active(value) and not any(isinstance(v, np.ndarray) for v in value)
    return name == "ord" or not (is_active(value) or isinstance(value, np.ndarray))


def literal(value) -> str:
    if isinstance(value, type):
        return value.__name__ if value.__module__ == "builtins" else f"np.{value.__name__}"
    return repr(value).replace("inf", "np.inf") if isinstance(value, float) else repr(value)


def starred_parameter(rule) -> str | None:
    kinds = inspect.signature(rule).parameters.values()
    return next((p.name for p in kinds if p.kind is inspect.Parameter.VAR_POSITIONAL), None)


def tangents_of(rule) -> list[str]:
    names = inspect.signature(rule).parameters
    return [name.removesuffix("_dot") for name in names if name.endswith("_dot")]


class Program:
    """The source of a function that makes one sample's call, and the arguments it takes."""

    def __init__(self, name: str, callee, args, kwargs):
        self.name, self.callee, self.args, self.kwargs = name, callee, args, kwargs
        rule = jvp_rule(callee).function
        self.starred = starred_parameter(rule)
        names = parameters(rule, "jvp")
        self.values, self.owners, texts = [], [], []
        for keyword, value in [(None, v) for v in args] + list(kwargs.items()):
            text = literal(value)
            owner = keyword or names[min(len(texts), len(names) - 1)]
            if keyword is None and self.starred and len(texts) >= names.index(self.starred):
                owner = self.starred
            has_no_derivative = isinstance(value, float) and owner not in tangents_of(rule)
            if not (is_written_out(value, owner) or has_no_derivative):
                text = f"p{len(self.values)}"
                self.values.append(value)
                self.owners.append(owner)
            texts.append(text if keyword is None else f"{keyword}={text}")
        own = ", ".join(f"p{k}" for k in range(len(self.values)))
        call = f"{spelled(callee)}({', '.join(texts)})"
        self.source = f"\n\ndef {name}({own}):\n    return {call}\n"
        self.active = tuple(k for k, v in enumerate(self.values) if is_active(v))


def programs():
    for callee, calls in SAMPLES.items():
        for k, (args, kwargs) in enumerate(calls):
            if spelled(callee) is not None:
                name = f"{spelled(callee).replace('.', '_')}_{k}"
                program = Program(name, callee, args, kwargs)
                if program.active:
                    yield program


PROGRAMS = list(programs())


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "programs_of_samples.py"
    path.write_text(HEADER + "".join(p.source for p in PROGRAMS))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = loaded
    spec.loader.exec_module(loaded)
    yield loaded
    del sys.modules[path.stem]


def is_like_others(callee) -> bool:
    """Methods of distributions whose rule is the same function as that of the normal's."""
    own = distribution_of(callee) in ("norm", "gamma", "beta", "multivariate_normal", "dirichlet")
    telling = callee.__name__ in ("logpdf", "logpmf")
    return distribution_of(callee) is not None and not own and not telling


def of_each_callee() -> list:
    """The programs of a callee are one test."""
    found: dict = {}
    for program in PROGRAMS:
        found.setdefault(program.callee, []).append(program)
    return [
        pytest.param(
            programs, id=spelled(callee), marks=[pytest.mark.slow] * is_like_others(callee)
        )
        for callee, programs in found.items()
    ]


def for_each(programs: list, module, check) -> None:
    """Hold the function of each program to the check."""
    for program in programs:
        try:
            check(program, getattr(module, program.name))
        except Exception as error:
            error.add_note(program.source)
            raise


@pytest.fixture(autouse=True)
def no_cache(monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE", "off")


def direction(program: Program) -> list:
    """A tangent for each active argument of the program."""
    draw = np.random.default_rng(5)
    return [tangent(program.values[k], draw) for k in program.active]


def by_the_rule(program: Program, y, y_bar, dots, active=None) -> float:
    """<y_bar, J x_dot> by the forward rule, called with numbers."""
    rule = jvp_rule(program.callee).function
    bound = bind(rule, "jvp", program.args, program.kwargs)
    moved = dict(zip(active or program.active, dots))
    named = {name: zeros(bound[name]) for name in tangents_of(rule)}
    for k, name in enumerate(program.owners):
        if k not in moved or name not in named:
            continue
        if name == program.starred:
            position = [j for j, owner in enumerate(program.owners) if owner == name].index(k)
            named[name] = (*named[name][:position], moved[k], *named[name][position + 1 :])
        else:
            named[name] = moved[k]
    return pairing(y_bar, push(rule, y, bound, named))


def mapped(x, change):
    if isinstance(x, (list, tuple)):
        return type(x)(mapped(item, change) for item in x)
    return change(x) if isinstance(x, np.ndarray) and is_active(x) else x


def awkward(x):
    """The same numbers, read-only, with gaps between them and the axes in reverse order."""
    room = np.zeros([2 * n for n in x.shape[::-1]], x.dtype).T
    out = room[tuple([slice(None, None, 2)] * x.ndim)]
    out[...] = x
    out.flags.writeable = False
    return out


def both_modes_are_the_rule(program: Program, function) -> None:
    y = function(*program.values)
    y_bar = tangent(y, np.random.default_rng(3))
    if y_bar is None:
        return
    dots = direction(program)
    pushforward, pullback = jvp_of(function, program.active), vjp_of(function, program.active)

    def both(values) -> list[float]:
        _, y_dot = pushforward(*values, *dots)
        bars = pullback(*values, y_bar)
        return [pairing(y_bar, y_dot), pairing(list(bars), dots)]

    found, expected = both(program.values), by_the_rule(program, y, y_bar, dots)
    assert found == pytest.approx([expected] * 2, rel=1e-9, abs=1e-10)
    elsewhere = both([mapped(value, awkward) for value in program.values])
    assert elsewhere == pytest.approx(found, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("programs", of_each_callee())
def test_emitted_derivatives_are_the_rule(programs, module):
    for_each(programs, module, both_modes_are_the_rule)


def along_one_argument_it_is_the_rule(program: Program, function) -> None:
    y = function(*program.values)
    y_bar = tangent(y, np.random.default_rng(3))
    if y_bar is None or len(program.active) == 1:
        return
    for k, dot in zip(program.active, direction(program)):
        _, y_dot = jvp_of(function, (k,))(*program.values, dot)
        expected = by_the_rule(program, y, y_bar, [dot], (k,))
        assert pairing(y_bar, y_dot) == pytest.approx(expected, rel=1e-9, abs=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("programs", of_each_callee())
def test_emitted_pushforward_along_one_argument_is_the_rule(programs, module):
    for_each(programs, module, along_one_argument_it_is_the_rule)
