"""Hypothesis draws the random programs, and shows the smallest one that fails."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .api import real_api
from .generate import Limits, generate
from .harness import check_program


@pytest.mark.slow
@settings(max_examples=50, deadline=None, derandomize=True, database=None,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
@given(st.randoms(use_true_random=False))
def test_no_program_has_a_wrong_derivative(random):
    program = generate(random, Limits(2, 8, 1))
    verdict = check_program(program.source, program.args, real_api())
    assert verdict.status in ("ok", "refused"), f"{verdict.reason}\n{program.source}"
