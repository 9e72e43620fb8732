"""Random expressions: scalars, conditions, indices and arrays of a given shape."""

from __future__ import annotations

import math

from .context import (
    FLOAT,
    Array,
    Callee,
    Context,
    DictOf,
    Float,
    Int,
    ListOf,
    TupleOf,
    Variable,
)
from .places import index, views

_SCALAR_FUNCTIONS = (
    "math.sin({})", "math.cos({})", "math.tanh({})", "math.exp(-({}) ** 2)", "math.atan({})",
    "math.log(1.0 + ({}) ** 2)", "math.sqrt(1.0 + ({}) ** 2)", "np.sin({})", "np.tanh({})",
    "np.exp(0.3 * np.cos({}))", "np.sqrt(1.2 + np.square({}))", "np.log1p(({}) ** 2)", "abs({})",
    "float({})", "pow({}, 2)", "(1.1 + ({}) ** 2) ** -0.5",
)  # fmt: skip
_ARRAY_FUNCTIONS = (
    "np.sin({})", "np.cos({})", "np.tanh({})", "np.exp(-({}) ** 2)", "np.arctan({})",
    "np.log(1.0 + ({}) ** 2)", "np.sqrt(1.0 + ({}) ** 2)", "np.log1p(np.square({}))",
    "np.exp(0.3 * np.sin({}))", "np.abs({})", "np.negative({})", "np.reciprocal(1.3 + ({}) ** 2)",
    "({}) ** 2", "(1.1 + ({}) ** 2) ** 0.5", "np.logaddexp({}, 0.3)", "np.copy({})",
)  # fmt: skip
_REDUCTIONS = (
    "np.sum({})", "np.mean({})", "({}).sum()", "({}).mean()", "np.max({})", "({}).min()",
    "np.prod(np.tanh({}))", "np.sqrt(1.0 + np.dot(({}).ravel(), ({}).ravel()))", "np.var({})",
)  # fmt: skip


# --- scalars


def scalar(c: Context, depth: int = 2) -> str:
    """An expression whose value is one float."""
    if depth <= 0:
        return scalar_leaf(c)
    make = c.weighted({
        _scalar_binary: 10, _scalar_call: 7, _reduction: 5, _scalar_choice: 2, _inner_product: 2,
        _called: 4, _comprehended_sum: 2, scalar_leaf_of: 2,
    })  # fmt: skip
    return make(c, depth) or scalar_leaf(c)


def scalar_leaf_of(c: Context, depth: int) -> str:
    return scalar_leaf(c)


def scalar_leaf(c: Context) -> str:
    options = {_float_name: 6, _element: 4, _item: 2, Context.number: 2, _int_as_float: 1}
    return c.weighted(options)(c) or _float_name(c) or c.number()


def _float_name(c: Context) -> str:
    names = c.names(Float)
    return c.choose(names) if names else ""


def _int_as_float(c: Context) -> str:
    names = c.names(Int)
    return f"(0.17 * {c.choose(names)})" if names else ""


def _element(c: Context) -> str:
    names = c.arrays(least=1)
    if not names:
        return ""
    name = c.choose(names)
    c.tags.add("element read")
    return f"{name}[{', '.join(index(c, length) for length in c.shape(name))}]"


def _item(c: Context) -> str:
    """A float out of a list, a tuple or a dict."""
    options = []
    for name in c.names(ListOf, lambda v: v.kind.item == FLOAT and v.kind.length > 0):
        options.append(f"{name}[{c.integer(-1, c.scope[name].kind.length - 1)}]")
    for name in c.names(TupleOf):
        options += [f"{name}[{k}]" for k, kind in enumerate(c.scope[name].kind.items)
                    if kind == FLOAT]  # fmt: skip
    for name in c.names(DictOf):
        options += [f"{name}[{k!r}]" for k, kind in c.scope[name].kind.entries if kind == FLOAT]
    if not options:
        return ""
    c.tags.add("container item read")
    return c.choose(options)


def _scalar_binary(c: Context, depth: int) -> str:
    left, right = scalar(c, depth - 1), scalar(c, depth - 1)
    form = c.choose((
        "({} + {})", "({} - {})", "({} * {})", "({} * {})", "({} / (1.5 + ({}) ** 2))",
        "max({}, {})", "min({}, {})", "(0.6 * {} + 0.3 * {})", "np.hypot({} + 2.1, {})",
    ))  # fmt: skip
    if form.startswith("m"):
        c.tags.add("builtin max or min")
    return form.format(left, right)


def _scalar_call(c: Context, depth: int) -> str:
    form, inner = c.choose(_SCALAR_FUNCTIONS), scalar(c, depth - 1)
    return form.format(inner)


def _reduction(c: Context, depth: int) -> str:
    shapes = sorted({c.shape(n) for n in c.arrays(least=1)})
    if not shapes:
        return ""
    form, inner = c.choose(_REDUCTIONS), array(c, c.choose(shapes), depth - 1)
    c.tags.add("reduction")
    return form.replace("{}", inner)


def _inner_product(c: Context, depth: int) -> str:
    names = c.arrays(ndim=1, least=1)
    if not names:
        return ""
    name = c.choose(names)
    other = array(c, c.shape(name), depth - 1)
    c.tags.add("dot or matmul")
    return c.choose(("np.dot({}, {})", "({} @ {})", "np.inner({}, {})")).format(name, other)


def _scalar_choice(c: Context, depth: int) -> str:
    c.tags.add("conditional expression")
    return f"({scalar(c, depth - 1)} if {condition(c)} else {scalar(c, depth - 1)})"


def _called(c: Context, depth: int) -> str:
    return call(c, FLOAT, depth)


def _comprehended_sum(c: Context, depth: int) -> str:
    source = _iterated_floats(c)
    if not source:
        return ""
    name = c.fresh("e")
    outer = dict(c.scope)
    c.bind(name, FLOAT)
    inner = f"0.4 * {name} * {scalar(c, min(depth - 1, 1))}"
    c.scope = outer
    c.tags.add("comprehension")
    opening, closing = c.choose((("", ""), ("[", "]")))
    test = f" if {name} > {c.number(-0.9, 0.4)}" if c.chance(0.25) else ""
    return f"sum({opening}{inner} for {name} in {source}{test}{closing})"


def _iterated_floats(c: Context) -> str:
    names = c.arrays(ndim=1, least=1)
    names += c.names(ListOf, lambda v: v.kind.item == FLOAT and v.kind.length > 0)
    return c.choose(names) if names else ""


# --- calls of helpers and closures


def call(c: Context, result, depth: int = 1) -> str:
    """A call of a function in scope that returns this kind; empty where there is none."""
    names = c.names(Callee, lambda v: v.kind.result == result)
    for name in c.random.sample(names, len(names)):
        args = arguments(c, c.scope[name].kind, depth)
        if args is not None:
            c.tags.add("call")
            return f"{name}({', '.join(args)})"
    return ""


def arguments(c: Context, callee: Callee, depth: int) -> list[str] | None:
    """Arguments for a call, or None where one that is written into cannot be given."""
    args = []
    for number, kind in enumerate(callee.params):
        arg = _argument(c, kind, number in callee.written, depth)
        if not arg:
            return None
        args.append(arg)
    for keyword in callee.keywords:
        if c.chance(0.5):
            c.tags.add("keyword argument")
            args.append(f"{keyword}={scalar(c, min(depth - 1, 1))}")
    return args


def _argument(c: Context, kind, written: bool, depth: int) -> str:
    if isinstance(kind, Array):
        if written and (names := c.arrays(kind.shape, writable=True)):
            return c.choose(names)
        return array(c, kind.shape, depth - 1, fresh=written)
    if isinstance(kind, Int):
        return str(c.integer(kind.low, kind.high))
    return scalar(c, depth - 1)


# --- conditions


def condition(c: Context) -> str:
    """A test on data or on integers; thresholds are odd literals, so that ties are rare."""
    form = c.weighted({"data": 8, "chain": 2, "and": 2, "or": 1, "not": 1, "int": 2, "static": 1})
    ints = c.names(Int)
    if form == "int" and ints:
        name = c.choose(ints)
        return c.choose((f"{name} % 2 == 0", f"{name} > 1", f"{name} != 2", f"3 > {name}"))
    if form == "static" and (names := c.arrays()):
        name = c.choose(names)
        return c.choose((f"len({name}) > 2", f"{name}.ndim == 1", f"{name}.shape[0] != 3"))
    if form == "chain":
        return f"{c.number(-1.2, -0.2)} < {scalar(c, 1)} < {c.number(0.2, 1.4)}"
    if form in ("and", "or"):
        c.tags.add("short circuit")
        return f"({_compared(c)} {form} {_compared(c)})"
    if form == "not":
        return f"not ({_compared(c)})"
    return _compared(c)


def _compared(c: Context) -> str:
    return f"{scalar(c, 1)} {c.choose(('<', '>', '<=', '>='))} {c.number(-0.6, 1.1)}"


# --- arrays


def array(c: Context, shape: tuple[int, ...], depth: int = 2, fresh: bool = False) -> str:
    """An expression whose value is an array of this shape; `fresh`: surely no alias."""
    if depth <= 0:
        leaf = _array_leaf(c, shape)
        return f"({leaf} * {c.number()})" if fresh else leaf
    makers = {
        _array_binary: 10, _array_unary: 8, _where: 2, _extremum: 2, _clipped: 1, _joined: 2,
        _reshaped: 2, _axis_reduced: 2, _product: 2, _taken: 2, _array_called: 3, _cumulated: 1,
        _listed: 1, _array_choice: 1,
    }  # fmt: skip
    made = c.weighted(makers)(c, shape, depth) or _array_unary(c, shape, depth)
    return f"(1.0 * {made})" if fresh else made


def computed(c: Context, shape: tuple[int, ...], depth: int = 2) -> str:
    """As `array`, but the outermost operation always makes a new array."""
    return c.choose((_array_binary, _array_unary, _where))(c, shape, depth)


def _array_leaf(c: Context, shape: tuple[int, ...]) -> str:
    options = []
    for name in c.arrays():
        options += views(c, name, shape)
    if not options or c.chance(0.08):
        filler = c.choose(("np.full({}, {})", "np.ones({}) * {}", "np.zeros({}) + {}"))
        return f"({filler.format(shape, scalar_leaf(c))})"
    return c.choose(options)


def _parts(c: Context, shape: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two shapes that broadcast to this one, mostly with one of them smaller."""
    if not shape or c.chance(0.35):
        return shape, shape
    smaller = tuple(1 if c.chance(0.5) else length for length in shape)
    if len(shape) > 1 and c.chance(0.5):
        smaller = shape[1:]
    if smaller != shape:
        c.tags.add("broadcast")
    return (shape, smaller) if c.chance(0.5) else (smaller, shape)


def _array_binary(c: Context, shape: tuple[int, ...], depth: int) -> str:
    form = c.choose((
        "({} + {})", "({} - {})", "({} * {})", "({} * {})", "({} / (1.5 + ({}) ** 2))",
        "np.add({}, {})", "np.multiply({}, {})", "(0.5 * {} + 0.4 * {})",
    ))  # fmt: skip
    if c.chance(0.35):
        one, other = array(c, shape, depth - 1), scalar(c, depth - 1)
        return form.format(*((one, other) if c.chance(0.6) else (other, one)))
    left, right = _parts(c, shape)
    return form.format(array(c, left, depth - 1), array(c, right, depth - 1))


def _array_unary(c: Context, shape: tuple[int, ...], depth: int) -> str:
    form, inner = c.choose(_ARRAY_FUNCTIONS), array(c, shape, depth - 1)
    return form.format(inner)


def _where(c: Context, shape: tuple[int, ...], depth: int) -> str:
    c.tags.add("where")
    test = f"{array(c, shape, 0)} > {c.number(-0.4, 0.6)}"
    one, other = _parts(c, shape)
    yes = array(c, one, depth - 1) if c.chance(0.7) else scalar(c, 1)
    return f"np.where({test}, {yes}, {array(c, other, depth - 1)})"


def _extremum(c: Context, shape: tuple[int, ...], depth: int) -> str:
    c.tags.add("maximum or minimum")
    other = array(c, shape, depth - 1) if c.chance(0.5) else c.number(-0.4, 0.5)
    return f"{c.choose(('np.maximum', 'np.minimum'))}({array(c, shape, depth - 1)}, {other})"


def _clipped(c: Context, shape: tuple[int, ...], depth: int) -> str:
    c.tags.add("clip")
    inner, low, high = array(c, shape, depth - 1), c.number(-1.0, -0.3), c.number(0.3, 1.0)
    return c.choose(("np.clip({}, {}, {})", "({}).clip({}, {})")).format(inner, low, high)


def _joined(c: Context, shape: tuple[int, ...], depth: int) -> str:
    """`concatenate` or `stack` along the first axis."""
    if not shape or shape[0] < 2:
        return ""
    c.tags.add("concatenate or stack")
    if len(shape) == 2 and c.chance(0.5):
        rows = [array(c, shape[1:], min(depth - 1, 1)) for _ in range(shape[0])]
        return f"np.stack([{', '.join(rows)}])"
    cut = c.integer(1, shape[0] - 1)
    one = array(c, (cut, *shape[1:]), depth - 1)
    other = array(c, (shape[0] - cut, *shape[1:]), depth - 1)
    return f"np.concatenate(({one}, {other}))"


def _reshaped(c: Context, shape: tuple[int, ...], depth: int) -> str:
    size = math.prod(shape)
    c.tags.add("reshape or transpose")
    if len(shape) == 2 and c.chance(0.5):
        return f"({array(c, shape[::-1], depth - 1)}).T"
    if len(shape) == 2:
        flat = array(c, (size,), depth - 1)
        return f"({flat}).reshape({shape[0]}, -1)"
    divisor = c.choose([d for d in range(1, size + 1) if size % d == 0])
    inner = array(c, (divisor, size // divisor), depth - 1)
    return c.choose(("np.reshape({}, -1)", "({}).ravel()", "({}).flatten()")).format(inner)


def _axis_reduced(c: Context, shape: tuple[int, ...], depth: int) -> str:
    function = c.choose(("np.sum", "np.mean", "np.max"))
    c.tags.add("axis reduction")
    if len(shape) == 1:
        axis = c.choose((0, 1, -1))
        other = c.integer(1, 3)
        inner = (other, *shape) if axis == 0 else (*shape, other)
        return f"{function}({array(c, inner, depth - 1)}, axis={axis})"
    if 1 in shape:
        axis = shape.index(1)
        inner = tuple(c.integer(2, 4) if k == axis else s for k, s in enumerate(shape))
        return f"{function}({array(c, inner, depth - 1)}, axis={axis}, keepdims=True)"
    return ""


def _product(c: Context, shape: tuple[int, ...], depth: int) -> str:
    """`matmul` or `outer`, by the number of axes."""
    c.tags.add("dot or matmul")
    inner = c.integer(1, 4)
    if len(shape) == 1:
        left = array(c, (*shape, inner), depth - 1)
        return f"({left} @ {array(c, (inner,), depth - 1)})"
    if c.chance(0.4):
        vectors = [array(c, (length,), depth - 1) for length in shape]
        return f"np.outer({vectors[0]}, {vectors[1]})"
    left, right = array(c, (shape[0], inner), depth - 1), array(c, (inner, shape[1]), depth - 1)
    return c.choose(("({} @ {})", "np.matmul({}, {})", "np.dot({}, {})")).format(left, right)


def _taken(c: Context, shape: tuple[int, ...], depth: int) -> str:
    """Fancy indexing, with repetitions."""
    names = [n for n in c.arrays(least=1) if c.shape(n)[1:] == shape[1:]]
    if not names:
        return ""
    name = c.choose(names)
    picks = [c.integer(0, c.shape(name)[0] - 1) for _ in range(shape[0])]
    c.tags.add("fancy read")
    return f"{name}[{picks}]"


def _array_called(c: Context, shape: tuple[int, ...], depth: int) -> str:
    return call(c, Array(shape), depth)


def _cumulated(c: Context, shape: tuple[int, ...], depth: int) -> str:
    return f"np.cumsum({array(c, shape, depth - 1)}, axis={c.integer(0, len(shape) - 1)})"


def _listed(c: Context, shape: tuple[int, ...], depth: int) -> str:
    """`np.array` of a comprehension."""
    if len(shape) != 1 or shape[0] == 0:
        return ""
    name = c.fresh("k")
    outer = dict(c.scope)
    c.scope[name] = Variable(Int(0, shape[0] - 1))
    item = scalar(c, 1)
    c.scope = outer
    c.tags.add("comprehension")
    return f"np.array([{item} * (0.3 + {name}) for {name} in range({shape[0]})])"


def _array_choice(c: Context, shape: tuple[int, ...], depth: int) -> str:
    c.tags.add("conditional expression")
    one, other = array(c, shape, depth - 1), array(c, shape, depth - 1)
    return f"({one} if {condition(c)} else {other})"
