"""Random functions whose variables hold values of other types on other paths."""

import pytest
from fuzz.api import real_api
from fuzz.choices import choices
from fuzz.harness import check_program


def run(seeds, orders) -> None:
    api = real_api()
    for seed in seeds:
        program = choices(seed)
        verdict = check_program(program.source, program.args, api, orders)
        assert verdict.status == "ok", f"{verdict.reason}\n{program.source}"


def test_choices():
    run((f"0/{k}" for k in range(5)), (1,))


@pytest.mark.slow
@pytest.mark.parametrize("group", range(1, 30))
def test_more_choices(group):
    run((f"{group}/{k}" for k in range(50)), (1, 2))
