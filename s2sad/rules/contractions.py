"""Sums of products over named or numbered axes: `einsum`, `tensordot`, `kron`, `cross`.

The subscripts of `einsum` are text that is known when the code is generated: the rule takes them
apart with ordinary string code and leaves one `einsum` for each operand behind.
"""

from __future__ import annotations

import numpy as np

from ..runtime.broadcast import spread, unbroadcast
from ..runtime.static import as_long
from .axes import inverse_permutation
from .registry import jvp, vjp

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def unused_letters(used):
    """The letters that are not in the text `used`."""
    letters = ""
    for letter in LETTERS:
        if letter not in used:
            letters = letters + letter
    return letters


def explicit(subscripts, operands):
    """The subscripts of each operand and of the result, with letters in place of ellipses."""
    text = subscripts.replace(" ", "")
    arrow = text.find("->")
    inputs = (text if arrow < 0 else text[:arrow]).split(",")
    hidden = []
    for k in range(len(inputs)):
        extra = np.ndim(operands[k]) - (len(inputs[k]) - 3)
        hidden.append(extra if "..." in inputs[k] else 0)
    dots = unused_letters(text)[: max(hidden)] if "..." in text else ""
    terms = []
    for k in range(len(inputs)):
        terms.append(inputs[k].replace("...", dots[len(dots) - hidden[k] :]))
    if arrow >= 0:
        return terms, text[arrow + 2 :].replace("...", dots)
    output = dots
    for letter in sorted(text):
        if letter.isalpha() and text.count(letter) == 1:
            output = output + letter
    return terms, output


def operand_bar(z_bar, terms, output, operands, k, optimize):
    """The cotangent of operand `k`: the product of the others, summed down to its letters.

    A letter that stands twice in a term reads a diagonal: the transpose multiplies by the identity,
    with the second letter renamed. A letter that stands nowhere else was only summed over: the
    transpose multiplies by ones. So it does where all others may have length 1 along an axis that
    is summed over, which `einsum` stretches.
    """
    if len(operands) == 1 and output == "" and not repeated(terms[0]):
        return spread(z_bar, operands[0])
    others = [z_bar] if output else []
    inputs = output
    for j in range(len(operands)):
        if j != k:
            others.append(operands[j])
            inputs = inputs + "," + terms[j]
    target = ""
    for axis in range(len(terms[k])):
        letter = terms[k][axis]
        if letter in target:
            fresh = unused_letters(inputs + terms[k] + target)[0]
            others.append(np.eye(np.shape(operands[k])[axis]))
            inputs = inputs + "," + letter + fresh
            letter = fresh
        elif letter not in terms[k][axis + 1 :] and (
            letter not in inputs
            or letter not in output and stretched(letter, terms, operands, k, axis)
        ):
            others.append(np.ones(np.shape(operands[k])[axis]))
            inputs = inputs + "," + letter
        target = target + letter
    if output:
        return unbroadcast(summed_to(target, inputs, others, optimize), operands[k])
    return unbroadcast(z_bar * summed_to(target, inputs[1:], others, optimize), operands[k])


def stretched(letter, terms, operands, k, axis):
    """True where all other operands with the letter may have length 1 there, but not this one."""
    for j in range(len(operands)):
        if j != k and letter in terms[j]:
            if as_long(operands[j], terms[j].index(letter), operands[k], axis):
                return False
    return True


def repeated(term):
    """True where a letter stands twice."""
    for letter in term:
        if term.count(letter) > 1:
            return True
    return False


def summed_to(target, inputs, operands, optimize):
    """`np.einsum`, but for an operand that is the result itself."""
    if inputs == target:
        return operands[0]
    return np.einsum(inputs + "->" + target, *operands, optimize=optimize)


@jvp(np.einsum)
def einsum_jvp(z, operands_dot, subscripts, *operands, optimize=False):
    parts = []
    for k in range(len(operands)):
        moved = operands[:k] + (operands_dot[k],) + operands[k + 1 :]
        parts.append(np.einsum(subscripts, *moved, optimize=optimize))
    return sum(parts[1:], parts[0])


@vjp(np.einsum)
def einsum_vjp(z, z_bar, subscripts, *operands, optimize=False):
    """A path that the user gives is one for the operands of this sum alone."""
    terms, output = explicit(subscripts, operands)
    if not isinstance(optimize, (bool, str)):
        optimize = True
    bars = [operand_bar(z_bar, terms, output, operands, k, optimize) for k in range(len(operands))]
    return (None,) + tuple(bars)


def contracted_axes(a, b, axes):
    """The pairs of axes that `tensordot` sums over, as two lists of ints >= 0."""
    if isinstance(axes, int):
        return list(range(np.ndim(a) - axes, np.ndim(a))), list(range(axes))
    first = [axes[0]] if isinstance(axes[0], int) else list(axes[0])
    second = [axes[1]] if isinstance(axes[1], int) else list(axes[1])
    return [k % np.ndim(a) for k in first], [k % np.ndim(b) for k in second]


@jvp(np.tensordot)
def tensordot_jvp(z, a_dot, b_dot, a, b, axes=2):
    return np.tensordot(a_dot, b, axes) + np.tensordot(a, b_dot, axes)


@vjp(np.tensordot)
def tensordot_vjp(z, z_bar, a, b, axes=2):
    """What `tensordot` with the other operand gives has the axes in another order."""
    a_axes, b_axes = contracted_axes(a, b, axes)
    a_free = [k for k in range(np.ndim(a)) if k not in a_axes]
    b_free = [k for k in range(np.ndim(b)) if k not in b_axes]
    from_a = list(range(len(a_free)))
    from_b = list(range(len(a_free), np.ndim(z_bar)))
    a_order = a_free + [a_axes[b_axes.index(k)] for k in sorted(b_axes)]
    b_order = [b_axes[a_axes.index(k)] for k in sorted(a_axes)] + b_free
    if np.ndim(z_bar) == 0:  # which may be a float: tensordot would take it for double precision
        a_bar, b_bar = z_bar * b, z_bar * a
    else:
        a_bar = summed_over(z_bar, b, from_b, b_free)
        b_bar = summed_over(a, z_bar, a_free, from_a)
    return put_back(a_bar, a_order), put_back(b_bar, b_order)


def summed_over(a, b, a_axes, b_axes):
    """`tensordot`; of no axes it is an outer product."""
    if a_axes == []:
        return np.multiply.outer(a, b)
    return np.tensordot(a, b, (a_axes, b_axes))


def put_back(x, order):
    """`x`, of which the axes stand in this order, with the axes in theirs."""
    if order == list(range(len(order))):
        return x
    return np.transpose(x, inverse_permutation(order, np.ndim(x)))


@jvp(np.kron)
def kron_jvp(z, a_dot, b_dot, a, b):
    return np.kron(a_dot, b) + np.kron(a, b_dot)


@vjp(np.kron)
def kron_vjp(z, z_bar, a, b):
    """Axis k of the result runs over axis k of `a`, then over axis k of `b`."""
    ndim = np.ndim(z_bar)
    a_shape = [1] * (ndim - np.ndim(a)) + list(np.shape(a))
    b_shape = [1] * (ndim - np.ndim(b)) + list(np.shape(b))
    split, outer, inner = [], [], []
    for n, m in zip(a_shape, b_shape):
        split = split + [n, m]
        outer = outer + [n, 1]
        inner = inner + [1, m]
    g = np.reshape(z_bar, split)
    a_bar = np.sum(g * np.reshape(b, inner), axis=tuple(range(1, 2 * ndim, 2)))
    b_bar = np.sum(g * np.reshape(a, outer), axis=tuple(range(0, 2 * ndim, 2)))
    return np.reshape(a_bar, np.shape(a)), np.reshape(b_bar, np.shape(b))


def to_last(x, axis):
    """`x` with `axis` as the last."""
    return x if axis in (-1, np.ndim(x) - 1) else np.moveaxis(x, axis, -1)


def from_last(x, axis):
    return x if axis in (-1, np.ndim(x) - 1) else np.moveaxis(x, -1, axis)


@jvp(np.cross)
def cross_jvp(z, a_dot, b_dot, a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    return np.cross(a_dot, b, axisa, axisb, axisc, axis) + np.cross(
        a, b_dot, axisa, axisb, axisc, axis
    )


@vjp(np.cross)
def cross_vjp(z, z_bar, a, b, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """The volume of `a`, `b`, `z_bar` is the same whichever of them is last."""
    if axis is not None:
        axisa, axisb, axisc = axis, axis, axis
    u, v, g = to_last(a, axisa), to_last(b, axisb), to_last(z_bar, axisc)
    return (
        from_last(unbroadcast(np.cross(v, g), u), axisa),
        from_last(unbroadcast(np.cross(g, u), v), axisb),
    )
