"""Types of what SciPy's functions return, where samples do not tell, by their public names."""

from __future__ import annotations

import numpy as np

from ..ir.types import FLOAT, ArrayType, ScalarType, TupleType, Type
from ..ir.distributions import distribution_of
from .dtypes import NUMPY, dtype_name, type_of_value
from .elementwise import elementwise
from .request import Request, type_of
from .sample import by_sample


def public_name(f) -> str | None:
    """`scipy.linalg.sqrtm` of a function that is defined in `scipy.linalg._matfuncs`."""
    module = getattr(f, "__module__", None) or ""
    if not module.startswith(("scipy.", "s2sad.runtime.")):
        return None
    parts = module.split(".")
    private = [k for k, part in enumerate(parts) if part.startswith("_")]
    return ".".join((*parts[: private[0] if private else None], getattr(f, "__name__", "")))


def _doubles_like_first(request: Request) -> Type | None:
    """The function acts on each entry of its first argument, in double precision."""
    found = type_of(request.args[0])
    if isinstance(found, ArrayType) and found.dtype[0] == "f":
        return ArrayType("f64", found.shape)
    return FLOAT if found == FLOAT else None


def _lstsq(request: Request) -> Type:
    """As NumPy's, but that one right-hand side has one residue, where there is one: a number, and
    from SciPy 1.18 on an array of no axes, which is complex where the solution is."""
    found = by_sample(Request(np.linalg.lstsq, request.args, ()))
    solution, residues, rank, singular = found.items
    ones = np.ones(2, NUMPY[solution.dtype])
    residue = type_of_value(request.callee(ones[:, None], ones)[1])
    if type_of(request.args[1]).ndim > 1:
        residue = ArrayType(residue.dtype, residues.shape)
    return TupleType((solution, residue, rank, singular))


def numpy_lstsq(request: Request) -> Type:
    """How many residues there are, none or one for each right-hand side, only the run knows."""
    solution, residues, rank, singular = by_sample(request).items
    residues = ArrayType(residues.dtype, (request.decided("residues"),))
    return TupleType((solution, residues, rank, singular))


def _like_second(request: Request) -> Type | None:
    """A filter or system, which no sample would be, that turns an array into one of its shape."""
    system, x = (type_of(a) for a in request.args[:2])
    if not (isinstance(system, ArrayType) and isinstance(x, ArrayType)):
        return None
    return ArrayType(dtype_name(np.result_type(NUMPY[system.dtype], NUMPY[x.dtype])), x.shape)


def _squareform(request: Request) -> Type | None:
    """Of a vector a matrix, and of a matrix a vector; how long they are SciPy computes."""
    found = type_of(request.args[0])
    if not isinstance(found, ArrayType) or found.ndim not in (1, 2):
        return None
    length = request.unknown("squareform", found.shape)
    return ArrayType(found.dtype, (length,) * (3 - found.ndim))


RULES = {
    "s2sad.runtime.incomplete.gammainc_by_shape": elementwise,
    "scipy.special.multigammaln": _doubles_like_first,
    "scipy.linalg.lstsq": _lstsq,
    "scipy.spatial.distance.squareform": _squareform,
    "scipy.signal.sosfilt": _like_second,
    "scipy.linalg.solveh_banded": _like_second,
    "s2sad.runtime.factors.left_by_cho_factor": lambda request: type_of(request.args[0]),
    "s2sad.runtime.residues.beside_residue": lambda request: type_of(request.args[0]),
}


def rule_of(callee):
    """The rule of a function or method of SciPy, None where samples tell."""
    distribution = distribution_of(callee)
    if distribution == "dirichlet":  # of one vector
        return lambda request: ScalarType("f64", python=False)
    if distribution is not None:  # of numbers, entry by entry; of vectors, by samples
        return elementwise if hasattr(callee.__self__, "shapes") else None
    return RULES.get(public_name(callee))
