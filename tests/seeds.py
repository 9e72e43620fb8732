"""Numbers of random programs: a few in the default run, all of them in the long tests."""

import pytest


def seeds(few: int, many: int) -> list:
    return [*range(few), *(pytest.param(k, marks=pytest.mark.slow) for k in range(few, many))]
