"""Writes docs/peers.json: what autograd and JAX differentiate, by the names of NumPy and SciPy.

    python docs/list_peers.py        (where autograd and JAX are installed)

Of autograd: the functions with a registered vjp. Of JAX: the public functions that NumPy or SciPy
has too; those among them that no library differentiates (`argmax`) are told apart by the coverage
page, which lists them as having no derivative.
"""

from __future__ import annotations

import importlib
import json
import types
from pathlib import Path

import autograd
import jax
from autograd.core import primitive_vjps

MODULES = [
    "numpy", "numpy.linalg", "numpy.fft", "scipy.special", "scipy.linalg", "scipy.signal",
    "scipy.integrate", "scipy.stats",
]  # fmt: skip
DISTRIBUTIONS = "norm t gamma beta poisson chi2 dirichlet multivariate_normal".split()


def public(module) -> list[str]:
    return [name for name in sorted(dir(module)) if not name.startswith("_")]


def theirs(name: str):
    """The module of NumPy or SciPy, or the distribution, of that name."""
    if name.startswith("scipy.stats."):
        return getattr(importlib.import_module("scipy.stats"), name.rsplit(".", 1)[1], None)
    return importlib.import_module(name)


def of_autograd() -> list[str]:
    found = []
    for name in [*MODULES, *(f"scipy.stats.{d}" for d in DISTRIBUTIONS)]:
        module = importlib.import_module(f"autograd.{name}")
        real = theirs(name)
        for attribute in public(module):
            value = getattr(module, attribute)
            known = isinstance(value, types.FunctionType) and value in primitive_vjps
            if known and hasattr(real, attribute):
                found.append(f"{name}.{attribute}")
    composed = "where mean var std linalg.norm".split()
    return sorted({*found, *(f"numpy.{name}" for name in composed)})


def of_jax() -> list[str]:
    found = []
    stats = importlib.import_module("jax.scipy.stats")
    names = [n for n in public(stats) if isinstance(getattr(stats, n), types.ModuleType)]
    for name in [*MODULES, *(f"scipy.stats.{n}" for n in names)]:
        module = importlib.import_module(f"jax.{name}")
        for attribute in public(module):
            value = getattr(module, attribute)
            ordinary = callable(value) and not isinstance(value, (type, types.ModuleType))
            if ordinary and hasattr(theirs(name), attribute):
                found.append(f"{name}.{attribute}")
    return sorted(found)


if __name__ == "__main__":
    lists = {
        "autograd": {"version": "1.9.1", "functions": of_autograd()},
        "jax": {"version": jax.__version__, "functions": of_jax()},
    }
    assert autograd
    path = Path(__file__).with_name("peers.json")
    path.write_text(json.dumps(lists, indent=1) + "\n", encoding="utf-8")
