"""Functions of SciPy that the interpreter gives a meaning of its own, by their public names.

By name, since SciPy is not imported before the user's program imports it.
"""

from __future__ import annotations

from ..ir.types import ArrayType
from ..runtime.real import real_valued
from .abstract import Abstract, Static, Tuple


def _cho_factor(cx, f, args, kwargs) -> Abstract:
    """The flag beside the factor is the argument `lower`, so it is known."""
    result = cx.emit_library(f, args, kwargs)
    lower = kwargs.get("lower", args[1] if len(args) > 1 else Static(False))
    return Tuple((cx.items_of(result)[0], lower))


def _maybe_complex(cx, f, args, kwargs) -> Abstract:
    """A root or logarithm of a real matrix may be complex: then the real code must not go on."""
    if is_complex(cx, args[0]):
        return cx.emit_library(f, args, kwargs)
    result = cx.emit(f, *map(cx.operand, args), type=cx.type_of(args[0]))
    return cx.wrap(cx.emit(real_valued, result, type=result.type))


def _eig(cx, f, args, kwargs) -> Abstract:
    if not is_complex(cx, args[0]):
        cx.refuse(
            "whether the eigenvectors of a real matrix are real is decided by values of the run",
            "convert it with .astype(complex), or use eigvals or eigh",
        )
    return cx.emit_library(f, args, kwargs)


def is_complex(cx, value: Abstract) -> bool:
    type_ = cx.type_of(value)
    return isinstance(type_, ArrayType) and type_.dtype[0] == "c"


HANDLERS = {
    "scipy.linalg.cho_factor": _cho_factor, "scipy.linalg.sqrtm": _maybe_complex,
    "scipy.linalg.logm": _maybe_complex, "scipy.linalg.eig": _eig,
}  # fmt: skip
