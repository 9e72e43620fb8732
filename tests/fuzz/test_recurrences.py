"""Random recurrences in place against all that is known of derivatives."""

import numpy as np
import pytest
from fuzz.api import real_api
from fuzz.harness import check_program
from fuzz.program import Module
from fuzz.recurrences import recurrence


def run(seeds, orders) -> int:
    """How many of the programs were checked; those that grow beyond bounds are left out."""
    api, checked = real_api(), 0
    for seed in seeds:
        program = recurrence(seed)
        with Module(program.source) as module, np.errstate(all="ignore"):
            size = abs(module.f(*program.arguments(module)))
        if size < 1e4:
            assert check_program(program.source, program.args, api, orders).status == "ok"
            checked += 1
    return checked


def test_recurrences():
    assert run((f"0/{k}" for k in range(6)), (1,)) > 2


@pytest.mark.slow
@pytest.mark.parametrize("group", range(1, 30))
def test_more_recurrences(group):
    assert run((f"{group}/{k}" for k in range(100)), (1, 2)) > 50
