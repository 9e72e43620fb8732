"""Random functions whose variables hold values of other types on other paths."""

import pytest
from fuzz.choices import choices
from fuzz.harness import check_all


def test_choices():
    check_all((choices(f"0/{k}") for k in range(5)), (1,))


@pytest.mark.slow
@pytest.mark.parametrize("group", range(1, 30))
def test_more_choices(group):
    check_all((choices(f"{group}/{k}") for k in range(50)), (1, 2))
