"""Random statements that bind names: assignments of every form, views, containers."""

from __future__ import annotations

from .context import FLOAT, Array, Callee, Context, DictOf, Float, Int, ListOf, TupleOf
from .expressions import arguments, array, computed, condition, scalar, scalar_leaf
from .places import index, slice_of


def some_shape(c: Context) -> tuple[int, ...]:
    """The shape of something in scope, now and then another one."""
    shapes = [c.shape(n) for n in c.arrays()]
    if shapes and c.chance(0.85):
        return c.choose(shapes)
    return c.choose(((3,), (4,), (2, 3), (3, 1), (1, 4)))


# --- assignments


def assign_scalar(c: Context) -> bool:
    names = c.names(Float, lambda v: v.rebindable)
    value = scalar(c, 3)
    name = c.choose(names) if names and c.chance(0.5) else c.fresh("s")
    c.emit(f"{name} = {value}", "assignment")
    c.bind(name, FLOAT)
    return True


def assign_array(c: Context) -> bool:
    shape = some_shape(c)
    value = computed(c, shape)
    names = c.arrays(shape, rebindable=True)
    name = c.choose(names) if names and c.chance(0.4) else c.fresh("u")
    c.emit(f"{name} = {value}", "assignment")
    c.bind(name, Array(shape))
    return True


def new_buffer(c: Context) -> bool:
    """An array made to be written into."""
    shape, name = some_shape(c), c.fresh("w")
    same = c.arrays(shape)
    forms = [f"np.zeros({shape})", f"np.ones({shape})", f"np.full({shape}, {scalar_leaf(c)})"]
    if same:
        copies = ("{}.copy()", "np.copy({})", "np.zeros_like({})", "np.array({})")
        forms += [form.format(c.choose(same)) for form in copies] * 2
    c.emit(f"{name} = {c.choose(forms)}", "buffer")
    c.bind(name, Array(shape))
    return True


def rebind_with_other_type(c: Context) -> bool:
    """A name gets another type or shape; only in straight-line code of the function itself."""
    names = c.names(Float, lambda v: v.rebindable) + c.arrays(rebindable=True)
    if c.depth != 1 or c.loops or not names:
        return False
    name = c.choose(names)
    if isinstance(c.scope[name].kind, Float):
        shape = some_shape(c)
        c.emit(f"{name} = {computed(c, shape)}", "rebound with another type")
        c.bind(name, Array(shape))
    else:
        c.emit(f"{name} = {scalar(c, 2)}", "rebound with another type")
        c.bind(name, FLOAT)
    return True


def augmented_scalar(c: Context) -> bool:
    names = c.names(Float, lambda v: v.rebindable)
    if not names:
        return False
    form = c.choose(("{} += {}", "{} -= {}", "{} *= {}", "{} /= 1.5 + ({}) ** 2", "{} += 0.3 * {}"))
    c.emit(form.format(c.choose(names), scalar(c)), "augmented assignment")
    return True


def augmented_array(c: Context) -> bool:
    """`u += v` writes in place, hence through aliases too."""
    names = c.arrays(writable=True, rebindable=True)
    if not names:
        return False
    name = c.choose(names)
    value = array(c, c.shape(name)) if c.chance(0.6) else scalar(c)
    form = c.choose(("{} += {}", "{} -= {}", "{} *= {}", "{} /= 1.5 + ({}) ** 2"))
    c.emit(form.format(name, value), "augmented assignment", "in-place write")
    return True


def chained(c: Context) -> bool:
    first, second = c.fresh("p"), c.fresh("p")
    c.emit(f"{first} = {second} = {scalar(c)}", "chained assignment")
    c.bind(first, FLOAT)
    c.bind(second, FLOAT)
    return True


def unpacked(c: Context) -> bool:
    first, second = c.fresh("p"), c.fresh("p")
    c.emit(f"{first}, {second} = {scalar(c)}, {scalar(c)}", "unpacking")
    c.bind(first, FLOAT)
    c.bind(second, FLOAT)
    return True


def unpacked_star(c: Context) -> bool:
    head, rest = c.fresh("p"), c.fresh("items")
    count = c.integer(2, 4)
    values = ", ".join(scalar(c, 1) for _ in range(count))
    bracket = c.choose(("[{}]", "({})", "{}"))
    target = c.choose((f"{head}, *{rest}", f"*{rest}, {head}"))
    c.emit(f"{target} = {bracket.format(values)}", "unpacking with star")
    c.bind(head, FLOAT)
    c.bind(rest, ListOf(FLOAT, count - 1))
    return True


def swap(c: Context) -> bool:
    groups = [c.names(Float, lambda v: v.rebindable)]
    groups += [c.arrays(s, rebindable=True) for s in sorted({c.shape(n) for n in c.arrays()})]
    groups = [g for g in groups if len(g) > 1]
    if not groups:
        return False
    one, other = c.random.sample(c.choose(groups), 2)
    c.emit(f"{one}, {other} = {other}, {one}", "swap")
    c.scope[one], c.scope[other] = c.scope[other], c.scope[one]
    return True


def walrus(c: Context) -> bool:
    name, target = c.fresh("p"), c.fresh("s")
    c.emit(f"{target} = ({name} := {scalar(c)}) * {scalar(c, 1)} + {name}", "walrus")
    c.bind(name, FLOAT)
    c.bind(target, FLOAT)
    return True


def counter(c: Context) -> bool:
    """An integer that counts what passes a test; it enters the result as a factor."""
    names = [n for n in c.names(Int, lambda v: v.rebindable) if n.startswith("count")]
    if names:
        c.emit(f"{c.choose(names)} += 1", "integer counter")
        return True
    name, each = c.fresh("count"), c.fresh("e")
    c.emit(f"{name} = 0")
    if arrays := c.arrays(ndim=1, least=1):
        c.emit(f"for {each} in {c.choose(arrays)}:", "integer counter", "loop over an array")
        with c.suite(loop=True):
            c.emit(f"if {each} > {c.number(-0.5, 0.8)}:")
            with c.suite():
                c.emit(f"{name} += 1")
    c.bind(name, Int(0, 999))
    return True


def no_axes(c: Context) -> bool:
    """An array of no axes, written in place; from then on it serves as a number."""
    name = c.fresh("z")
    c.emit(f"{name} = {c.choose(('np.array({})', 'np.full((), {})')).format(scalar(c, 1))}",
           "array of no axes")  # fmt: skip
    for _ in range(c.integer(1, 2)):
        c.emit(c.choose((
            f"{name} += {scalar(c)}", f"{name}[...] = {name} * {scalar(c)}",
            f"{name}[()] = {scalar(c)}", f"{name} *= {scalar_leaf(c)}",
        )))  # fmt: skip
    c.bind(name, FLOAT)
    return True


def complex_numbers(c: Context) -> bool:
    """A few complex arrays, and one real number of them."""
    names = c.arrays(ndim=1, least=1)
    if not names:
        return False
    shape, z, result = c.shape(c.choose(names)), c.fresh("z"), c.fresh("s")
    c.emit(f"{z} = {array(c, shape, 1)} + 1j * {array(c, shape, 1)}", "complex")
    for _ in range(c.integer(1, 3)):
        c.emit(c.choose((
            f"{z} = {z} * ({scalar(c, 1)} + 0.5j)", f"{z} *= np.exp(1j * {array(c, shape, 1)})",
            f"{z}[{index(c, shape[0])}] = {scalar(c, 1)}", f"{z} = np.conj({z}) * {z}[::-1]",
            f"{z}[{index(c, shape[0])}] *= {z}[{index(c, shape[0])}]",
            f"{z} = {z} / (2.0 + {z} * np.conj({z}))", f"{z} += {array(c, shape, 1)}",
        )))  # fmt: skip
    c.emit(f"{result} = " + c.choose((
        f"np.sum(np.abs({z}) ** 2)", f"np.sum({z}).real", f"{z}[{index(c, shape[0])}].imag",
        f"np.sum(np.real({z}) * np.imag({z}))", f"np.vdot({z}, {z}).real",
    )))  # fmt: skip
    c.bind(result, FLOAT)
    return True


# --- views and aliases


def view(c: Context) -> bool:
    """A basic-slice view under a name of its own."""
    names = c.arrays(least=1)
    if not names:
        return False
    base = c.choose(names)
    shape, name = c.shape(base), c.fresh("v")
    text, seen = _view_of(c, base, shape)
    c.emit(f"{name} = {text}", "view")
    c.bind(name, Array(seen), c.scope[base].writable)
    return True


def _view_of(c: Context, base: str, shape: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    if len(shape) == 1:
        if c.chance(0.15):
            return c.choose(((f"{base}[:, None]", (*shape, 1)), (f"{base}[None]", (1, *shape))))
        text, length = slice_of(c, shape[0])
        return f"{base}[{text}]", (length,)
    form = c.choose(("row", "column", "block", "transpose", "rows"))
    if form == "row":
        return f"{base}[{index(c, shape[0])}]", shape[1:]
    if form == "column":
        return f"{base}[:, {index(c, shape[1])}]", shape[:1]
    if form == "transpose":
        return c.choose((f"{base}.T", f"np.transpose({base})")), shape[::-1]
    one, other = slice_of(c, shape[0]), slice_of(c, shape[1])
    if form == "rows":
        return f"{base}[{one[0]}]", (one[1], shape[1])
    return f"{base}[{one[0]}, {other[0]}]", (one[1], other[1])


def alias(c: Context) -> bool:
    names = c.arrays()
    if not names:
        return False
    base = c.choose(names)
    shape = c.shape(base)
    same = [n for n in c.arrays(shape, rebindable=True) if n != base]
    name = c.choose(same) if same and c.chance(0.3) else c.fresh("v")
    c.emit(f"{name} = {base}", "alias")
    c.bind(name, Array(shape), c.scope[base].writable)
    return True


# --- containers


def new_list(c: Context) -> bool:
    name, count = c.fresh("items"), c.choose((0, 1, 2, 2, 3))
    if c.chance(0.3):
        shape = some_shape(c)
        values = [computed(c, shape, 1) for _ in range(count)]
        kind = ListOf(Array(shape), count)
    else:
        values, kind = [scalar(c, 1) for _ in range(count)], ListOf(FLOAT, count)
    c.emit(f"{name} = [{', '.join(values)}]", "list")
    c.bind(name, kind)
    return c.chance(0.6) or c.choose((append, list_write, pop))(c) or True


def comprehended_list(c: Context) -> bool:
    name, each, count = c.fresh("items"), c.fresh("k"), c.integer(2, 4)
    outer = dict(c.scope)
    c.bind(each, Int(0, count - 1))
    item = scalar(c, 2)
    c.scope = outer
    test = f" if {each} != 1" if c.chance(0.25) else ""
    c.emit(f"{name} = [{item} * (1.0 + {each}) for {each} in range({count}){test}]",
           "comprehension", "list")  # fmt: skip
    c.bind(name, ListOf(FLOAT, count - 1 if test else count))
    return True


def growing_lists(c: Context) -> list[str]:
    """Lists that may be appended to: their own function's, and no loop runs over them."""
    return [n for n in c.names(ListOf, lambda v: v.rebindable) if n not in c.iterated]


def append(c: Context) -> bool:
    names = growing_lists(c)
    if not names:
        return False
    name = c.choose(names)
    kind = c.scope[name].kind
    item = scalar(c) if kind.item == FLOAT else computed(c, kind.item.shape, 1)
    c.emit(f"{name}.append({item})", "append")
    if not c.loops and c.depth == 1:
        c.bind(name, ListOf(kind.item, kind.length + 1))
    return True


def pop(c: Context) -> bool:
    names = c.names(ListOf, lambda v: v.kind.item == FLOAT and v.kind.length > 0 and v.rebindable)
    if c.loops or c.depth != 1 or not names:
        return False
    name, target = c.choose(names), c.fresh("p")
    c.emit(f"{target} = {name}.pop()", "pop")
    c.bind(name, ListOf(FLOAT, c.scope[name].kind.length - 1))
    c.bind(target, FLOAT)
    return True


def list_write(c: Context) -> bool:
    names = c.names(ListOf, lambda v: v.kind.item == FLOAT and v.kind.length > 0)
    if not names:
        return False
    name = c.choose(names)
    place = c.integer(-1, c.scope[name].kind.length - 1)
    c.emit(f"{name}[{place}] {c.choose(('=', '+=', '*='))} {scalar(c)}", "list item write")
    return True


def new_tuple(c: Context) -> bool:
    name, shape = c.fresh("pair"), some_shape(c)
    c.emit(f"{name} = ({scalar(c)}, {computed(c, shape, 1)})", "tuple")
    c.bind(name, TupleOf((FLOAT, Array(shape))))
    return True


def new_dict(c: Context) -> bool:
    name, shape = c.fresh("box"), some_shape(c)
    c.emit(f"{name} = {{'s': {scalar(c)}, 'u': {computed(c, shape, 1)}}}", "dict")
    c.bind(name, DictOf((("s", FLOAT), ("u", Array(shape)))))
    return c.chance(0.5) or dict_write(c)


def dict_write(c: Context) -> bool:
    names = c.names(DictOf)
    if not names:
        return False
    name = c.choose(names)
    c.emit(f"{name}['s'] {c.choose(('=', '+='))} {scalar(c)}", "dict item write")
    return True


def take_from_container(c: Context) -> bool:
    """An array out of a tuple, dict or list: an alias of what the container holds."""
    options = []
    for name in c.names(TupleOf):
        options += [(f"{name}[{k}]", kind) for k, kind in enumerate(c.scope[name].kind.items)]
    for name in c.names(DictOf):
        options += [(f"{name}[{k!r}]", kind) for k, kind in c.scope[name].kind.entries]
    for name in c.names(ListOf, lambda v: v.kind.length > 0):
        options.append((f"{name}[0]", c.scope[name].kind.item))
    options = [(text, kind) for text, kind in options if isinstance(kind, Array)]
    if not options:
        return False
    text, kind = c.choose(options)
    name = c.fresh("v")
    c.emit(f"{name} = {text}", "container item read", "alias")
    c.bind(name, kind)
    return True


# --- calls


def assign_call(c: Context) -> bool:
    names = c.names(Callee)
    if not names:
        return False
    function = c.choose(names)
    callee = c.scope[function].kind
    args = arguments(c, callee, 2)
    if args is None:
        return False
    text = f"{function}({', '.join(args)})"
    c.tags.add("call")
    if isinstance(callee.result, TupleOf):
        names = [c.fresh("p" if kind == FLOAT else "v") for kind in callee.result.items]
        c.emit(f"{', '.join(names)} = {text}", "unpacking", "function returning a tuple")
        for name, kind in zip(names, callee.result.items, strict=True):
            c.bind(name, kind, callee.fresh)
        return True
    name = c.fresh("p" if callee.result == FLOAT else "v")
    c.emit(f"{name} = {text}")
    c.bind(name, callee.result, callee.fresh)
    return True


def assign_conditionally(c: Context) -> bool:
    """`s = one if test else other`, where the two are names: a choice of aliases for arrays."""
    shape = some_shape(c)
    names = c.arrays(shape)
    if len(names) < 2:
        return False
    one, other = c.random.sample(names, 2)
    name = c.fresh("v")
    c.emit(f"{name} = {one} if {condition(c)} else {other}", "conditional expression")
    c.bind(name, Array(shape), writable=False)
    return True


def checked(c: Context) -> bool:
    c.emit(c.choose((
        f"assert np.isfinite({scalar(c, 1)}), 'not finite'", "'a note'",
        f"if {scalar(c, 1)} > 1e9:\n{'    ' * (c.depth + 1)}raise ValueError('too large')",
    )), "assert or raise")  # fmt: skip
    return True
