"""Each file of `tests/cases` in every mode: one construct of the language, held to the oracles.

A case defines `f` and `ARGS`, and may define: `REFUSED`, part of the message with which it is
refused; `MAY_REFUSE`, where right or refused are both in order; `RAISES`, the message of the
error that `f` raises; `OUTPUT`, what one call prints; `GRADIENT`, the derivative with respect to
its argument where the numerical one is not asked for; `CAPTURED`, arrays that an exported file
takes by keyword. The first word of its name is its family.
"""

import contextlib
import io
import itertools
import warnings
from pathlib import Path

import numpy as np
import pytest
from fuzz.api import exists, real_api, short_api
from fuzz.fakes import NUMERICAL
from fuzz.harness import check_program
from fuzz.program import Module, Program

from s2sad.api import vjp_of
from s2sad.errors import UnsupportedError
from s2sad.numerical import estimate_jvp, random_tangents
from s2sad.structure import copy_arrays, has_differentiable_leaf

FOLDER = Path(__file__).parent / "cases"
SOURCES = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.py"))}


def marks(source):
    """The names that a case defines besides `f`."""
    names = ("REFUSED", "MAY_REFUSE", "RAISES", "OUTPUT", "GRADIENT", "import s2sad")
    return {name for name in names if f"\n{name}" in f"\n{source}"}


def named(*wanted, without=()):
    """The cases with these marks, and without those."""
    return [
        name
        for name, source in SOURCES.items()
        if marks(source) >= set(wanted) and not marks(source) & set(without)
    ]


NEEDS_TRANSFORMS = pytest.mark.skipif(not exists(), reason="the transforms are not there yet")


def test_there_are_many_cases():
    assert len(SOURCES) > 300 and len(named("REFUSED")) > 10


@pytest.mark.parametrize("name", named(without=("RAISES", "import s2sad")))
def test_case_is_well_posed(name):
    """It runs without a warning, and its numerical derivative is sharp and not zero."""
    with Module(SOURCES[name]) as case, warnings.catch_warnings():
        warnings.simplefilter("error")
        args = Program(SOURCES[name], None).arguments(case)
        with contextlib.redirect_stdout(io.StringIO()):
            result = case.f(*copy_arrays(args))
            tangents = random_tangents(args, np.random.default_rng(0))
            estimate = estimate_jvp(case.f, args, tangents)
    assert has_differentiable_leaf(result)
    size = np.maximum(1.0, np.abs(estimate.value))
    assert np.all(estimate.error < (1e-3 if "float32" in SOURCES[name] else 1e-7) * size)
    assert np.any(estimate.value) and not np.any(estimate.kink)


@pytest.mark.parametrize("name", ["for_break", "write_mask_array", "dict_nested_argument",
                                  "complex_array", "object_dataclass_argument"])  # fmt: skip
def test_the_oracles_accept_numerical_transforms(name):
    assert check_program(SOURCES[name], None, NUMERICAL).status == "ok"


RIGHT = named(without=("REFUSED", "RAISES", "GRADIENT"))


def shortest(count):
    """So many of each family."""
    for _, family in itertools.groupby(RIGHT, lambda name: name.partition("_")[0]):
        yield from sorted(family, key=lambda name: len(SOURCES[name]))[:count]


TWICE = set(shortest(1))


def check(name, api, orders):
    with contextlib.redirect_stdout(io.StringIO()):
        verdict = check_program(SOURCES[name], None, api, orders)
    if "MAY_REFUSE" not in marks(SOURCES[name]):
        assert verdict.status == "ok", verdict.reason
        assert verdict.skipped == 0


@NEEDS_TRANSFORMS
@pytest.mark.parametrize("name", RIGHT)
def test_case(name):
    check(name, short_api(), (1, 2) if name in TWICE else (1,))


@NEEDS_TRANSFORMS
@pytest.mark.slow
@pytest.mark.parametrize("name", RIGHT)
def test_case_against_everything(name):
    check(name, real_api(), (1, 2))


@NEEDS_TRANSFORMS
@pytest.mark.parametrize("name", named("REFUSED"))
def test_refused_case(name):
    with Module(SOURCES[name]) as case:
        with pytest.raises(UnsupportedError) as caught:
            real_api().vjp(case.f, *copy_arrays(case.ARGS))
    assert case.REFUSED in str(caught.value) and "line" in str(caught.value)
    assert "^" in str(caught.value)


@NEEDS_TRANSFORMS
@pytest.mark.parametrize("name", named("RAISES"))
def test_raising_case(name):
    with Module(SOURCES[name]) as case:
        with pytest.raises(Exception) as plain:
            case.f(*copy_arrays(case.ARGS))
        with pytest.raises(plain.type, match=case.RAISES):
            real_api().vjp(case.f, *copy_arrays(case.ARGS))
    assert case.RAISES in str(plain.value)


WRITERS = [
    name
    for name in named(without=("REFUSED", "MAY_REFUSE"))
    if name.startswith(("undo_", "loop_", "argument_rotated", "argument_swapped"))
]


@NEEDS_TRANSFORMS
@pytest.mark.parametrize("name", WRITERS)
def test_the_text_is_the_same_each_time(name):
    """No order in it comes from addresses in memory."""
    with Module(SOURCES[name]) as case:
        args = Program(SOURCES[name], None).arguments(case)
        texts = {vjp_of(case.f, range(len(args))).source(*args, 1.0) for _ in range(2)}
    assert len(texts) == 1


@NEEDS_TRANSFORMS
@pytest.mark.parametrize("name", named("OUTPUT"))
def test_effects_happen_once(name, capsys):
    with Module(SOURCES[name]) as case:
        real_api().value_and_grad(case.f)(*copy_arrays(case.ARGS))
        assert capsys.readouterr().out == case.OUTPUT
        real_api().jvp(case.f, copy_arrays(case.ARGS), copy_arrays(case.ARGS))
        assert capsys.readouterr().out == case.OUTPUT


@NEEDS_TRANSFORMS
@pytest.mark.parametrize("name", named("GRADIENT"))
def test_case_with_a_given_gradient(name):
    with Module(SOURCES[name]) as case:
        assert real_api().grad(case.f)(*case.ARGS) == pytest.approx(case.GRADIENT)
        assert real_api().jvp(case.f, case.ARGS, (1.0,))[1] == pytest.approx(case.GRADIENT)
