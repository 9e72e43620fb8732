"""Functions of SciPy that the interpreter gives a meaning of its own, by their public names.

By name, since SciPy is not imported before the user's program imports it.
"""

from __future__ import annotations

import inspect
import sys
import types

import numpy as np

from ..ir.distributions import distribution_name, distribution_of
from ..ir.types import ArrayType, ScalarType
from ..runtime.real import real_valued
from ..runtime.residues import beside_residue
from .abstract import Abstract, Array, Closure, Static, Tuple, Zero
from .dtypes import NUMPY, dtype_name
from .scipy_advice import INSTEAD
from .scipy_defined import call_defined
from .scipy_types import public_name


def follow(cx, f, args, kwargs) -> Abstract | None:
    """The call of something of SciPy that has a meaning here; None for any other callee."""
    if any(isinstance(a, Zero) for a in args):
        return None
    name = public_name(f)
    if name in ONE_AT_A_TIME:
        refuse_stacks(cx, name, args, kwargs)
    handler = HANDLERS.get(name)
    if handler is not None:
        return handler(cx, f, args, kwargs)
    defined = call_defined(cx, f, name, args, kwargs)
    if defined is not None:
        return defined
    if name is not None and any(isinstance(a, Closure) for a in (*args, *kwargs.values())):
        cx.refuse(
            f"{name}() is given a function, whose derivative is not taken there",
            INSTEAD.get(name, "use one of the functions that docs/scipy.md lists"),
        )
    if distribution_of(f) is not None:
        return call_distribution(cx, f.__self__, f.__name__, args, kwargs)
    frozen = frozen_outside(cx, f.__self__) if isinstance(f, types.MethodType) else None
    if frozen is not None:
        return call_frozen(cx, frozen, f.__name__, args, kwargs)
    return freeze(cx, f, args, kwargs) if distribution_name(f) is not None else None


def refuse_stacks(cx, name: str, args, kwargs) -> None:
    """SciPy takes stacks of matrices, by rules of its own for vectors beside them."""
    given = [part for a in args for part in (a.items if isinstance(a, Tuple) else (a,))]
    axes = [cx.value_of(a).type.ndim if isinstance(a, Array) else 0 for a in given]
    if ONE_AT_A_TIME[name] is VECTORS:
        if axes and axes[-1] == 1 and max(axes) > 2:
            advice = "make the vector a column, b[:, None], and take [..., 0] of the result"
            cx.refuse(f"{name}() is given a stack of matrices and one vector", advice)
    elif max(axes, default=0) > 2 and (ONE_AT_A_TIME[name] is STACKS or len(axes) > 1):
        cx.refuse(f"the derivative of {name}() is not known for stacks of matrices",
                  "call it for each matrix, in a loop")  # fmt: skip


def _cho_factor(cx, f, args, kwargs) -> Abstract:
    """The flag beside the factor is the argument `lower`, so it is known."""
    result = cx.emit_library(f, args, kwargs)
    lower = kwargs.get("lower", args[1] if len(args) > 1 else Static(False))
    return Tuple((cx.items_of(result)[0], lower))


def _lstsq(cx, f, args, kwargs) -> Abstract:
    """Only the run knows whether there is a residue of one right-hand side."""
    items = list(cx.items_of(cx.emit_library(f, args, kwargs)))
    type_ = cx.type_of(items[1])
    if isinstance(type_, ScalarType) or type_.ndim == 0:
        found = cx.operand(items[1])
        items[1] = cx.wrap(cx.emit(beside_residue, found, found, type=type_))
    return Tuple(tuple(items))


def _maybe_complex(cx, f, args, kwargs) -> Abstract:
    """A root or logarithm of a real matrix may be complex: then the real code must not go on."""
    if is_complex(cx, args[0]):
        return cx.emit_library(f, args, kwargs)
    given = cx.type_of(args[0])
    found = dtype_name(f(np.eye(1, dtype=NUMPY[given.dtype])).dtype)  # of singles SciPy decides
    result = cx.emit(f, *map(cx.operand, args), type=ArrayType(found, given.shape))
    return cx.wrap(cx.emit(real_valued, result, type=result.type))


def _eig(cx, f, args, kwargs) -> Abstract:
    if not is_complex(cx, args[0]):
        cx.refuse(
            "whether the eigenvectors of a real matrix are real is decided by values of the run",
            "convert it with .astype(complex), or use eigvals or eigh",
        )
    return cx.emit_library(f, args, kwargs)


FOURIER = (
    "fft ifft rfft irfft hfft ihfft fft2 ifft2 rfft2 irfft2 fftn ifftn rfftn irfftn fftshift "
    "ifftshift fftfreq rfftfreq"
).split()


def _fourier(cx, f, args, kwargs) -> Abstract:
    """The transform of the same name of NumPy, which is the same function."""
    kept = {k: v for k, v in kwargs.items() if k not in ("overwrite_x", "workers", "plan")}
    return cx.call(Static(getattr(np.fft, f.__name__)), list(args), kept)


# distributions


class Frozen:
    """`scipy.stats.norm(loc, scale)`: a distribution with its parameters, in order of the names."""

    def __init__(self, distribution, parameters: dict[str, Abstract]):
        self.distribution, self.parameters = distribution, parameters


#: what has derivatives; the rest of a distribution's methods are refused by name
METHODS = frozenset("pdf logpdf cdf logcdf sf logsf ppf isf pmf logpmf entropy".split())


def parameter_names(distribution) -> tuple[str, ...]:
    """The parameters of a distribution's methods behind the point."""
    if hasattr(distribution, "shapes"):
        shapes = tuple(name.strip() for name in (distribution.shapes or "").split(",") if name)
        return (*shapes, "loc", "scale") if hasattr(distribution, "pdf") else (*shapes, "loc")
    method = distribution.logpdf if hasattr(distribution, "logpdf") else distribution.logpmf
    return tuple(inspect.signature(method).parameters)[1:]


def bind_parameters(cx, distribution, args, kwargs) -> dict[str, Abstract]:
    names = parameter_names(distribution)
    bound = dict(zip(names, args)) | kwargs
    if len(args) > len(names) or not set(bound) <= set(names):
        cx.refuse(f"{distribution_name(distribution)} does not take these arguments")
    return bound


def freeze(cx, distribution, args, kwargs) -> Abstract:
    """`scipy.stats.norm(...)`: nothing is computed before a method is called."""
    return Static(Frozen(distribution, bind_parameters(cx, distribution, args, kwargs)))


def call_distribution(cx, distribution, name: str, args, kwargs) -> Abstract:
    """A method of a distribution, with all arguments by position as far as they are given."""
    if name not in METHODS:
        own = f"scipy.stats.{distribution_name(distribution)}"
        cx.refuse(
            f"the method {name}() of {own} has no derivative",
            "draw with a generator, rng.normal(loc, scale)" if name == "rvs"
            else "compute it outside, or write its formula",
        )
    kwargs, points = dict(kwargs), list(args)
    if name != "entropy":
        points = [kwargs.pop(n) for n in ("x", "k", "q") if n in kwargs] + points
        if not points:
            cx.refuse(f"{name}() misses its first argument")
    own, rest = ([], points) if name == "entropy" else (points[:1], points[1:])
    bound = bind_parameters(cx, distribution, rest, kwargs)
    names = parameter_names(distribution)
    last = max([k for k, n in enumerate(names) if n in bound], default=-1 if own else 0)
    values = [bound.get(n, DEFAULTS.get(n)) for n in names[: last + 1]]
    if None in values:
        cx.refuse(f"{name}() misses the parameter '{names[values.index(None)]}'")
    return cx.emit_library(getattr(distribution, name), [*own, *values], {})


DEFAULTS = {"loc": Static(0), "scale": Static(1), "mean": Static(None), "cov": Static(1)}


def call_frozen(cx, frozen: Frozen, name: str, args, kwargs) -> Abstract:
    return call_distribution(cx, frozen.distribution, name, args, {**frozen.parameters, **kwargs})


def frozen_outside(cx, obj) -> Frozen | None:
    """A frozen distribution that was made outside of the program; None for any other object."""
    if not type(obj).__module__.startswith("scipy.stats."):
        return None
    if hasattr(obj, "kwds"):
        distribution = getattr(sys.modules["scipy.stats"], obj.dist.name)
        args, kwargs = cx.asked(getattr, obj, "args"), cx.asked(getattr, obj, "kwds")
    elif type(obj).__name__ == "multivariate_normal_frozen":
        distribution, args = sys.modules["scipy.stats"].multivariate_normal, (obj.mean, obj.cov)
        kwargs = {}
    else:
        return None
    args = [cx.lift_object(a) for a in args]
    kwargs = {k: cx.lift_object(v) for k, v in kwargs.items()}
    return Frozen(distribution, bind_parameters(cx, distribution, args, kwargs))


def is_complex(cx, value: Abstract) -> bool:
    type_ = cx.type_of(value)
    return isinstance(type_, ArrayType) and type_.dtype[0] == "c"


#: what of a stack of matrices is not differentiated: anything, vectors beside it, another matrix
STACKS, VECTORS, PAIRS = object(), object(), object()
ONE_AT_A_TIME = {
    **dict.fromkeys((f"scipy.linalg.{name}" for name in (
        "khatri_rao", "lu_factor", "cho_factor", "cho_solve", "solve_banded", "solveh_banded",
    )), STACKS),
    **dict.fromkeys(("scipy.linalg.solve", "scipy.linalg.solve_triangular",
                     "scipy.linalg.lu_solve"), VECTORS),
    **dict.fromkeys(("scipy.linalg.eigh", "scipy.linalg.eigvalsh"), PAIRS),
}  # fmt: skip
HANDLERS = {
    "scipy.linalg.cho_factor": _cho_factor, "scipy.linalg.sqrtm": _maybe_complex,
    "scipy.linalg.logm": _maybe_complex, "scipy.linalg.lstsq": _lstsq,
    "scipy.linalg.eig": _eig,
    **{f"scipy.fft.{name}": _fourier for name in FOURIER},
}  # fmt: skip
