"""Random functions with `try` statements: what was done before an error holds after it, once."""

import pytest
from fuzz.api import real_api
from fuzz.attempts import attempts
from fuzz.harness import check_program
from fuzz.program import Module

NO_WAY_OUT = ("in a loop an error is raised", "which error this raises")


def run(seeds, orders) -> int:
    """How many of the programs were checked; those that raise in the end are left out."""
    api, checked = real_api(), 0
    for seed in seeds:
        program = attempts(seed)
        with Module(program.source) as module:
            try:
                value = module.f(*program.arguments(module))
            except Exception:
                continue
        if value is None or not abs(value) < 1e4:
            continue
        verdict = check_program(program.source, program.args, api, orders)
        if verdict.status == "refused":
            assert any(part in verdict.reason for part in NO_WAY_OUT), program.source
        else:
            assert verdict.status == "ok"
            checked += 1
    return checked


def test_attempts():
    assert run((f"0/{k}" for k in range(20)), (1,)) > 4


@pytest.mark.slow
@pytest.mark.parametrize("group", range(1, 30))
def test_more_attempts(group):
    assert run((f"{group}/{k}" for k in range(100)), (1, 2)) > 25
