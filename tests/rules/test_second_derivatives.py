"""Second derivatives of SciPy's functions: forward over reverse, against differences of the first.

Rules are lifted through the front end, so a rule that calls a function without a rule, or with a
wrong one, shows here. One call for each function; `slow` runs all.
"""

from __future__ import annotations

import numpy as np
import pytest
from checking import pairing, tangent
from scipy import linalg, stats
from scipy_samples import SAMPLES, SYMMETRIC
from test_compiled_rules import PROGRAMS, REFUSED, is_like_others, module, no_cache  # noqa: F401 - fixtures

from s2sad.api import jvp_of, vjp_of

#: factors that LAPACK fixes up to a phase, so that a fixed cotangent means another thing elsewhere
FREE_PHASE = {linalg.eig, linalg.eigh}
#: a density that is asked for again beside the plane it is defined on
OFF_DOMAIN = {stats.dirichlet.pdf}


def refused(callee) -> bool:
    return any((callee, mode) in REFUSED for mode in ("both", "jvp", "vjp"))


def programs() -> list:
    found, seen = [], set()
    for program in PROGRAMS:
        callee = program.callee
        if callee in SAMPLES and callee not in FREE_PHASE | OFF_DOMAIN and not refused(callee):
            marks = [pytest.mark.slow] if callee in seen or is_like_others(callee) else []
            found.append(pytest.param(program, id=program.name, marks=marks))
            seen.add(callee)
    return found


@pytest.mark.parametrize("program", programs())
def test_forward_over_reverse_is_the_difference_of_the_pullback(program, module):  # noqa: F811
    function = getattr(module, program.name)
    draw = np.random.default_rng(4)
    y_bar = tangent(function(*program.values), draw)
    if y_bar is None:
        return
    dots = [tangent(program.values[k], draw) for k in program.active]
    for j, k in enumerate(program.active):
        if program.owners[k] == "cov" or (program.callee in SYMMETRIC and k == 0):
            dots[j] = dots[j] + np.conj(dots[j].T)
    weights = [tangent(program.values[k], draw) for k in program.active]
    pull = vjp_of(function, program.active)
    _, second = jvp_of(pull, program.active)(*program.values, y_bar, *dots)
    step = 1e-5

    def moved(sign):
        values = list(program.values)
        for k, dot in zip(program.active, dots):
            values[k] = shifted(values[k], dot, sign * step)
        return pairing(weights, list(pull(*values, y_bar)))

    expected = (moved(1) - moved(-1)) / (2 * step)
    assert pairing(weights, list(second)) == pytest.approx(expected, rel=1e-5, abs=1e-7)


def shifted(x, x_dot, step):
    if isinstance(x, (list, tuple)):
        return type(x)(x if d is None else shifted(x, d, step) for x, d in zip(x, x_dot))
    return x + step * x_dot
