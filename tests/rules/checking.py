"""How a rule is called and judged by numbers alone.

A *structure* is what a parameter or result holds: an array, a number, or a list or tuple of them.
The pairing is real(sum(a * b)), without conjugation: the convention of the rules.
"""

from __future__ import annotations

import inspect

import numpy as np

POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def is_active(x) -> bool:
    """True where a value has a floating-point or complex leaf."""
    if isinstance(x, (list, tuple)):
        return any(map(is_active, x))
    if isinstance(x, (np.ndarray, np.generic)):
        return x.dtype.kind in "fc"
    return isinstance(x, (float, complex))


def kind_of(x) -> type:
    """The plain sequence type of `x`, be it a named tuple."""
    return list if isinstance(x, list) else tuple


def tangent(x, draw):
    """A random tangent in the structure of `x`; None at leaves that are not numbers."""
    if isinstance(x, (list, tuple)):
        return kind_of(x)([tangent(item, draw) for item in x]) if is_active(x) else None
    if not is_active(x):
        return None
    out = draw.normal(size=np.shape(x))
    if np.iscomplexobj(x):
        out = out + 1j * draw.normal(size=np.shape(x))
    return out if isinstance(x, np.ndarray) else out[()]


def moved(x, x_dot, step: float):
    """`x + step * x_dot`, leaf by leaf."""
    if x_dot is None:
        return x
    if isinstance(x, (list, tuple)):
        return kind_of(x)([moved(a, b, step) for a, b in zip(x, x_dot)])
    return x + step * x_dot


def leaves(x) -> list:
    if isinstance(x, (list, tuple)):
        return [leaf for item in x for leaf in leaves(item)]
    return [x]


def pairing(a, b) -> float:
    """The sum of the products of corresponding leaves; None is zero, and what is not known too."""
    if a is None or b is None or a is NotImplemented:
        return 0.0
    if isinstance(a, (list, tuple)):
        return sum(pairing(x, y) for x, y in zip(a, b, strict=True))
    return float(np.sum(np.real(np.asarray(a) * np.asarray(b))))


def parameters(rule, kind: str) -> list[str]:
    """The parameters of the callee that a rule names, in order."""
    names = list(inspect.signature(rule).parameters)
    if kind == "vjp":
        return names[2:]
    return [name for name in names[1:] if not name.endswith("_dot")]


def bind(rule, kind: str, args, kwargs) -> dict:
    """The arguments of a call by the names that the rule gives to the callee's parameters."""
    signature = inspect.signature(rule)
    own = [signature.parameters[name] for name in parameters(rule, kind)]
    bound = inspect.Signature(own).bind(*args, **kwargs)
    bound.apply_defaults()
    return dict(bound.arguments)


def push(rule, y, bound: dict, dots: dict):
    """Call a jvp rule; `dots` holds the tangents by parameter, zeros where one is missing."""
    args, kwargs = [y], {}
    for name, parameter in list(inspect.signature(rule).parameters.items())[1:]:
        if name.endswith("_dot"):
            args.append(dots[name.removesuffix("_dot")])
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            args.extend(bound[name])
        elif parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            kwargs[name] = bound[name]
        else:
            args.append(bound[name])
    return rule(*args, **kwargs)


def pull(rule, y, y_bar, bound: dict) -> dict:
    """Call a vjp rule and return its cotangents by parameter."""
    args, kwargs, names, starred = [y, y_bar], {}, [], None
    for name, parameter in list(inspect.signature(rule).parameters.items())[2:]:
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            kwargs[name] = bound[name]
            names.append(name)
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            starred = name
            args.extend(bound[name])
        else:
            args.append(bound[name])
            names.append(name)
    bars = rule(*args, **kwargs)
    if not isinstance(bars, tuple):
        return {names[0]: bars}
    if starred is None:
        return dict(zip(names, bars))
    before = names[: list(inspect.signature(rule).parameters).index(starred) - 2]
    return {**dict(zip(before, bars)), starred: bars[len(before) :]}


def zeros(x):
    """A zero tangent for `x`, an exact one."""
    if isinstance(x, (list, tuple)):
        return kind_of(x)([zeros(item) for item in x])
    return np.zeros(np.shape(x))[()] if not isinstance(x, np.ndarray) else np.zeros(x.shape)


def numerical_jvp(function, args, dots, kwargs, step=1e-6):
    """The central difference of `function` at `args` along `dots`."""
    ahead = function(*[moved(a, d, step) for a, d in zip(args, dots)], **kwargs)
    behind = function(*[moved(a, d, -step) for a, d in zip(args, dots)], **kwargs)
    return difference(ahead, behind, 2.0 * step)


def difference(ahead, behind, width):
    if isinstance(ahead, (list, tuple)):
        return [difference(a, b, width) for a, b in zip(ahead, behind)]
    if not is_active(ahead):
        return None
    with np.errstate(invalid="ignore"):
        return np.nan_to_num((ahead - behind) / width)


class Zero:
    """The compiler's symbol for a zero tangent: it leaves no trace in sums and linear functions."""

    def __add__(self, other):
        return other

    def __sub__(self, other):
        return -other

    def __rsub__(self, other):
        return other

    def absorb(self, *others):
        return self

    def __iter__(self):
        return iter(())

    __radd__ = __add__
    __mul__ = __rmul__ = __truediv__ = __matmul__ = __rmatmul__ = __neg__ = __getitem__ = absorb

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if ufunc is np.add:
            return next(x for x in inputs if x is not self)
        if ufunc is np.subtract:
            return inputs[0] if inputs[1] is self else -inputs[1]
        return self

    def __array_function__(self, function, types, args, kwargs):
        return self


ZERO = Zero()
