"""Random functions that swap: right, in both modes and twice."""

import pytest
from fuzz.harness import check_all
from fuzz.swaps import swaps


def test_swaps():
    check_all((swaps(f"0/{k}") for k in range(8)), (1,))


@pytest.mark.slow
@pytest.mark.parametrize("group", range(1, 30))
def test_more_swaps(group):
    check_all((swaps(f"{group}/{k}") for k in range(60)), (1, 2))
