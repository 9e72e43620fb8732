"""What is appended to a program's text: a scalar loss of its result, and a slope of its gradient.

They are text and not closures of the harness, so that a program is differentiated exactly as a
user's module is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.structure import copy_arrays, walk

from .program import ENTRY, Program


def loss_text(program: Program) -> str:
    """The program with `loss`: the sum of the result's entries, weighted from 0.5 to 1.4."""
    with_numpy = f"{program.source}\n\nimport numpy as np\n\n\n"
    result = _result(program)
    names = [f"x{k}" for k in range(len(program.args))]
    lines = [f"def loss({', '.join(names)}):", f"    r = {ENTRY}({', '.join(names)})"]
    terms = []
    for path, leaf in walk(result):
        if isinstance(leaf, np.ndarray):
            weights = f"np.linspace(0.5, 1.4, {leaf.size}).reshape({leaf.shape})"
            terms.append(f"np.sum(r{path} * {weights})")
        else:
            terms.append(f"r{path}")
    return f"{with_numpy}" + "\n".join([*lines, f"    return {' + '.join(terms)}", ""])


def hessian_text(program: Program, wrt: tuple[int, ...], tangents: tuple) -> str:
    """`along`: the derivative of the loss along fixed tangents, from the gradient."""
    names = [f"x{k}" for k in range(len(program.args))]
    lines = [
        "import numpy as np", "", "", f"def along({', '.join(names)}):",
        f"    g = grad(loss, argnums={wrt!r})({', '.join(names)})",
    ]  # fmt: skip
    terms = []
    for place, k in enumerate(wrt):
        v = tangents[k]
        if isinstance(v, np.ndarray):
            terms.append(f"np.sum(g[{place}] * np.array({v.tolist()!r}))")
        else:
            terms.append(f"g[{place}] * {float(v)!r}")
    return "\n".join([*lines, f"    return {' + '.join(terms)}", ""])


def _result(program: Program) -> Any:
    scope: dict[str, Any] = {"__name__": "fuzz_program"}
    exec(compile(program.source, "<fuzz program>", "exec"), scope)
    return scope[ENTRY](*copy_arrays(program.args))
