"""The transforms: grad, value_and_grad, jvp, vjp, jacobian, hessian, hvp and their kin.

Each takes a function and returns a function (or, for jvp and vjp, results). They check arguments
and call the pipeline through `Derivative`; nothing is computed here that generated code computes.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable

import numpy as np

from .chosen import derivative_class
from .derivative import Derivative, Target, target_of
from .errors import Error
from .frozen import Same
from .split import SplitPullback
from .structure import fitting_tangent
from .transforms.request import Transform

#: modes that take a tangent for each of the arguments that they are taken by
ALONG_TANGENTS = ("jvp", "hvp")


def _selection(target: Target, argnums, argnames) -> tuple[tuple, bool, tuple | None]:
    """(positions or names, one bare result?, names of a dict of results)."""
    if argnames is not None:
        if not (isinstance(argnums, int) and argnums == 0):  # 0 may be the default
            raise Error("argnums and argnames are both given", advice="give one of them")
        names = (argnames,) if isinstance(argnames, str) else argnames
        if not isinstance(names, (tuple, list)) or not all(isinstance(n, str) for n in names):
            raise Error(f"argnames is {argnames!r}", advice="give a name, or a tuple of names")
        bare = isinstance(argnames, str)
        return tuple(names), bare, None if bare else tuple(names)
    bare = isinstance(argnums, (int, np.integer))
    numbers = (argnums,) if bare else argnums
    if not isinstance(numbers, (tuple, list)) or not all(
        isinstance(n, (int, np.integer)) for n in numbers
    ):
        raise Error(
            f"argnums is {argnums!r}", advice="give a position, as in argnums=0, or a tuple of them"
        )
    shift = len(target.leading)
    return tuple(int(n) + shift if n >= 0 else int(n) for n in numbers), bare, None


def derivative_of(
    f: Callable, mode: str, argnums, argnames=None, has_aux: bool = False
) -> Derivative:
    """The derivative of a function in one mode, by positions or names of arguments."""
    target = target_of(f)
    chosen, bare, names = _selection(target, argnums, argnames)
    transform = Transform(mode, chosen, bare, has_aux, names)
    extra = len(chosen) if mode in ALONG_TANGENTS else 0
    return derivative_class(transform)(target, transform, extra)


def require_backend(backend: str | None) -> None:
    """Refuse a back end that does not exist."""
    if backend not in (None, "numpy", "auto"):
        raise Error(
            f"the backend {backend!r} is not available", advice='use backend="numpy"'
        )


def grad(f, argnums=0, *, argnames=None, has_aux=False, backend=None):
    """The gradient of a scalar-valued function.

    `argnums`: an int (a bare gradient) or a tuple of ints (a tuple); `argnames`: a str (bare) or a
    tuple of str (a dict) instead. With `has_aux`, `f` returns `(value, aux)` and the result is
    `(gradient, aux)`. A gradient has the structure, shapes and dtypes of its argument.

    Raises NonScalarOutputError where the result is no scalar, InactiveArgumentError for an
    argument without floating-point leaf, UnsupportedError for what cannot be differentiated.
    """
    require_backend(backend)
    return derivative_of(f, "grad", argnums, argnames, has_aux)


def value_and_grad(f, argnums=0, *, argnames=None, has_aux=False, backend=None):
    """As `grad`, but returns `(value, gradient)`; with `has_aux`, `((value, aux), gradient)`."""
    require_backend(backend)
    return derivative_of(f, "value_and_grad", argnums, argnames, has_aux)


def jvp(f, primals, tangents):
    """`(y, y_dot)`: the value of `f` and its derivative along `tangents`, by forward mode.

    `primals` and `tangents` are tuples of the same structure and shapes; None stands for a zero
    tangent, and `y_dot` has the structure, shapes and dtypes of `y`. Raises Error where a tangent
    does not fit, InactiveArgumentError for one of an integer.
    """
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise Error("primals and tangents must be tuples", advice="write jvp(f, (x,), (x_dot,))")
    if len(primals) != len(tangents):
        raise Error(f"{len(primals)} primals but {len(tangents)} tangents")
    pairs = enumerate(zip(primals, tangents))
    fitted = [fitting_tangent(x, x_dot, f"tangent {k}") for k, (x, x_dot) in pairs]
    return kept(jvp_of, f, tuple(range(len(primals))))(*primals, *fitted)


def jvp_of(f, argnums=(0,)) -> Derivative:
    """`function(*args, *tangents) -> (y, y_dot)`, one tangent for each of argnums."""
    return derivative_of(f, "jvp", tuple(argnums))


def vjp_of(f, argnums=(0,)) -> Derivative:
    """`function(*args, y_bar) -> cotangents`, a tuple with one for each of argnums."""
    target = target_of(f)
    chosen, _, _ = _selection(target, tuple(argnums), None)
    return Derivative(target, Transform("vjp", chosen, bare=False), 1)


def vjp(f, *primals, has_aux=False):
    """`(y, pullback)`, by reverse mode: `pullback(y_bar)` is a tuple with one cotangent for each
    primal, in its structure, shapes and dtypes, and None where it has no derivative.

    `y_bar` has the structure and shapes of `y`; None in it is zero, and what does not fit raises
    Error. With `has_aux`, `f` returns `(y, aux)` and the result is `(y, pullback, aux)`.
    """
    value, pullback = kept(split_of, f, has_aux)(*primals)
    if has_aux:
        y, aux = value
        return y, pullback, aux
    return value, pullback


def split_of(f, has_aux: bool = False) -> SplitPullback:
    """The two halves of a function's reverse sweep."""
    return SplitPullback(target_of(f), has_aux)


@functools.lru_cache(maxsize=256)
def _kept(make: Callable, f: Same | types.MethodType, *args):
    return make(f.value if isinstance(f, Same) else f, *args)


def kept(make: Callable, f: Callable, *args):
    """What `make` returns for a function, kept for those that were used last. Of other objects
    that can be called none is taken for another one, though they may be equal."""
    return _kept(make, f if isinstance(f, types.MethodType) else Same(f), *args)


def hvp(f, argnums=0):
    """`function(*args, v)`: the Hessian of a scalar function times v, forward over reverse, in the
    structure and shapes of the argument, as v is. With a tuple of argnums there is one v for each,
    `function(*args, v, w)`, or a tuple of them, and the result is a tuple.
    Raises as `grad` does."""
    return derivative_of(f, "hvp", argnums)


def jacobian(f, argnums=0, *, mode=None):
    """The full Jacobian: an array of the output's shape followed by the input's, in the structure
    of both. `mode` is "fwd", "rev" or None, which chooses the one with fewer sweeps.

    Raises NonScalarOutputError where no part of the result is a floating-point number, and
    InactiveArgumentError where none of the argument is.
    """
    if mode not in (None, "fwd", "rev"):
        raise Error(f"mode is {mode!r}", advice='use "fwd", "rev" or None')
    return derivative_of(f, {None: "jacobian", "fwd": "jacfwd", "rev": "jacrev"}[mode], argnums)


def jacfwd(f, argnums=0):
    """The Jacobian by forward mode: one sweep for each entry of the input."""
    return derivative_of(f, "jacfwd", argnums)


def jacrev(f, argnums=0):
    """The Jacobian by reverse mode: one backward sweep for each entry of the output."""
    return derivative_of(f, "jacrev", argnums)


def hessian(f, argnums=0):
    """The Hessian of a scalar-valued function: input shape twice, forward over reverse. With a
    tuple of argnums, a tuple of tuples. Raises as `grad` does."""
    return derivative_of(f, "hessian", argnums)


def elementwise_grad(f, argnums=0):
    """The gradient of a function that acts on each entry alone (autograd's): the pullback of
    ones, in the shape of the argument."""
    return derivative_of(f, "elementwise_grad", argnums)


def grad_named(f, argname):
    """The gradient with respect to one argument by name (autograd's)."""
    return grad(f, argnames=argname)


def multigrad(f, argnums=(0,)):
    """The gradients with respect to several arguments, as a tuple (autograd's)."""
    one = isinstance(argnums, (int, np.integer))
    return grad(f, argnums=(argnums,) if one else tuple(argnums))


def multigrad_dict(f):
    """A function returning a dict: name of each argument -> its gradient (autograd's), which is
    None for an argument that has no floating-point leaf."""
    target = target_of(f)
    parameters = list(inspect.signature(target.function).parameters)[len(target.leading) :]
    names = tuple(name for name in parameters if name not in target.keywords)
    return Derivative(target, Transform("multigrad_dict", names, False, False, names))


def rebuild(f, chain: tuple, extras: tuple) -> Derivative:
    """The derivative that a pickle names: the same chain of transforms of the same function,
    which may be a derivative itself."""
    target = target_of(f).with_transforms(chain[:-1], extras[:-1])
    return derivative_class(chain[-1])(target, chain[-1], extras[-1])
