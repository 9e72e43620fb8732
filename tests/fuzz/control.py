"""Random control flow: branches, loops over everything that can be run over, every way out."""

from __future__ import annotations

from .bindings import growing_lists, new_list
from .context import FLOAT, Array, Context, Float, Int, ListOf
from .expressions import array, computed, condition, scalar, scalar_leaf
from .results import return_value

_DEEPEST = 4


def branch(c: Context) -> bool:
    if c.depth > _DEEPEST:
        return False
    c.emit(f"if {condition(c)}:", "branch")
    with c.suite():
        c.statements(c.integer(1, 3))
    if c.chance(0.3):
        c.emit(f"elif {condition(c)}:", "elif")
        with c.suite():
            c.statements(c.integer(1, 2))
    if c.chance(0.55):
        c.emit("else:", "else")
        with c.suite():
            c.statements(c.integer(1, 2))
    return True


def bound_in_every_branch(c: Context) -> bool:
    """A new name that both branches bind, used afterwards."""
    if c.depth > _DEEPEST:
        return False
    name = c.fresh("s")
    for opening in (f"if {condition(c)}:", "else:"):
        c.emit(opening, "branch", "bound in every branch")
        with c.suite():
            c.statements(c.integer(0, 1))
            c.emit(f"{name} = {scalar(c)}")
    c.bind(name, FLOAT)
    return True


def bound_in_one_branch(c: Context) -> bool:
    """A name that only one branch binds, used only under the same condition."""
    sums = c.names(Float, lambda v: v.rebindable)
    if c.depth > _DEEPEST or not sums:
        return False
    test, name = c.fresh("test"), c.fresh("only")
    c.emit(f"{test} = {condition(c)}")
    c.emit(f"if {test}:", "branch", "bound in one branch")
    with c.suite():
        c.statements(c.integer(0, 1))
        c.emit(f"{name} = {scalar(c)}")
    c.statements(c.integer(0, 2))
    c.emit(f"if {test}:")
    with c.suite():
        c.emit(f"{c.choose(sums)} += {name} * {scalar_leaf(c)}")
    return True


def for_loop(c: Context) -> bool:
    if c.depth > _DEEPEST or c.loops > 2:
        return False
    make = c.weighted({
        _over_range: 9, _over_array: 5, _over_rows: 4, _over_zip: 7, _over_enumerate: 5,
        _over_list: 6, _over_tuple: 2, _over_reversed: 3, _over_nothing: 3,
    })  # fmt: skip
    header, targets, iterated = make(c) or _over_range(c)
    c.emit(f"for {header}:", "for loop")
    if c.loops:
        c.tags.add("nested loop")
    with c.suite(loop=True, iterated=iterated):
        for name, kind in targets.items():
            c.bind(name, kind, writable=iterated in c.arrays(writable=True))
        _body(c)
    _loop_else(c)
    if iterated != NOTHING and c.chance(0.3):
        c.tags.add("loop variable used afterwards")
        for name, kind in targets.items():
            c.bind(name, kind, writable=False)
    return True


def while_loop(c: Context) -> bool:
    if c.depth > _DEEPEST or c.loops > 2:
        return False
    name, limit = c.fresh("k"), c.integer(0, 4)
    c.emit(f"{name} = 0", "while loop")
    test = f"{name} < {limit}"
    if c.chance(0.4):
        test = f"{test} and {scalar(c, 1)} < {c.number(0.4, 2.0)}"
        c.tags.add("while on data")
    c.emit(f"while {test}:")
    with c.suite(loop=True):
        c.emit(f"{name} += 1")
        c.bind(name, Int(1, max(limit, 1)))
        _body(c)
    _loop_else(c)
    c.bind(name, Int(0, limit))
    return True


def endless_loop(c: Context) -> bool:
    """`while True:` with one way out."""
    if c.depth > _DEEPEST or c.loops > 1:
        return False
    name, limit = c.fresh("k"), c.integer(1, 4)
    c.emit(f"{name} = 0", "while loop", "break")
    c.emit("while True:")
    with c.suite(loop=True):
        c.emit(f"{name} += 1")  # before anything that could `continue`
        c.emit(f"if {name} >= {limit} or {condition(c)}:")
        with c.suite():
            c.emit("break")
        c.statements(c.integer(1, 2))
    c.bind(name, Int(1, limit))
    return True


def leave(c: Context) -> bool:
    """`break`, `continue` or `return` under a condition."""
    if c.depth > _DEEPEST + 1:
        return False
    way = c.weighted({"break": 2, "continue": 3, "return": 2} if c.loops else {"return": 1})
    if way == "return" and not c.loops and c.chance(0.5):
        return False
    c.emit(f"if {condition(c)}:", "early return" if way == "return" else way)
    with c.suite():
        c.statements(c.integer(0, 1))
        c.emit(f"return {return_value(c)}" if way == "return" else way)
        if way == "return" and c.loops:
            c.tags.add("return in a loop")
    return True


def time_loop(c: Context) -> bool:
    """Two buffers of one shape, swapped after each step."""
    if c.depth > _DEEPEST or c.loops > 1:
        return False
    shapes = [c.shape(n) for n in c.arrays(ndim=1, least=2)]
    if not shapes:
        return False
    shape = c.choose(shapes)
    old, new, step = c.fresh("old"), c.fresh("new"), c.fresh("t")
    there = [name for name in c.arrays(ndim=1, writable=True) if c.shape(name) == shape]
    start = c.choose(there) if there and c.chance(0.3) else computed(c, shape)
    c.emit(f"{old} = {start}", "swapped buffers", "for loop")
    c.emit(f"{new} = np.zeros({shape})")
    c.bind(old, Array(shape))
    c.bind(new, Array(shape))
    c.emit(f"for {step} in range({c.integer(2, 4)}):")
    with c.suite(loop=True):
        c.emit(c.choose((
            f"{new}[1:] = {old}[:-1] * {scalar_leaf(c)} + 0.2 * {old}[1:]",
            f"{new}[:] = np.sin({old}) + {array(c, shape, 1)}",
            f"np.multiply({old}, {array(c, shape, 0)}, out={new})",
            f"{new}[:-1] = {old}[1:] - {scalar_leaf(c)} * {old}[:-1] ** 2",
        )))  # fmt: skip
        c.statements(c.integer(0, 1))
        c.emit(f"{old}, {new} = {new}, {old}", "swap")
    return True


def prefix_loop(c: Context) -> bool:
    """Each entry from the one before it, written in place."""
    names = c.arrays(ndim=1, writable=True, least=2)
    if not names or c.depth > _DEEPEST or c.loops > 1:
        return False
    name, each = c.choose(names), c.fresh("i")
    length = c.shape(name)[0]
    c.emit(f"for {each} in range(1, {c.choose((length, f'len({name})'))}):",
           "for loop", "in-place write", "item write")  # fmt: skip
    with c.suite(loop=True):
        c.bind(each, Int(1, length - 1))
        c.emit(f"{name}[{each}] {c.choose(('=', '+='))} "
               f"{c.number(0.2, 0.7)} * {name}[{each} - 1] + {scalar(c, 1)}")  # fmt: skip
        c.statements(c.integer(0, 1))
    return True


# --- parts of loops


def _body(c: Context) -> None:
    """At least one statement that carries something active, then a few others."""
    floats = c.names(Float, lambda v: v.rebindable)
    lists = [n for n in growing_lists(c) if c.scope[n].kind.item == FLOAT]
    if floats and c.chance(0.7):
        form = c.choose(("{} += {}", "{} = 0.6 * {} + 0.3 * {}", "{} = np.sin({} + {})"))
        name = c.choose(floats)
        value = scalar(c)
        c.emit(form.format(*((name, value) if form.count("{}") == 2 else (name, name, value))))
    if lists and c.chance(0.4):
        c.emit(f"{c.choose(lists)}.append({scalar(c)})", "append")
    c.statements(c.integer(1, 3))


def _loop_else(c: Context) -> None:
    if c.chance(0.15):
        c.emit("else:", "loop else")
        with c.suite():
            c.statements(1)


NOTHING = "nothing"
#: the header, the kinds of the targets, and the name that is run over (or NOTHING: no iteration)
Made = tuple[str, dict, str] | None


def _over_range(c: Context) -> Made:
    name = c.fresh("i")
    lengths = [(f"len({n})", c.shape(n)[0]) for n in c.arrays(least=1)]
    lengths += [(f"{n}.shape[1]", c.shape(n)[1]) for n in c.arrays(ndim=2, least=1)]
    lengths += [("n", c.scope["n"].kind.low)] if "n" in c.scope else []
    text, length = c.choose(lengths + [(str(k), k) for k in (2, 3)])
    form = c.choose((
        ("range({t})", range(length)), ("range(1, {t})", range(1, length)),
        ("range({t} - 1, -1, -1)", range(length - 1, -1, -1)),
        ("range(0, {t}, 2)", range(0, length, 2)),
        ("range({t} - 1, 0, -2)", range(length - 1, 0, -2)), ("range({t})", range(length)),
    ))  # fmt: skip
    values = form[1]
    if form[0] != "range({t})":
        c.tags.add("range with start or step")
    low, high = (min(values), max(values)) if len(values) else (0, 0)
    return (
        f"{name} in {form[0].format(t=text)}",
        {name: Int(low, high)},
        ("" if len(values) else NOTHING),
    )


def _over_array(c: Context) -> Made:
    names = c.arrays(ndim=1, least=2)
    if not names:
        return None
    name, over = c.fresh("e"), c.choose(names)
    c.tags.add("loop over an array")
    return f"{name} in {over}{c.choose(('', '', '[::-1]', '[1:]'))}", {name: FLOAT}, ""


def _over_rows(c: Context) -> Made:
    names = c.arrays(ndim=2, least=1)
    if not names:
        return None
    over, name = c.choose(names), c.fresh("row")
    rows, columns = c.shape(over)
    c.tags.add("loop over rows")
    if c.chance(0.3):
        return f"{name} in {over}.T", {name: Array((rows,))}, over
    return f"{name} in {over}", {name: Array((columns,))}, over


def _over_zip(c: Context) -> Made:
    names = c.arrays(ndim=1, least=1)
    if not names:
        return None
    one, other = c.fresh("e"), c.fresh("e")
    over = c.choose(names)
    second = c.choose(names) if c.chance(0.6) else array(c, c.shape(over), 1)
    c.tags.add("loop over zip")
    return f"{one}, {other} in zip({over}, {second})", {one: FLOAT, other: FLOAT}, ""


def _over_enumerate(c: Context) -> Made:
    names = c.arrays(least=1)
    if not names:
        return None
    each, over = c.fresh("i"), c.choose(names)
    shape = c.shape(over)
    c.tags.add("loop over enumerate")
    name = c.fresh("e" if len(shape) == 1 else "row")
    kind = FLOAT if len(shape) == 1 else Array(shape[1:])
    return f"{each}, {name} in enumerate({over})", {each: Int(0, shape[0] - 1), name: kind}, over


def _over_list(c: Context) -> Made:
    if c.chance(0.5):
        new_list(c)
    names = c.names(ListOf, lambda v: v.kind.length > 0)
    if not names:
        return None
    over = c.choose(names)
    kind = c.scope[over].kind.item
    c.tags.add("loop over a list")
    return f"{(name := c.fresh('e'))} in {over}", {name: kind}, over


def _over_tuple(c: Context) -> Made:
    name = c.fresh("e")
    if c.chance(0.3) and (arrays := c.arrays()):
        shape = c.shape(c.choose(arrays))
        values = [array(c, shape, 1) for _ in range(2)]
        c.tags.add("loop over a tuple")
        return f"{name} in ({', '.join(values)})", {name: Array(shape)}, ""
    values = [scalar(c, 1) for _ in range(c.integer(2, 3))]
    c.tags.add("loop over a tuple")
    return f"{name} in ({', '.join(values)})", {name: FLOAT}, ""


def _over_reversed(c: Context) -> Made:
    name = c.fresh("e")
    c.tags.add("loop over reversed")
    lists = c.names(ListOf, lambda v: v.kind.item == FLOAT and v.kind.length > 0)
    if lists and c.chance(0.5):
        over = c.choose(lists)
        return f"{name} in reversed({over})", {name: FLOAT}, over
    count = c.integer(2, 4)
    return f"{name} in reversed(range({count}))", {name: Int(0, count - 1)}, ""


def _over_nothing(c: Context) -> Made:
    c.tags.add("zero-trip loop")
    name = c.fresh("e")
    names = c.arrays(ndim=1)
    if names and c.chance(0.5):
        return f"{name} in {c.choose(names)}[:0]", {name: FLOAT}, NOTHING
    return (
        f"{name} in {c.choose(('range(0)', 'range(2, 2)', 'range(0, 3, -1)'))}",
        {name: Int(0, 0)},
        NOTHING,
    )
