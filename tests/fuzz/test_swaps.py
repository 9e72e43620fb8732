"""Random functions that swap: right, in both modes and twice."""

import pytest
from fuzz.api import real_api
from fuzz.harness import check_program
from fuzz.swaps import swaps


def run(seeds, orders) -> None:
    api = real_api()
    for seed in seeds:
        program = swaps(seed)
        verdict = check_program(program.source, program.args, api, orders)
        assert verdict.status == "ok", f"{verdict.reason}\n{program.source}"


def test_swaps():
    run((f"0/{k}" for k in range(8)), (1,))


@pytest.mark.slow
@pytest.mark.parametrize("group", range(1, 30))
def test_more_swaps(group):
    run((f"{group}/{k}" for k in range(60)), (1, 2))
