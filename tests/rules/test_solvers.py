"""SciPy's functions that are given a function, in programs: integrals, equations, minima.

The oracle is the program itself: differences of it, and the program of the exported file.
"""

from __future__ import annotations

import importlib.util
import inspect

import numpy as np
import pytest
from scipy import integrate, optimize

import s2sad
from s2sad.rules import registry

K, Y0 = 0.7, np.array([1.2, 0.8])


def integral(a, k):
    return integrate.quad(lambda x: np.exp(-k * x) * np.sin(x), 0.0, a)[0]


def integral_of_args(a, k):
    def integrand(x, rate, weights):
        return np.sum(weights * np.cos(rate * x))

    return integrate.quad(integrand, a, 2.0, args=(k, np.array([1.0, 2.0]) * k))[0]


def integral_to_infinity(a, k):
    return integrate.quad(lambda x: np.exp(-k * x * x), a, np.inf, epsabs=1e-11)[0]


def integral_of_integrals(a, k):
    def inner(y):
        return integrate.quad(lambda x: np.exp(-k * x * y), 0.0, a)[0]

    return integrate.quad(inner, 0.0, 1.0)[0]


def oscillator(y, t, k):
    return np.array([y[1], -k * y[0]])


def odeint_with_args(y0, k):
    t = np.linspace(0.0, 1.0, 4)
    return np.sum(integrate.odeint(oscillator, y0, t, args=(k,), rtol=1e-9, atol=1e-9) ** 2)


def odeint_with_a_dict(a, k):
    """Of the parameters in a dict each number is a parameter of its own."""

    def rhs(y, t, p):
        return -p["rate"] * y + p["source"][0] * t

    parameters = {"rate": k, "source": (a, "constant")}
    return integrate.odeint(rhs, a, [0.0, 1.0], args=(parameters,), rtol=1e-9, atol=1e-9)[1, 0]


def odeint_with_closure(y0, k):
    def rhs(t, y):
        return [y[1] * y[0], -k * y[0] * np.cos(t)]

    ys = integrate.odeint(rhs, y0, np.linspace(0.0, 1.0, 4), tfirst=True, rtol=1e-9, atol=1e-9)
    return np.sum(ys[-1] * np.array([1.0, 2.0]))


def odeint_by_time(y0, k):
    t = np.array([0.0, 0.5, 1.0]) * k
    return np.sum(integrate.odeint(oscillator, y0, t, args=(k,), rtol=1e-9, atol=1e-9) ** 2)


def ivp_at_the_end(y0, k):
    sol = integrate.solve_ivp(
        lambda t, y: [y[1], -k * y[0]], (0.0, 1.0), y0, rtol=1e-9, atol=1e-9
    )
    return np.sum(sol.y[:, -1] ** 2)


def ivp_at_times(y0, k):
    sol = integrate.solve_ivp(
        lambda t, y, rate: np.array([y[1], -rate * y[0] * t]), (0.0, 1.0), y0, method="DOP853",
        t_eval=np.array([0.3, 0.7, 1.0]), args=(k,), rtol=1e-9, atol=1e-9,
    )  # fmt: skip
    return np.sum(sol.y**2)


def ivp_by_times(y0, k):
    """The span and the times asked for move too."""
    sol = integrate.solve_ivp(
        lambda t, y: [y[1], -t * y[0]], (0.1 * k, 1.5), y0, t_eval=np.array([0.5, 1.0]) * k,
        rtol=1e-9, atol=1e-9,
    )  # fmt: skip
    return np.sum(sol.y**2 * sol.t)


def ivp_by_its_end(y0, k):
    sol = integrate.solve_ivp(
        lambda t, y: [y[1], -t * y[0]], (0.2 * k, k), y0, rtol=1e-9, atol=1e-9
    )
    return np.sum(sol.y[:, -1] ** 2) * sol.t[-1]


class Model:
    def __init__(self, k):
        self.k = k

    def rate(self, y, t):
        return -self.k * y * t


def odeint_of_a_method(a, k):
    """Of a number, too, which SciPy takes for a vector."""
    return integrate.odeint(Model(k).rate, a, [0.0, 1.0], rtol=1e-9, atol=1e-9)[1, 0]


def residual(x, p):
    return x**3 + p * x - 1.0


def by_roots_in_a_loop(a, k):
    total = a
    for j in range(3):
        total += optimize.brentq(residual, -3.0, 3.0, args=(k + j,))
    return total


def by_root_of_an_integral(a, k):
    def equation(x):
        return integrate.quad(lambda t: np.exp(-k * t), 0.0, x)[0] - 0.2 * a

    return optimize.brentq(equation, 0.0, 2.0, xtol=1e-13)


def ivp_that_writes(a, k):
    """The adjoint of its writes must not happen in the state that the solver holds."""

    def rhs(t, y):
        rate = np.zeros(2)
        rate[0] = y[1]
        rate[1] = -k * np.sin(y[0])
        return rate

    sol = integrate.solve_ivp(rhs, [0.0, 1.0], [a, 0.0], rtol=1e-9, atol=1e-9)
    return sol.y[0][-1]


def by_brentq(a, k):
    return optimize.brentq(lambda x: x**3 + a * x - k, -5.0, 5.0, xtol=1e-13)


def by_bisect(a, k):
    return optimize.bisect(lambda x, p: x**3 + a * x - p, -5.0, 5.0, args=(k,), xtol=1e-13)


def by_root_scalar(a, k):
    return optimize.root_scalar(lambda x: x**3 + a * x - k, bracket=(-5.0, 5.0), xtol=1e-13).root


def by_newton(a, k):
    return optimize.newton(lambda x: x**3 + a * x - k, 1.0)


def by_fixed_point(a, k):
    return optimize.fixed_point(lambda x: np.cos(a * x) * k, 0.5, xtol=1e-13) ** 2


def by_fsolve(y0, k):
    x = optimize.fsolve(lambda x: [x[0] ** 2 + x[1] - 3.0 - k, x[1] * y0[0] - 1.0], [1.0, 1.0])
    return np.sum(x**2) + y0[1]


def by_root(y0, k):
    sol = optimize.root(lambda x: x**3 + y0 * x - k, np.ones(2), tol=1e-12)
    return np.sum(sol.x**2)


def by_minimize(y0, k):
    """The minimum of a quadratic function, whose least value is that at the point."""
    sol = optimize.minimize(
        lambda x: np.sum((x - y0) ** 2) + k * x[0] * x[1], np.zeros(2), tol=1e-11
    )
    return np.sum(sol.x * y0) + sol.fun


SCALAR = (1.5, K)
VECTOR = (Y0, K)
PROGRAMS = {
    integral: SCALAR, integral_of_args: SCALAR, integral_to_infinity: SCALAR, by_brentq: SCALAR,
    by_bisect: SCALAR, by_root_scalar: SCALAR, by_newton: SCALAR, by_fixed_point: SCALAR,
    ivp_that_writes: SCALAR, integral_of_integrals: SCALAR, odeint_of_a_method: SCALAR,
    by_roots_in_a_loop: SCALAR, odeint_with_a_dict: SCALAR,
    by_root_of_an_integral: SCALAR, by_fsolve: VECTOR, by_root: VECTOR, by_minimize: VECTOR,
    odeint_with_args: VECTOR,
    odeint_with_closure: VECTOR, odeint_by_time: VECTOR, ivp_at_the_end: VECTOR,
    ivp_at_times: VECTOR, ivp_by_times: VECTOR, ivp_by_its_end: VECTOR,
}  # fmt: skip
for_every_program = pytest.mark.parametrize(
    "f, args", [pytest.param(f, args, id=f.__name__) for f, args in PROGRAMS.items()]
)


#: reading their exported adjoints again takes a second each; one of them is enough every time
LONG = {odeint_with_args, odeint_with_closure, odeint_by_time, odeint_of_a_method, ivp_at_times,
        ivp_by_times, ivp_by_its_end, ivp_that_writes, odeint_with_a_dict}  # fmt: skip
#: BFGS differences the function itself
LOOSE = {by_minimize: 30.0}


def direction(args):
    return tuple(np.cos(1.0 + np.arange(np.size(x))).reshape(np.shape(x)) * 1.0 for x in args)


def along(f, args, dots, step):
    ahead = f(*[x + step * d for x, d in zip(args, dots)])
    return (ahead - f(*[x - step * d for x, d in zip(args, dots)])) / (2 * step)


def paired(bars, dots) -> float:
    return sum(float(np.sum(b * d)) for b, d in zip(bars, dots))


@for_every_program
def test_both_modes_give_the_difference_of_the_program(f, args):
    dots = direction(args)
    expected = along(f, args, dots, 1e-4)
    value, bars = s2sad.value_and_grad(f, (0, 1))(*args)
    assert value == pytest.approx(f(*args), rel=1e-12)
    assert paired(bars, dots) == pytest.approx(expected, rel=1e-5 * LOOSE.get(f, 1))
    assert s2sad.jvp(f, args, dots)[1] == pytest.approx(expected, rel=1e-5 * LOOSE.get(f, 1))


@for_every_program
def test_second_derivatives(f, args):
    dots = direction(args)
    grad = s2sad.grad(f, (0, 1))

    def slope(*values):
        return paired(grad(*values), dots)

    second = s2sad.jvp(lambda *v: s2sad.grad(f, (0, 1))(*v), args, dots)[1]
    expected = along(slope, args, dots, 1e-4)
    assert paired(second, dots) == pytest.approx(expected, rel=2e-4 * LOOSE.get(f, 1))


@pytest.mark.parametrize(
    "f, args",
    [
        pytest.param(f, args, id=f.__name__, marks=[pytest.mark.slow] if f in LONG else [])
        for f, args in PROGRAMS.items()
    ],
)
def test_exported_gradient_runs_and_is_read_again(f, args, tmp_path):
    path = tmp_path / "exported.py"
    s2sad.grad(f, 1).export(path, *args)
    assert "s2sad" not in path.read_text().split('"""', 2)[2]
    spec = importlib.util.spec_from_file_location(f"exported_{f.__name__}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    exported = getattr(module, f"{f.__name__}_grad")
    grad = s2sad.grad(f, 1)
    assert exported(*args) == pytest.approx(grad(*args), rel=1e-12)
    slope = (grad(args[0], K + 1e-4) - grad(args[0], K - 1e-4)) / 2e-4
    again = s2sad.grad(exported, 1)(*args)
    assert again == pytest.approx(slope, rel=2e-4 * LOOSE.get(f, 1), abs=1e-5)


def test_options_that_are_not_understood_are_refused_by_name():
    def f(k):
        return optimize.minimize(lambda x: (x[0] - k) ** 2, [0.0], bounds=[(0, 1)]).x[0]

    with pytest.raises(s2sad.UnsupportedError, match=r"minimize\(\) with bounds="):
        s2sad.grad(f)(1.0)


def test_a_solver_that_is_not_followed_says_what_to_write():
    def f(k):
        return integrate.dblquad(lambda y, x: k * x * y, 0.0, 1.0, 0.0, 1.0)[0]

    with pytest.raises(s2sad.UnsupportedError, match=r"dblquad\(\) .*\n.*two calls of"):
        s2sad.grad(f)(1.0)


def test_what_a_solver_result_has_beside_is_refused():
    def f(k):
        return optimize.root(lambda x: x - k, [0.0]).nfev * k

    with pytest.raises((s2sad.Error, AttributeError), match="nfev"):
        s2sad.grad(f)(1.0)


def test_every_rule_of_a_solver_is_in_a_program():
    registry.REGISTRY.load_optional()
    names = {c.__name__ for c in registry.REGISTRY.vjps if is_solver(c)}
    text = " ".join(str(f.__code__.co_names) for f in PROGRAMS)
    elsewhere = {"brenth", "ridder", "quad_vec"}  # the same rule, and what a rule calls itself
    assert {n for n in names - elsewhere if n not in text} == set()


def is_solver(callee) -> bool:
    """True where the callee is given a function; its rule asks which arguments are active."""
    return "active" in inspect.signature(registry.REGISTRY.vjps[callee].function).parameters


def trajectory(rates, start):
    def growth(y, t, a, b):
        return [a * y[0] - b * y[0] * y[1], b * y[0] * y[1] - y[1]]

    times = np.linspace(0.0, 2.0, 3)
    states = integrate.odeint(growth, start, times, args=tuple(rates), rtol=1e-10, atol=1e-12)
    return np.sum(states**2)


def damped(rates, end):
    def integrand(x, rate):
        return np.exp(-rate * rates[1] * x) * np.sin(x)

    return integrate.quad(integrand, 0.0, end[0] + end[1], args=(rates[0],))[0]


def equations(rates, start):
    found = optimize.fsolve(lambda x: rates[0] * x**3 + rates[1] * x - 1.0, start)
    return np.sum(found**2)


@pytest.mark.parametrize("program", [trajectory, damped, equations])
@pytest.mark.parametrize("single", [(0,), (1,), (0, 1)])
def test_arguments_in_single_precision_leave_the_steps_of_a_solver_in_double(program, single):
    args = np.array([0.7, 0.3]), np.array([1.2, 0.8])
    given = tuple(a.astype(np.float32) if k in single else a for k, a in enumerate(args))
    value, (rates_bar,) = s2sad.value_and_grad(program, (0,))(*given)
    assert rates_bar.dtype == given[0].dtype
    assert np.asarray(value).dtype == np.asarray(program(*given)).dtype
    np.testing.assert_allclose(value, program(*given))
    np.testing.assert_allclose(rates_bar, s2sad.grad(program)(*args), rtol=1e-5)
