"""What is appended to a program's text: a scalar loss of its result, and a slope of its gradient.

They are text and not closures of the harness, so that a program is differentiated exactly as a
user's module is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from s2sad.structure import copy_arrays, is_differentiable, walk

from .program import ENTRY, Module, Program


def loss_text(program: Program) -> str:
    """The program with `loss`: the sum of the result's entries, weighted from 0.5 to 1.4."""
    args, result = _run(program)
    names = [f"x{k}" for k in range(len(args))]
    terms = []
    for path, leaf in walk(result):
        if isinstance(leaf, np.ndarray) and is_differentiable(leaf):
            weights = f"np.linspace(0.5, 1.4, {leaf.size}).reshape({leaf.shape})"
            terms.append(f"np.sum({_real(leaf, f'r{path} * {weights}')})")
        elif is_differentiable(leaf):
            terms.append(_real(leaf, f"r{path}"))
    lines = [
        program.source, "", "import numpy as np", "", "", f"def loss({', '.join(names)}):",
        f"    r = {ENTRY}({', '.join(names)})", f"    return {' + '.join(terms)}", "",
    ]  # fmt: skip
    return "\n".join(lines)


def along_text(count: int, wrt: tuple[int, ...], tangents: tuple) -> str:
    """`along`: the derivative of the loss of `count` arguments along the tangents."""
    names = [f"x{k}" for k in range(count)]
    terms = []
    for place, k in enumerate(wrt):
        for path, v in walk(tangents[k]):
            if isinstance(v, np.ndarray):
                product = f"g[{place}]{path} * np.array({v.tolist()!r})"
                terms.append(f"np.sum({_real(v, product)})")
            elif v is not None:
                number = complex(v) if isinstance(v, complex) else float(v)
                terms.append(_real(v, f"g[{place}]{path} * {number!r}"))
    lines = [
        "import numpy as np", "", "", f"def along({', '.join(names)}):",
        f"    g = grad(loss, argnums={wrt!r})({', '.join(names)})",
        f"    return {' + '.join(terms)}", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _real(leaf: Any, text: str) -> str:
    return f"np.real({text})" if np.iscomplexobj(leaf) else text


def _run(program: Program) -> tuple[tuple, Any]:
    with Module(program.source) as module:
        args = program.arguments(module)
        return args, getattr(module, ENTRY)(*copy_arrays(args))
