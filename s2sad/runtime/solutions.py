"""SciPy's solvers, with the fields of their results that generated code goes on with."""

from __future__ import annotations

from scipy import integrate, optimize


def solve_ivp(fun, t_span, y0, args=(), **options):
    """The times, the states at them, and whether the end was reached."""
    found = integrate.solve_ivp(fun, t_span, y0, args=args, **options)
    return found.t, found.y, found.success


def root(fun, x0, args=(), **options):
    """The root, and whether it was found."""
    found = optimize.root(fun, x0, args=args, **options)
    return found.x, found.success


def root_scalar(f, args=(), **options):
    """The root, and whether it was found."""
    found = optimize.root_scalar(f, args=args, **options)
    return found.root, found.converged


def minimize(fun, x0, args=(), **options):
    """The minimum, the value there, and whether it was found."""
    found = optimize.minimize(fun, x0, args=args, **options)
    return found.x, found.fun, found.success
