"""Random writes in place: items, slices, masks, fancy indices, `out=`, `np.add.at`."""

from __future__ import annotations

from .context import FLOAT, Context, Int
from .expressions import array, scalar, scalar_leaf
from .places import index, slice_of

_OPERATORS = ("=", "=", "+=", "-=", "*=")


def _target(c: Context, ndim: int = 0) -> str:
    """An array to write into: one that was written before or is seen by a view, if there is."""
    names = c.arrays(ndim=ndim, writable=True, least=1)
    return c.choose(names) if names else ""


def _value(c: Context, shape: tuple[int, ...]) -> str:
    """Something that broadcasts to the shape."""
    if c.chance(0.35):
        return scalar(c)
    if len(shape) == 2 and c.chance(0.5):
        c.tags.add("broadcasting write")
        return array(c, c.choose((shape[1:], (shape[0], 1), (1, shape[1]))), 1)
    return array(c, shape, 1)


def item(c: Context) -> bool:
    name = _target(c)
    if not name:
        return False
    place = ", ".join(index(c, length) for length in c.shape(name))
    c.emit(f"{name}[{place}] {c.choose(_OPERATORS)} {scalar(c)}", "in-place write", "item write")
    return True


def part(c: Context) -> bool:
    """A slice, a row or a column."""
    name = _target(c)
    if not name:
        return False
    subscripts, shape = [], []
    for length in c.shape(name):
        if len(c.shape(name)) > 1 and c.chance(0.35) and len(subscripts) == len(shape):
            subscripts.append(index(c, length))
            continue
        text, selected = slice_of(c, length)
        subscripts.append(text)
        shape.append(selected)
    place = c.choose((", ".join(subscripts),) * 5 + ("...",))
    if place == "...":
        shape = list(c.shape(name))
    value = _value(c, tuple(shape)) if shape else scalar(c)
    c.emit(f"{name}[{place}] {c.choose(_OPERATORS)} {value}", "in-place write", "slice write")
    return True


def overlapping(c: Context) -> bool:
    """An array updated from a shifted view of itself."""
    name = _target(c, ndim=1)
    if not name or c.shape(name)[0] < 2:
        return False
    here, there = c.choose((("1:", ":-1"), (":-1", "1:")))
    c.emit(c.choose((
        f"{name}[{here}] += {scalar_leaf(c)} * {name}[{there}]",
        f"{name}[{here}] = np.sin({name}[{there}])",
        f"{name}[{here}] *= {name}[{there}]",
        f"{name}[:] = {name}[::-1]",
    )), "in-place write", "slice write", "overlapping write")  # fmt: skip
    return True


def mask(c: Context) -> bool:
    name = _target(c)
    if not name:
        return False
    shape = c.shape(name)
    tested = c.choose([n for n in c.arrays(shape)] or [name])
    threshold = c.number(-0.5, 0.6)
    form = c.choose((
        "{name}[{tested} > {t}] = {s}", "{name}[{tested} < {t}] *= {s}",
        "{name}[{tested} > {t}] += {s}",
    ))  # fmt: skip
    c.emit(form.format(name=name, tested=tested, t=threshold, s=scalar(c)),
           "in-place write", "mask write")  # fmt: skip
    return True


def fancy(c: Context) -> bool:
    name = _target(c)
    if not name or c.shape(name)[0] < 2:
        return False
    length, *rest = c.shape(name)
    picks = c.random.sample(range(length), c.integer(2, min(length, 3)))
    if c.chance(0.4):
        picks.append(c.choose(picks))
        c.tags.add("repeated index")
    operator = c.choose(_OPERATORS)
    c.emit(f"{name}[{picks}] {operator} {_value(c, (len(picks), *rest))}",
           "in-place write", "fancy write")  # fmt: skip
    return True


def items_swapped(c: Context) -> bool:
    """`w[i], w[j] = w[j], w[i]`: of a matrix the rows, which are views, one overwritten first."""
    name = _target(c)
    if not name:
        return False
    one, other = index(c, c.shape(name)[0]), index(c, c.shape(name)[0])
    scale = f" * {scalar_leaf(c)}" if c.chance(0.4) else ""
    c.emit(f"{name}[{one}], {name}[{other}] = {name}[{other}]{scale}, {name}[{one}]",
           "in-place write", "items swapped")  # fmt: skip
    return True


def variable_slice(c: Context) -> bool:
    """A slice whose ends are variables, of which nothing is known when the code is generated."""
    names, name = c.names(Int), _target(c)
    if not name or not names:
        return False
    end = f"{c.choose(names)} % {c.shape(name)[0]}"
    c.emit(c.choose((
        f"{name}[{end}:] *= {scalar(c, 1)}", f"{name}[:{end}] = {scalar(c, 1)}",
        f"{name}[{end}:] += np.cos({name}[{end}:])", f"{name}[:{end} + 1] -= {name}[{end}]",
        f"{name}[{end}:] = {name}[{end}:] * {name}[{end}]",
    )), "in-place write", "variable slice")  # fmt: skip
    return True


def add_at(c: Context) -> bool:
    name = _target(c)
    if not name:
        return False
    length, *rest = c.shape(name)
    picks = [c.integer(0, length - 1) for _ in range(c.integer(2, 4))]
    value = _value(c, (len(picks), *rest))
    if c.chance(0.5):
        places = c.fresh("where")
        c.emit(f"{places} = np.array({picks})")
    else:
        places = str(picks)
    c.emit(f"np.add.at({name}, {places}, {value})", "in-place write", "np.add.at")
    return True


def out_argument(c: Context) -> bool:
    name = _target(c)
    if not name:
        return False
    shape = c.shape(name)
    form = c.choose((
        "np.multiply({a}, {b}, out={o})", "np.add({a}, {b}, out={o})", "np.sin({a}, out={o})",
        "np.tanh({a}, out={o})", "np.subtract({o}, {b}, out={o})", "np.maximum({a}, {b}, out={o})",
    ))  # fmt: skip
    c.emit(form.format(a=array(c, shape, 1), b=array(c, shape, 1), o=name),
           "in-place write", "out argument")  # fmt: skip
    return True


def filled(c: Context) -> bool:
    name = _target(c)
    if not name:
        return False
    c.emit(c.choose((
        f"{name}.fill({scalar(c, 1)})", f"{name}[...] = {scalar(c, 1)}",
        f"np.copyto({name}, {array(c, c.shape(name), 1)})", f"{name}[:] = 0.0",
    )), "in-place write", "whole write")  # fmt: skip
    return True


def overwritten_after_use(c: Context) -> bool:
    """A nonlinear use of values that the next statement overwrites."""
    name = _target(c)
    if not name:
        return False
    result = c.fresh("s")
    c.emit(f"{result} = np.sum({c.choose(('np.sin', 'np.square', 'np.exp', 'np.tanh'))}({name}))")
    place = ", ".join(index(c, length) for length in c.shape(name))
    c.emit(c.choose((
        f"{name}[{place}] = {scalar(c)}", f"{name} *= {scalar_leaf(c)}"
        if c.scope[name].rebindable else f"{name}[...] *= {scalar_leaf(c)}",
        f"{name}[...] = {array(c, c.shape(name), 1)}",
    )), "in-place write", "overwritten after nonlinear use")  # fmt: skip
    c.bind(result, FLOAT)
    return True
