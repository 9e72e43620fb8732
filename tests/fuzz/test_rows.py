"""Random functions that write into arrays in lists: right, or refused for what nobody can know."""

import pytest
from fuzz.api import real_api
from fuzz.harness import check_program
from fuzz.program import Module
from fuzz.rows import rows

UNKNOWN = ("may hold one array twice", "is decided only at run time", "the loop changes the list",
           "must be known when the code is generated")  # fmt: skip


def run(seeds, orders) -> int:
    """How many of the programs were checked; those that grow beyond bounds are left out."""
    api, checked = real_api(), 0
    for seed in seeds:
        program = rows(seed)
        with Module(program.source) as module:
            size = abs(module.f(*program.arguments(module)))
        if not size < 1e4:
            continue
        verdict = check_program(program.source, program.args, api, orders)
        if verdict.status == "refused":
            assert any(part in verdict.reason for part in UNKNOWN), program.source
        else:
            assert verdict.status == "ok", f"{verdict.reason}\n{program.source}"
            checked += 1
    return checked


def test_rows():
    assert run((f"0/{k}" for k in range(12)), (1,)) > 2


@pytest.mark.slow
@pytest.mark.parametrize("group", range(1, 30))
def test_more_rows(group):
    assert run((f"{group}/{k}" for k in range(60)), (1, 2)) > 15
