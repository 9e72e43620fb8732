"""Exported derivatives of random programs, differentiated again; the long run is
`python -m tests.fuzz.campaign --again`."""

from random import Random

import numpy as np
import pytest
from fuzz.again import check_again
from fuzz.attempts import attempts
from fuzz.choices import choices
from fuzz.generate import Limits, generate
from fuzz.harness import Mismatch
from fuzz.program import Module, Program
from fuzz.recurrences import recurrence

import s2sad

#: what the first derivatives refuse of these families, too
NO_WAY_OUT = ("in a loop an error is raised", "which error this raises")


def of_generator(seed: str) -> Program:
    return generate(Random(f"short/{seed}"), Limits(fewest=3, most=12))


FAMILIES = {
    "general": of_generator, "recurrence": recurrence, "attempts": attempts, "choices": choices,
}  # fmt: skip
#: by family; what was once refused, or wrong, is among them
SEEDS = {
    "general": ("0", "7"), "recurrence": ("again/1",), "choices": ("n2/22", "n2/41"),
    "attempts": ("again/65", "n2/36"),
}  # fmt: skip
FEW = [(family, seed) for family, seeds in SEEDS.items() for seed in seeds]


def is_bounded(program: Program) -> bool:
    with Module(program.source) as module, np.errstate(all="ignore"):
        try:
            value = module.f(*program.arguments(module))
        except Exception:
            return False
    return value is not None and bool(np.all(np.abs(np.asarray(value)) < 1e4))


@pytest.mark.parametrize("family, seed", FEW)
def test_exports_are_differentiated_again(family, seed):
    program = FAMILIES[family](seed)
    verdict = check_again(program.source, program.args, modes=("grad",))
    assert verdict.status == "ok", f"{verdict.reason}\n{program}"


def test_a_wrong_derivative_is_found(monkeypatch):
    right = s2sad.jvp

    def wrong(f, primals, tangents):
        value, slope = right(f, primals, tangents)
        return value, tuple(1.01 * part for part in slope)

    monkeypatch.setattr(s2sad, "jvp", wrong)
    with pytest.raises(Mismatch, match="jvp of grad"):
        check_again("def f(x, y):\n    return x * x * y\n", (1.5, 2.0), modes=("grad",))


def test_a_refusal_counts():
    source = "n = 0\n\n\ndef f(x):\n    global n\n    n = n + 1\n    return x * x\n"
    assert check_again(source, (1.5,), modes=("grad",)).status == "refused"


@pytest.mark.slow
@pytest.mark.parametrize("group", range(10))
@pytest.mark.parametrize("family", FAMILIES)
def test_more_exports_are_differentiated_again(family, group):
    for k in range(20):
        program = FAMILIES[family](f"{group}/{k}")
        if family == "general" or is_bounded(program):
            verdict = check_again(program.source, program.args)
            if verdict.status == "refused":
                known = family == "attempts" and any(m in verdict.reason for m in NO_WAY_OUT)
                assert known, f"{verdict.reason}\n{program}"
