"""The figures that the project names: `python -m tests.benchmarks.figures [SECTION ...]`.

The sections are by_hand, pairs, gradients, linear, generation, calls, first_calls and imports; all
where none is named. Times of calls are medians of interleaved repeats, and every speed is a ratio.
"""

from __future__ import annotations

import ast
import gc
import importlib
import inspect
import linecache
import math
import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import s2sad

from . import pairs as more_pairs
from . import pairs_fields, pairs_learning, pairs_science, pairs_statistics, pairs_systems


def ratio(a: Callable, b: Callable, seconds: float = 1.0) -> float:
    """The median of time(a) / time(b), repeats interleaved. It is the thread's own time, in short
    stretches: a machine with other work to do stops the longer one more often."""
    a(), b()
    start = time.thread_time()
    b()
    repeat = max(1, int(2e-4 / max(time.thread_time() - start, 1e-9)))
    ratios, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(ratios) < 5:
        t0 = time.thread_time()
        for _ in range(repeat):
            a()
        t1 = time.thread_time()
        for _ in range(repeat):
            b()
        ratios.append((t1 - t0) / (time.thread_time() - t1))
    return statistics.median(ratios)


def seconds_of(f: Callable, repeats: int = 5) -> float:
    """The median time of a call."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        f()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


# --- 1. gradient / function ---


def straight_1(x, y):
    return math.sin(x) * y + math.exp(-x * x) / (1.0 + y * y)


def straight_2(x, y):
    a = x * y + 2.0 * x
    b = a * a - y / (1.0 + x * x)
    return b * a + math.log(1.0 + b * b)


def straight_3(x, y):
    r = math.sqrt(x * x + y * y)
    return math.atan2(y, x) * r + r * r * r


def scalar_loop(x, y, n):
    s = x
    for _ in range(n):
        s = s * y + 0.1 * s * s
    return s


def sine_loop(x, y, n):
    s = x
    for _ in range(n):
        s = math.sin(s) * y + x
    return s


def perceptron(w1, b1, w2, b2, x, y):
    h = np.tanh(x @ w1 + b1)
    return np.mean((h @ w2 + b2 - y) ** 2)


def perceptron_args(n=64, d=20, h=16, k=5):
    g = np.random.default_rng(0)
    return (g.normal(size=(d, h)) * 0.3, g.normal(size=h), g.normal(size=(h, k)) * 0.3,
            g.normal(size=k), g.normal(size=(n, d)), g.normal(size=(n, k)))  # fmt: skip


#: (group, most that its geometric mean should be, [(function, argnums, args)])
GRADIENTS = [
    ("straight-line scalar code", 2.2, [(f, (0, 1), (0.7, 1.3)) for f in (
        straight_1, straight_2, straight_3)]),
    ("a 10-step scalar loop", 3.0, [(f, (0, 1), (0.3, 0.9, 10)) for f in (scalar_loop, sine_loop)]),
    ("a 1000-step scalar loop", 3.0,
     [(f, (0, 1), (0.3, 0.9, 1000)) for f in (scalar_loop, sine_loop)]),
    ("a two-layer perceptron", 2.0, [(perceptron, (0, 1, 2, 3), perceptron_args())]),
]  # fmt: skip


def gradients() -> None:
    print("gradient time / function time (geometric mean, aim)")
    for group, aim, cases in GRADIENTS:
        found = []
        for f, argnums, args in cases:
            g = s2sad.grad(f, argnums)
            found.append(ratio(lambda: g(*args), lambda: f(*args)))
        mean = math.exp(statistics.fmean(map(math.log, found)))
        each = ", ".join(f"{f.__name__} {r:.2f}" for (f, _, _), r in zip(cases, found))
        print(f"  {group:28} {mean:5.2f}  (at most {aim})   {each}")


# --- beside code by hand ---

#: functions with the gradient that a person would write, beside the checkout
BY_HAND = Path(__file__).parents[3] / "shared" / "gradients"


def by_hand() -> None:
    if not BY_HAND.is_dir():
        print(f"no functions with gradients by hand in {BY_HAND}")
        return
    sys.path.insert(0, str(BY_HAND))
    print("generated / written by hand (geometric means at most 1.25, none above 2)")
    beside(importlib.import_module("compare").CASES)


def pairs() -> None:
    print("generated / written by hand, more functions")
    beside(more_pairs.CASES)
    print("generated / written by hand, functions of many fields")
    groups = (pairs_fields, pairs_learning, pairs_science, pairs_statistics, pairs_systems)
    beside([case for group in groups for case in group.CASES])


def beside(cases: list[tuple]) -> None:
    sizes, times = [], []
    for f, hand, argnums, make in cases:
        args, g = make(), s2sad.grad(f, argnums=argnums)
        g(*args)
        sizes.append(nodes(g.source(*args)) / nodes(inspect.getsource(hand)))
        times.append(ratio(lambda: g(*args), lambda: hand(*args)))
        print(f"  {f.__name__:22} size {sizes[-1]:5.2f}   time {times[-1]:5.2f}")
    means = [math.exp(statistics.fmean(map(math.log, found))) for found in (sizes, times)]
    print(f"  {'geometric mean':22} size {means[0]:5.2f}   time {means[1]:5.2f}")


def nodes(source: str) -> int:
    """The number of AST nodes without docstrings and imports."""
    count = 0
    for top in ast.parse(textwrap.dedent(source)).body:
        if isinstance(top, ast.Import):
            continue
        for node in ast.walk(top):
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
                count -= 2
            count += not isinstance(node, ast.Load | ast.Store | ast.arguments | ast.arg)
    return count


# --- 2. linear time ---


def element_reads(x):
    s = 0.0
    for i in range(len(x)):
        s = s + x[i] * x[i]
    return s


def prefix_sum(x):
    y = x.copy()
    for i in range(1, len(y)):
        y[i] = y[i - 1] + x[i]
    return np.sum(y)


def prefix_product(x):
    y = x.copy()
    for i in range(1, len(y)):
        y[i] = y[i - 1] * x[i]
    return y[-1]


def linear() -> None:
    print("gradient, microseconds per element (constant where time is linear)")
    for f in (element_reads, prefix_sum, prefix_product):
        g = s2sad.grad(f)
        row = []
        for n in (10**3, 10**4, 10**5, 10**6):
            x = np.random.default_rng(0).normal(size=n) * 0.1 + 1.0
            row.append(seconds_of(lambda: g(x), 3) / n * 1e6)
        print(f"  {f.__name__:16} " + "  ".join(f"{t:6.3f}" for t in row))


# --- 3. generating ---

#: kind -> (parameters, result, forms of statements, types of the arguments)
FORMS = {
    "scalars": ("v0, v1", "v{last}", (
        "np.sin(v{a})", "v{a} * v{b}", "v{a} + 0.5 * v{b}", "v{a} / (1.5 + v{b} * v{b})",
        "np.exp(-v{a} * v{a})", "v{a} - np.tanh(v{b})",
    ), ("f64", "f64")),
    "arrays": ("v0, v1, w", "np.sum(v{last})", (
        "np.tanh(v{a} @ w)", "v{a} * v{b}", "v{a} - np.mean(v{b}, axis=1, keepdims=True)",
        "v{a} / (1.5 + v{b} ** 2)", "np.maximum(v{a}, 0.1 * v{b})", "v{a} * np.sum(v{b}, axis=0)",
    ), ("f64[n,d]", "f64[n,d]", "f64[d,d]")),
    "linalg": ("v1, v0", "np.sum(v{last})", (
        "np.linalg.solve(v1 + v{b}, v{a})", "np.linalg.inv(v1) @ v{a}",
        "np.linalg.cholesky(v{a} @ v{a}.T + v1)", "v{a} / np.linalg.norm(v{b})",
        "v{a} * np.linalg.det(v{b})", "np.einsum('ij,jk->ik', v{a}, v{b})",
    ), ("f64[n,n]", "f64[n,n]")),
}  # fmt: skip
#: kind -> (result, the lines of four statements, types of the arguments)
BLOCKS = {
    "loops": ("u[0]", (
        "for k in range(1, len(u)):", "    t = u[k - 1] * y[k]", "    u[k] = u[k] + 0.1 * t",
        "    s = s + t * u[k]",
    ), ("f64[n]", "f64[n]")),
    "branches": ("u * y", (
        "if u > s + {k}.5:", "    u = u * y", "else:", "    s = s * 0.5 + u",
    ), ("f64", "f64")),
    "helpers": ("u + y", ("s = helper{k}(u, y)", "u = u + 0.1 * s"), ("f64", "f64")),
}  # fmt: skip


def statements(kind: str, count: int) -> tuple[Callable, tuple[str, ...]]:
    """A function of so many statements of a kind, and the types of its arguments."""
    if kind in FORMS:
        parameters, result, forms, types = FORMS[kind]
        lines = [f"def f({parameters}):"]
        for k in range(2, count + 2):
            lines.append(f"    v{k} = " + forms[k % len(forms)].format(a=k - 1, b=k - 2))
        lines.append("    return " + result.format(last=count + 1))
        return defined(lines, f"<{count} {kind}>"), types
    result, forms, types = BLOCKS[kind]
    lines, body = [], ["def f(x, y):", "    u, s = x + 0.0, 0.0"]
    for k in range(count // 4):
        if kind == "helpers":
            lines += [f"def helper{k}(a, b):", f"    c = a * b + {k}.5", "    return np.sin(c) * a"]
        body += ["    " + form.format(k=k) for form in forms]
    lines += [*body, f"    return s + {result}"]
    return defined(lines, f"<{count} {kind}>"), types


def defined(lines: list[str], file: str) -> Callable:
    """The function `f` of a source text."""
    text = "\n".join(lines) + "\n"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    namespace = {"np": np}
    exec(compile(text, file, "exec"), namespace)
    return namespace["f"]


def generation() -> None:
    counts = (100, 300, 1000, 2000)
    print("generating a gradient, ms of CPU per 100 statements (aim: at most 50, linear)")
    print(f"  {'statements':12}" + "".join(f"{count:8}" for count in counts))
    for kind in (*FORMS, *BLOCKS):
        f, types = statements(kind, 20)
        s2sad.grad(f).source(*types)
        row = [min(spent_generating(kind, count) for _ in range(3)) for count in counts]
        print(f"  {kind:12}" + "".join(f"{time:8.1f}" for time in row))


def spent_generating(kind: str, count: int) -> float:
    f, types = statements(kind, count)
    gc.collect()
    start = time.process_time()
    s2sad.grad(f).source(*types)
    return 1e5 * (time.process_time() - start) / count


# --- 4. calls and imports ---


def dot(x, y):
    return np.dot(x, y) * 2.0


USER_MODULE = """
import numpy as np

SCALE = np.arange(4.0)

def loss(w, x):
    s = 0.0
    for row in x:
        s = s + np.tanh(row @ w) ** 2
    return s

def vector(w, x):
    return np.tanh(x @ w)

def captured(w, x):
    return np.sum((x @ (w * SCALE)) ** 2)

def factory(scale):
    def closure(w, x):
        return np.sum((x @ (w * scale)) ** 2)
    return closure

closure = factory(np.arange(4.0))

class Model:
    def __init__(self):
        self.scale = np.arange(4.0)

    def loss(self, w, x):
        return np.sum((x @ (w * self.scale)) ** 2)
"""
FIRST_CALLS = {
    "grad": "s2sad.grad(m.loss)(w, x)",
    "value_and_grad": "s2sad.value_and_grad(m.loss)(w, x)",
    "jvp": "s2sad.jvp(m.loss, (w, x), (w, x))",
    "vjp, pullback": "s2sad.vjp(m.vector, w, x)[1](np.ones(3))",
    "hvp": "s2sad.hvp(m.loss)(w, x, w)",
    "jacobian": "s2sad.jacobian(m.vector)(w, x)",
    "hessian": "s2sad.hessian(m.loss)(w, x)",
    "captured array": "s2sad.grad(m.captured)(w, x)",
    "closure": "s2sad.grad(m.closure)(w, x)",
    "method": "s2sad.grad(m.Model().loss)(w, x)",
}
FIRST_CALL = """
import time
import numpy as np
import functions_of_a_user as m
import s2sad
w, x = np.ones(4), np.ones((3, 4))
start = time.perf_counter()
{call}
print(1e3 * (time.perf_counter() - start))
"""
IMPORT = """
import time
start = time.perf_counter()
import {name}
print(1e3 * (time.perf_counter() - start))
"""


def calls() -> None:
    x, y = np.ones(5), np.arange(5.0)
    g = s2sad.grad(dot)
    g(x, y)
    g(x, y)
    plain = g.latest.run
    repeat = 20000
    pairs = []
    for _ in range(15):
        t0 = time.perf_counter()
        for _ in range(repeat):
            g(x, y)
        t1 = time.perf_counter()
        for _ in range(repeat):
            plain(x, y)
        pairs.append(((t1 - t0) - (time.perf_counter() - t1)) / repeat * 1e6)
    over = statistics.median(pairs)
    print(f"a later call over the generated function: {over:.2f} us (at most 1)")
    made = s2sad.grad(dot)
    for n in range(2, 102):
        made(np.ones(n), np.ones(n))
    print(f"100 sizes: {len(made.table.entries)} generated function (1)")


def first_calls() -> None:
    print("first call in a new process after the imports, ms (warm: at most 5)")
    with Processes() as processes:
        for name, call in FIRST_CALLS.items():
            times = [processes.time(FIRST_CALL.format(call=call)) for _ in range(10)]
            print(f"  {name:16} cold {times[0]:5.0f}   warm {statistics.median(times[1:]):5.1f}")


def imports() -> None:
    with Processes() as processes:
        names = ("numpy", "s2sad")
        times = {name: [] for name in names}
        for _ in range(21):
            for name in names:
                times[name].append(processes.time(IMPORT.format(name=name)))
    a, b = (statistics.median(times[name][1:]) for name in ("s2sad", "numpy"))
    print(f"import s2sad / import numpy: {a:.0f} / {b:.0f} ms = {a / b:.2f} (at most 1.5)")


class Processes:
    """Runs scripts in new processes, with a disk cache of their own, and with the bytecode of
    modules kept, as that of installed packages is."""

    def __enter__(self) -> Processes:
        self.folder = tempfile.TemporaryDirectory()
        place = self.folder.name
        with open(f"{place}/functions_of_a_user.py", "w", encoding="utf-8") as file:
            file.write(USER_MODULE)
        paths = [place, *filter(None, [os.environ.get("PYTHONPATH", os.getcwd())])]
        self.env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths),
                    "S2SAD_CACHE_DIR": f"{place}/cache",
                    "PYTHONPYCACHEPREFIX": f"{place}/bytecode"}  # fmt: skip
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        self.time("import s2sad.compile; print(0)")
        return self

    def __exit__(self, *error) -> None:
        self.folder.cleanup()

    def time(self, script: str) -> float:
        """What the script prints: a number."""
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                              check=True, env=self.env)  # fmt: skip
        return float(done.stdout)


SECTIONS = {"by_hand": by_hand, "pairs": pairs, "gradients": gradients, "linear": linear,
            "generation": generation, "calls": calls, "first_calls": first_calls,
            "imports": imports}  # fmt: skip

if __name__ == "__main__":
    for section in sys.argv[1:] or SECTIONS:
        SECTIONS[section]()
