"""How operations are called in messages about them."""

from __future__ import annotations

import re
from typing import NoReturn

import numpy as np

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.distributions import distribution_of
from ..ir.nodes import Call
from ..types.scipy_advice import INSTEAD
from ..types.scipy_types import public_name


REGISTER = (
    "register one with s2sad.defvjp and s2sad.defjvp, or keep it out of what is differentiated "
    "with s2sad.stop_gradient"
)


def callee_name(callee) -> str:
    """`np.linalg.inv`, `math.sin`, `scipy.special.erf`, `+`."""
    distribution = distribution_of(callee)
    if distribution is not None:
        return f"scipy.stats.{distribution}.{callee.__name__}"
    module = (getattr(callee, "__module__", None) or "").replace("numpy", "np")
    name = getattr(callee, "__name__", None)
    if name is None:  # an instance that can be called
        return f"what a {type(callee).__name__} returns"
    if type(callee).__name__ == "ufunc":
        module = module or ("np" if getattr(np, name, None) is callee else "scipy.special")
    module = ".".join(p for p in module.split(".") if not p.startswith("_"))
    return f"{module}.{name}" if module and module not in ("builtins", "operator") else name


def refuse_without_rule(op: Call) -> NoReturn:
    if isinstance(op.callee, prims.Method):
        raise UnsupportedError(
            f"what {op.callee.name}() returns has no derivative by its arguments",
            op.span,
            "hand it s2sad.stop_gradient of them, or compute it from a draw without parameters",
        )
    name = callee_name(op.callee)
    raise UnsupportedError(
        f"no derivative rule is known for {name}",
        op.span,
        INSTEAD.get(public_name(op.callee) or name, REGISTER),
    )


def refuse_slice_of_list(span) -> NoReturn:
    raise UnsupportedError(
        "a slice of a list whose length is known only at run time is differentiated",
        span,
        "index the list, or make it an array",
    )


def parameter_name(callee, name: str, position: int) -> str:
    """The name of a parameter; that of a ufunc stands only in its documentation."""
    if type(callee).__name__ != "ufunc":
        return name
    found = re.findall(rf"^ *{callee.__name__}\(([^)]*)\)", callee.__doc__ or "", re.MULTILINE)
    names = found[-1].split(", ") if found else []
    return names[position] if position < len(names) else name


def refuse_argument(op: Call, name: str, position: int) -> NoReturn:
    name = parameter_name(op.callee, name, position)
    raise UnsupportedError(
        f"the derivative of {callee_name(op.callee)} with respect to '{name}' is not known",
        op.span,
        "let that argument not depend on what is differentiated, or register a rule with "
        "s2sad.defvjp and s2sad.defjvp",
    )


def check_options(op: Call, named: frozenset[str] | None) -> None:
    """Refuses an option that the rule of the function, whose parameters are `named`, lacks."""
    for name, _ in op.kwargs:
        if named is not None and name not in named:
            raise UnsupportedError(
                f"{callee_name(op.callee)} with {name}= is not differentiated",
                op.span,
                "leave that argument out, or register a rule with s2sad.defvjp and s2sad.defjvp",
            )


def refuse_output(op: Call, position: int) -> NoReturn:
    raise UnsupportedError(
        f"the derivative of result {position} of {callee_name(op.callee)} is not known",
        op.span,
        "use only the other results in what is differentiated",
    )
