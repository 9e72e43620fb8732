"""A short run with a fixed seed; the long one is `python -m tests.fuzz.campaign`."""

from random import Random

import pytest
from seeds import seeds

from .api import exists, real_api
from .generate import Limits, generate
from .harness import check_program

_SIZES = Limits(fewest=3, most=12)


@pytest.mark.skipif(not exists(), reason="the transforms are not there yet")
@pytest.mark.parametrize("seed", seeds(8, 24))
def test_program(seed):
    program = generate(Random(f"short/{seed}"), _SIZES)
    verdict = check_program(program.source, program.args, real_api())
    assert verdict.status in ("ok", "refused")
