"""Writes docs/coverage.md: what of NumPy and SciPy is differentiated, by trial.

    python docs/make_coverage.py

A callable counts as differentiable where each of its rows in `tests/rules` (calls in the tables of
samples, lines in `lines.txt`) runs in forward and in reverse mode and both agree. What has no
derivative the compiler's registry says, and `by_nature.py` where NumPy has no number to say it of.
Anything else is not supported.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import tempfile
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from s2sad.api import jvp_of, vjp_of
from s2sad.rules.families import is_nondifferentiable

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "rules")]

from by_nature import BY_NATURE, NOT_SUPPORTED, OF_ARRAYS  # noqa: E402
from checking import pairing, tangent  # noqa: E402
from lines import HEADER  # noqa: E402
from test_compiled_rules import PROGRAMS, Program  # noqa: E402
from test_lines import ROWS, VALUES, operands, source  # noqa: E402


NAMESPACES = [
    "numpy", "numpy.linalg", "numpy.fft", "scipy.special", "scipy.linalg", "scipy.stats",
    "scipy.signal", "scipy.integrate", "scipy.optimize", "scipy.sparse",
]  # fmt: skip
#: a trial of one row: None where it holds, else what went wrong
Trial = Callable[[Callable, tuple, tuple[int, ...]], str | None]


@dataclass
class Coverage:
    """The public callables of one namespace, by name."""

    both: dict[str, int] = field(default_factory=dict)
    nature: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


# --- trials ---------------------------------------------------------------------------------


def try_row(function: Callable, values: tuple, active: tuple[int, ...]) -> str | None:
    """Both modes run and <y_bar, J x_dot> = <J^T y_bar, x_dot>."""
    draw = np.random.default_rng(5)
    try:
        y = function(*values)
        y_bar = tangent(y, draw)
        if y_bar is None:
            return None
        dots = [tangent(values[k], draw) for k in active]
        _, y_dot = jvp_of(function, active)(*values, *dots)
        forward = pairing(y_bar, y_dot)
        backward = pairing(list(vjp_of(function, active)(*values, y_bar)), dots)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    agree = abs(forward - backward) <= 1e-5 * (1.0 + abs(forward))
    return None if agree else f"modes disagree: {forward}, {backward}"


def assume(function: Callable, values: tuple, active: tuple[int, ...]) -> None:
    """The trial of the tests, which run every row elsewhere."""


def key_of(callee):
    """Equal for the same callable; bound methods are made anew each time one asks for them."""
    return callee if getattr(type(callee), "__hash__", None) else id(callee)


class Rows:
    """The rows of all tables as functions, and what trying them gave."""

    def __init__(self, trial: Trial):
        self.trial = trial
        self.programs: dict[object, list[Program]] = {}
        for program in PROGRAMS:
            self.programs.setdefault(key_of(program.callee), []).append(program)
        self.module = self.loaded() if trial is not assume else None

    def loaded(self):
        text = HEADER + "".join(p.source for p in PROGRAMS)
        text += "".join(source(k, line) for k, (_, line) in enumerate(ROWS))
        path = Path(tempfile.mkdtemp()) / "coverage_rows.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def of_callee(self, callee) -> list[str | None]:
        """What trying its calls gave."""
        return [
            self.trial(getattr(self.module, p.name, None), tuple(p.values), p.active)
            for p in self.programs.get(key_of(callee), ())
        ]

    def of_name(self, name: str) -> list[str | None]:
        found = []
        for k, (key, line) in enumerate(ROWS):
            if key == name.replace("numpy.", "np."):
                values = tuple(VALUES[n] for n in operands(line))
                active = tuple(
                    k for k, v in enumerate(values)
                    if isinstance(v, float) or getattr(v, "dtype", np.dtype(int)).kind in "fc"
                )  # fmt: skip
                found.append(self.trial(getattr(self.module, f"line_{k}", None), values, active))
        return found


# --- classification -------------------------------------------------------------------------


def callables(namespace: str) -> dict[str, Callable]:
    module = importlib.import_module(namespace)
    found = {}
    for name in sorted(dir(module)):
        value = getattr(module, name, None)
        if name.startswith("_") or isinstance(value, (type, types.ModuleType)):
            if value is not np.vectorize:  # a class that is used as a function
                continue
        if callable(value) and not type(value).__name__.endswith("Deprecated"):
            found[name] = value
    return found


NATURE = {name: reason for reason, names in BY_NATURE.items() for name in names.split()}


#: the functions that a distribution is asked for
OF_DISTRIBUTIONS = "pdf logpdf pmf logpmf cdf logcdf sf logsf ppf isf entropy".split()


def classify(namespace: str, rows: Rows) -> Coverage:
    coverage = Coverage()
    for name, callee in callables(namespace).items():
        methods = [m for m in OF_DISTRIBUTIONS if hasattr(callee, m)]
        if any(rows.of_callee(getattr(callee, m)) for m in methods):
            for method in methods:
                full = f"{namespace}.{name}.{method}"
                place(coverage, full, f"{name}.{method}", getattr(callee, method), rows)
        else:
            place(coverage, f"{namespace}.{name}", name, callee, rows)
    return coverage


def place(coverage: Coverage, full: str, name: str, callee, rows: Rows) -> None:
    if is_nondifferentiable(callee):
        coverage.nature[name] = "piecewise constant, whole numbers, truth values or shapes"
        return
    tried = rows.of_callee(callee) + rows.of_name(full)
    failed = [error for error in tried if error is not None]
    if tried and not failed:
        coverage.both[name] = len(tried)
    elif failed:
        coverage.missing[name] = failed[0].splitlines()[0]
    elif full in NATURE or (name in NATURE and full.startswith("numpy.")):
        coverage.nature[name] = NATURE.get(full) or NATURE[name]
    else:
        coverage.missing[name] = NOT_SUPPORTED.get(full, ("no rule", ""))[0]


def of_arrays(rows: Rows) -> Coverage:
    """Methods and attributes of arrays, operators among them."""
    coverage = Coverage()
    names = [n for n in dir(np.ndarray) if not n.startswith("_")] + ["__getitem__", "__setitem__"]
    for name in names:
        tried = rows.of_name(f"ndarray.{name}")
        failed = [error for error in tried if error is not None]
        if tried and not failed:
            coverage.both[name] = len(tried)
        elif name in OF_ARRAYS.split():
            coverage.nature[name] = "no numbers"
        else:
            reason = NOT_SUPPORTED.get(f"ndarray.{name}", ("no rule", ""))[0]
            coverage.missing[name] = failed[0].splitlines()[0] if failed else reason
    return coverage


def of_ufuncs(rows: Rows) -> Coverage:
    coverage = Coverage()
    for name in ("reduce", "accumulate", "outer", "reduceat", "at"):
        tried = rows.of_name(f"ufunc.{name}")
        if tried and not any(tried):
            coverage.both[name] = len(tried)
        else:
            coverage.missing[name] = "no rule"
    return coverage


# --- the page -------------------------------------------------------------------------------


def page(trial: Trial = try_row) -> str:
    """The text of docs/coverage.md."""
    rows = Rows(trial)
    parts = {name: classify(name, rows) for name in NAMESPACES}
    arrays, ufuncs = of_arrays(rows), of_ufuncs(rows)
    lines = [HEAD, *counts({**parts, "methods of arrays": arrays, "methods of ufuncs": ufuncs})]
    lines += peers(parts)
    for name, coverage in parts.items():
        lines += section(name, coverage)
    lines += section("ndarray: methods and attributes", arrays)
    lines += section("ufunc: methods", ufuncs)
    return "\n".join(lines) + "\n"


HEAD = """# What is differentiated

Written by `python docs/make_coverage.py`; a test holds it against what the program does now.

Every public callable stands under one of three heads. *Differentiable* means in forward and in
reverse mode: the number behind a name is that of the calls that were tried, each with other
arguments; all of them ran in both modes, which agreed. *No derivative* is what has none by its
nature. *Not supported* is refused where it is differentiated: `UnsupportedError` names the line,
marks the call and says that no rule is known; `s2sad.defvjp` and `s2sad.defjvp` add one, and what
does not depend on the differentiated argument is computed as it stands.
"""


def counts(parts: dict[str, Coverage]) -> list[str]:
    lines = ["| | differentiable | calls tried | no derivative | not supported |",
             "| --- | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for name, c in parts.items():
        tried = sum(c.both.values())
        lines.append(f"| {name} | {len(c.both)} | {tried} | {len(c.nature)} | {len(c.missing)} |")
    return [*lines, ""]


def peers(parts: dict[str, Coverage]) -> list[str]:
    """The share of what autograd and JAX differentiate that is not supported."""
    known = json.loads((HERE / "peers.json").read_text(encoding="utf-8"))
    lines = ["## Beside autograd and JAX", "",
             "Of the functions in [peers.json](peers.json) that have a derivative at all:", "",
             "| | differentiable there | not supported here | share |",
             "| --- | ---: | ---: | ---: |"]  # fmt: skip
    lacking: dict[str, list[str]] = {}
    for library, entry in known.items():
        status = [(name, status_of(name, parts)) for name in entry["functions"]]
        lacking[library] = [name for name, s in status if s == "missing"]
        total = sum(s in ("both", "missing") for _, s in status)
        share = 100.0 * len(lacking[library]) / total
        lines.append(
            f"| {library} {entry['version']} | {total} | {len(lacking[library])} | {share:.1f} % |"
        )
    for library, names in lacking.items():
        listed = ", ".join(f"`{n}`" for n in names) or "nothing"
        lines += ["", f"Not supported of {library}'s: {listed}."]
    return [*lines, ""]


def status_of(full: str, parts: dict[str, Coverage]) -> str:
    namespace = max((n for n in parts if full.startswith(f"{n}.")), key=len)
    coverage, name = parts[namespace], full[len(namespace) + 1 :]
    if name in coverage.both:
        return "both"
    return "nature" if name in coverage.nature else "missing"


def section(title: str, c: Coverage) -> list[str]:
    lines = [f"## {title}", ""]
    if c.both:
        named = ", ".join(f"`{name}` {count}" for name, count in c.both.items())
        lines += [f"**Differentiable** ({len(c.both)}): {named}.", ""]
    for reason in sorted(set(c.nature.values())):
        named = ", ".join(f"`{n}`" for n, r in c.nature.items() if r == reason)
        lines += [f"**No derivative**, {reason}: {named}.", ""]
    for reason in sorted(set(c.missing.values())):
        named = ", ".join(f"`{n}`" for n, r in c.missing.items() if r == reason)
        lines += [f"**Not supported**, {reason}: {named}.", ""]
    return lines


if __name__ == "__main__":
    os.environ["S2SAD_CACHE"] = "off"
    with np.errstate(all="ignore"):
        (HERE / "coverage.md").write_text(page(), encoding="utf-8")
