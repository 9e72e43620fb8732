"""Second derivatives: forward over reverse against differences of the pullback, reverse over it.

Rules are lifted through the front end, so a rule that calls a function without a rule, or with a
wrong one, shows here. One call for each function, forward over reverse; `slow` runs all.
"""

from __future__ import annotations

import numpy as np
import pytest
from checking import pairing, tangent
from scipy import stats
from table import FREE_PHASE
from test_compiled_rules import PROGRAMS, is_like_others, module, no_cache  # noqa: F401
from test_derivative_rules import has_free_phase, symmetric_parameters

from s2sad.api import jvp_of, vjp_of

#: densities that are asked for again beside the plane they are defined on
OFF_DOMAIN = {stats.dirichlet.pdf, stats.multinomial.pmf}


def programs() -> list:
    found, seen = [], set()
    for program in PROGRAMS:
        callee = program.callee
        free = callee in FREE_PHASE and has_free_phase(callee, program.args, program.kwargs)
        if not free and callee not in OFF_DOMAIN:
            marks = [pytest.mark.slow] if callee in seen or is_like_others(callee) else []
            found.append(pytest.param(program, id=program.name, marks=marks))
            seen.add(callee)
    return found


@pytest.mark.parametrize("program", programs())
@pytest.mark.parametrize("outer", ["forward", pytest.param("both", marks=pytest.mark.slow)])
def test_second_derivatives(program, outer, module):  # noqa: F811
    function = getattr(module, program.name)
    draw = np.random.default_rng(4)
    dots = [tangent(program.values[k], draw) for k in program.active]
    y_bar = tangent(function(*program.values), draw)
    if y_bar is None:
        return
    for j, k in enumerate(program.active):
        assumed = program.kwargs.get("assume_a") if program.owners[k] == "a" else None
        if assumed == "sym":
            dots[j] = dots[j] + dots[j].T
        elif assumed or program.owners[k] in symmetric_parameters(program.callee):
            dots[j] = dots[j] + np.conj(np.swapaxes(dots[j], -1, -2))
    weights = [tangent(program.values[k], draw) for k in program.active]
    pull = vjp_of(function, program.active)
    _, second = jvp_of(pull, program.active)(*program.values, y_bar, *dots)
    step = 1e-5

    def moved(sign):
        values = list(program.values)
        for k, dot in zip(program.active, dots):
            values[k] = shifted(values[k], dot, sign * step)
        return pairing(weights, list(pull(*values, y_bar)))

    found = pairing(weights, list(second))
    assert found == pytest.approx((moved(1) - moved(-1)) / (2 * step), rel=1e-5, abs=1e-6)
    if outer == "both":
        bars = vjp_of(pull, program.active)(*program.values, y_bar, tuple(weights))
        assert pairing(list(bars), dots) == pytest.approx(found, rel=1e-8, abs=1e-9)


def shifted(x, x_dot, step):
    if isinstance(x, (list, tuple)):
        return type(x)(x if d is None else shifted(x, d, step) for x, d in zip(x, x_dot))
    return x + step * x_dot
