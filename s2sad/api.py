"""The transforms: grad, value_and_grad, jvp, vjp, jacobian, hessian, hvp and their kin.

Each takes a function and returns a function (or, for jvp and vjp, results). They check arguments
and call the pipeline through `Derivative`; nothing is computed here that generated code computes.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

import numpy as np

from .derivative import Derivative, Target, target_of
from .errors import Error
from .split import SplitPullback
from .structure import flatten
from .transforms.request import Transform


def _selection(target: Target, argnums, argnames) -> tuple[tuple, bool, tuple | None]:
    """(positions or names, one bare result?, names of a dict of results)."""
    shift = len(target.leading)
    if argnames is not None:
        if isinstance(argnames, str):
            return (argnames,), True, None
        return tuple(argnames), False, tuple(argnames)
    if isinstance(argnums, (int, np.integer)):
        return (_shifted(int(argnums), shift),), True, None
    if not isinstance(argnums, (tuple, list)) or not all(
        isinstance(a, (int, np.integer)) for a in argnums
    ):
        raise Error(
            f"argnums is {argnums!r}", advice="give a position, as in argnums=0, or a tuple of them"
        )
    return tuple(_shifted(int(a), shift) for a in argnums), False, None


def _shifted(argnum: int, shift: int) -> int:
    return argnum + shift if argnum >= 0 else argnum


def _derivative(f: Callable, mode: str, argnums, argnames, has_aux: bool) -> Derivative:
    target = target_of(f)
    chosen, bare, names = _selection(target, argnums, argnames)
    return Derivative(target, Transform(mode, chosen, bare, has_aux, names))


def require_backend(backend: str | None) -> None:
    """Refuse a back end that does not exist."""
    if backend not in (None, "numpy", "auto"):
        raise Error(
            f"the backend {backend!r} is not available", advice='use backend="numpy"'
        )


def grad(f, argnums=0, *, argnames=None, has_aux=False, backend=None):
    """The gradient of a scalar-valued function.

    `argnums`: an int (a bare gradient) or a tuple of ints (a tuple); `argnames`: a str or a tuple
    of str (a dict) instead. With `has_aux`, `f` returns `(value, aux)` and the result is
    `(gradient, aux)`. A gradient has the structure, shapes and dtypes of its argument.

    Raises NonScalarOutputError where the result is no scalar, InactiveArgumentError for an
    argument without floating-point leaf, UnsupportedError for what cannot be differentiated.
    """
    require_backend(backend)
    return _derivative(f, "grad", argnums, argnames, has_aux)


def value_and_grad(f, argnums=0, *, argnames=None, has_aux=False, backend=None):
    """As `grad`, but returns `(value, gradient)`; with `has_aux`, `((value, aux), gradient)`."""
    require_backend(backend)
    return _derivative(f, "value_and_grad", argnums, argnames, has_aux)


def jvp(f, primals, tangents):
    """`(y, y_dot)`: the value of `f` and its derivative along `tangents`, by forward mode."""
    primals, tangents = tuple(primals), tuple(tangents)
    if len(primals) != len(tangents):
        raise Error(f"{len(primals)} primals but {len(tangents)} tangents")
    return jvp_of(f, tuple(range(len(primals))))(*primals, *tangents)


def jvp_of(f, argnums=(0,)) -> Derivative:
    """`function(*args, *tangents) -> (y, y_dot)`, one tangent for each of argnums."""
    target = target_of(f)
    chosen, _, _ = _selection(target, tuple(argnums), None)
    return Derivative(target, Transform("jvp", chosen), extra=len(chosen))


def vjp_of(f, argnums=(0,)) -> Derivative:
    """`function(*args, y_bar) -> cotangents`, a tuple with one for each of argnums."""
    target = target_of(f)
    chosen, _, _ = _selection(target, tuple(argnums), None)
    return Derivative(target, Transform("vjp", chosen, bare=False), extra=1)


def vjp(f, *primals, has_aux=False):
    """`(y, pullback)`, by reverse mode: `pullback(y_bar)` is a tuple with one cotangent for each
    primal. With `has_aux`, `f` returns `(y, aux)` and the result is `(y, pullback, aux)`."""
    value, pullback = split_of(f, has_aux)(*primals)
    if has_aux:
        y, aux = value
        return y, pullback, aux
    return value, pullback


@functools.lru_cache(maxsize=256)
def _split_of_function(f, has_aux: bool) -> SplitPullback:
    return SplitPullback(target_of(f), has_aux)


def split_of(f, has_aux: bool = False) -> SplitPullback:
    """The compiled halves of a function's reverse sweep, kept for the functions used last."""
    try:
        return _split_of_function(f, has_aux)
    except TypeError:  # not hashable
        return SplitPullback(target_of(f), has_aux)


def hvp(f, argnums=0):
    """`function(*args, v)`: the Hessian of a scalar function times v, forward over reverse."""
    target = target_of(f)
    chosen, bare, _ = _selection(target, argnums, None)
    return Derivative(target, Transform("hvp", chosen, bare), extra=len(chosen))


def jacobian(f, argnums=0, *, mode=None):
    """The full Jacobian: an array of the output's shape followed by the input's, in the structure
    of both. `mode` is "fwd", "rev" or None, which chooses the one with fewer sweeps."""
    if mode not in (None, "fwd", "rev"):
        raise Error(f"mode is {mode!r}", advice='use "fwd", "rev" or None')
    names = {None: "jacobian", "fwd": "jacfwd", "rev": "jacrev"}
    if mode is None:
        return Jacobian(f, argnums)
    return _derivative(f, names[mode], argnums, None, False)


def jacfwd(f, argnums=0):
    """The Jacobian by forward mode: one sweep for each entry of the input."""
    return _derivative(f, "jacfwd", argnums, None, False)


def jacrev(f, argnums=0):
    """The Jacobian by reverse mode: one backward sweep for each entry of the output."""
    return _derivative(f, "jacrev", argnums, None, False)


def hessian(f, argnums=0):
    """The Hessian of a scalar-valued function: input shape twice, forward over reverse."""
    return _derivative(f, "hessian", argnums, None, False)


class Jacobian(Derivative):
    """The Jacobian whose mode the sizes of the first call decide: forward where the input has
    no more entries than the output."""

    def __init__(self, f, argnums=0):
        target = target_of(f)
        chosen, bare, names = _selection(target, argnums, None)
        super().__init__(target, Transform("jacobian", chosen, bare, False, names))
        self.f, self.argnums = f, argnums
        self.by_mode: dict[str, Derivative] = {}

    def __call__(self, *args, **kwargs):
        return self.chosen(args, kwargs)(*args, **kwargs)

    def chosen(self, args: tuple, kwargs: dict) -> Derivative:
        numbers = self.argnums if isinstance(self.argnums, tuple) else (self.argnums,)
        inputs = sum(entry_count(args[k]) for k in numbers if -len(args) <= k < len(args))
        outputs = entry_count(self.f(*copied(args), **kwargs))
        mode = "jacfwd" if inputs <= outputs else "jacrev"
        if mode not in self.by_mode:
            self.by_mode[mode] = _derivative(self.f, mode, self.argnums, None, False)
        return self.by_mode[mode]


def entry_count(tree) -> int:
    """The number of entries in a structure of numbers and arrays."""
    return sum(np.size(leaf) for leaf in flatten(tree)[0] if np.ndim(leaf) or np.isscalar(leaf))


def copied(args: tuple) -> tuple:
    """Arguments of which the arrays may be written into."""
    return tuple(a.copy() if isinstance(a, np.ndarray) else a for a in args)


def grad_named(f, argname):
    """The gradient with respect to one argument by name (autograd's)."""
    return grad(f, argnames=argname)


def multigrad(f, argnums=(0,)):
    """The gradients with respect to several arguments, as a tuple (autograd's)."""
    return grad(f, argnums=tuple(argnums))


def multigrad_dict(f):
    """A function returning a dict: name of each argument -> its gradient (autograd's)."""
    target = target_of(f)
    names = [
        p.name
        for p in list(inspect.signature(target.function).parameters.values())[len(target.leading) :]
        if p.name not in target.keywords
    ]
    return grad(f, argnames=tuple(names))


def elementwise_grad(f, argnums=0):
    """The gradient of a function that acts on each entry alone (autograd's): the pullback of
    ones, in the shape of the argument."""
    derivative = vjp_of(f, (argnums,))

    def gradient(*args, **kwargs):
        y = f(*args, **kwargs)
        ones = np.ones_like(y) if isinstance(y, np.ndarray) else 1.0
        return derivative(*args, ones, **kwargs)[0]

    gradient.source, gradient.export = derivative.source, derivative.export
    return gradient


def rebuild(f, chain: tuple, extra: int) -> Derivative:
    """The derivative that a pickle names: the same chain of transforms of the same function."""
    target = target_of(f)
    for transform in chain[:-1]:
        target = target.with_transform(transform)
    return Derivative(target, chain[-1], extra)


