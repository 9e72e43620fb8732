"""Random functions: helpers on top level, recursion, closures, lambdas."""

from __future__ import annotations

from .context import FLOAT, Array, Callee, Context, Float, Int, Kind, TupleOf, Variable
from .expressions import array, condition, scalar, scalar_leaf
from .places import index
from .results import final_value

_SHAPES = ((3,), (4,), (2, 3))


def helper(main: Context, shapes: list[tuple[int, ...]]) -> list[str]:
    """The lines of one helper; its name is put in the scope of `main`."""
    make = main.weighted({_plain: 6, _recursive: 2, _variadic: 1, _recursive_on_array: 1})
    return make(main, shapes or list(_SHAPES))


def _plain(main: Context, shapes: list[tuple[int, ...]]) -> list[str]:
    kinds, params, written = _parameters(main, shapes)
    keyword = main.fresh("k")
    header = ", ".join(params)
    if with_default := main.chance(0.5):
        params[keyword] = Variable(FLOAT)
        header += f", {'*, ' if main.chance(0.4) else ''}{keyword}={main.number()}"
        main.tags.add("default argument")
    result = _result_kind(main, kinds)
    c = main.function(result, params, budget=main.integer(2, 6))
    name = main.fresh("helper")
    if main.chance(0.2):
        c.emit("'''A helper.'''")
    for target in written:
        _write(c, target)
    c.statements(main.integer(1, 4))
    if main.chance(0.3):
        c.emit(f"if {condition(c)}:", "early return in a helper")
        with c.suite():
            c.emit(f"return {final_value(c)}")
    fresh = True
    same = c.arrays(result.shape) if isinstance(result, Array) else []
    if same and main.chance(0.35):
        fresh = False
        c.emit(f"return {c.choose(same)}", "helper returning an alias")
    else:
        c.emit(f"return {final_value(c)}")
    numbers = tuple(list(params).index(target) for target in written)
    if written:
        main.tags.add("helper writing into its argument")
    keywords = (keyword,) if with_default else ()
    main.scope[name] = Variable(Callee(tuple(kinds), result, keywords, numbers, fresh))
    main.tags.add("helper")
    return [f"def {name}({header}):", *c.lines]


def _parameters(main: Context, shapes: list) -> tuple[list[Kind], dict[str, Variable], list[str]]:
    kinds: list[Kind] = []
    params: dict[str, Variable] = {}
    written = []
    for _ in range(main.integer(1, 3)):
        if main.chance(0.55):
            name, kind = main.fresh("u"), Array(main.choose(shapes))
            writes = main.chance(0.35)
            written += [name] if writes else []
            params[name] = Variable(kind, writable=writes)
        else:
            name, kind = main.fresh("s"), FLOAT
            params[name] = Variable(kind)
        kinds.append(kind)
    return kinds, params, written


def _result_kind(main: Context, kinds: list[Kind]) -> Kind:
    arrays = [kind for kind in kinds if isinstance(kind, Array)]
    if arrays and main.chance(0.4):
        return main.choose(arrays)
    if arrays and main.chance(0.5):
        return TupleOf((FLOAT, main.choose(arrays)))
    return FLOAT


def _write(c: Context, target: str) -> None:
    shape = c.shape(target)
    place = ", ".join(index(c, length) for length in shape)
    c.emit(c.choose((
        f"{target}[{place}] = {scalar(c)}", f"{target} *= {scalar_leaf(c)}",
        f"{target}[...] = {array(c, shape, 1)}", f"{target}[{place}] += {scalar_leaf(c)}",
    )), "in-place write")  # fmt: skip


def _recursive(main: Context, shapes: list) -> list[str]:
    """A function of a depth and a number that calls itself."""
    name, depth, value = main.fresh("deep"), main.fresh("level"), main.fresh("s")
    params = {depth: Variable(Int(0, 3)), value: Variable(FLOAT)}
    c = main.function(FLOAT, params, budget=2)
    c.emit(f"if {depth} <= 0:", "recursion")
    with c.suite():
        c.emit(f"return {scalar(c, 1)}")
    c.statements(main.integer(0, 2))
    once = f"{name}({depth} - 1, {scalar(c, 1)})"
    c.emit("return " + c.choose((
        f"{scalar_leaf(c)} + 0.5 * {once}", f"np.sin({once}) * {scalar(c, 1)}",
        f"0.4 * {once} + 0.3 * {name}({depth} - 2, {scalar_leaf(c)})",
    )))  # fmt: skip
    main.scope[name] = Variable(Callee((Int(0, 3), FLOAT), FLOAT))
    return [f"def {name}({depth}, {value}):", *c.lines]


def _recursive_on_array(main: Context, shapes: list) -> list[str]:
    """A function that calls itself on a shorter and shorter view."""
    shape = main.choose([s for s in shapes if len(s) == 1] or [(3,)])
    name, u = main.fresh("deep"), main.fresh("u")
    main.tags.add("recursion")
    main.scope[name] = Variable(Callee((Array(shape),), FLOAT))
    return [
        f"def {name}({u}):", f"    if len({u}) == 0:", f"        return {main.number()}",
        f"    return {u}[0] * np.cos({name}({u}[1:])) + {main.number()}",
    ]  # fmt: skip


def _variadic(main: Context, shapes: list) -> list[str]:
    """A function with `*rest` and `**options`."""
    name, first, rest, out = (main.fresh(p) for p in ("fold", "s", "rest", "s"))
    main.tags.add("variadic function")
    count = main.integer(1, 4)
    main.scope[name] = Variable(Callee((FLOAT,) * count, FLOAT, ("scale",)))
    return [
        f"def {name}({first}, *{rest}, **options):",
        f"    {out} = {first} * options.get('scale', {main.number()})",
        f"    for each in {rest}:",
        f"        {out} = {out} * 0.7 + {main.choose(('np.sin(each)', 'each', 'each ** 2'))}",
        f"    return {out}",
    ]


# --- closures


def closure(c: Context) -> bool:
    """A nested function or a lambda over the variables in scope."""
    if c.calls > 1 or c.loops > 1:
        return False
    make = c.weighted({_lambda: 4, _array_lambda: 3, _inner: 4, _inner_writer: 5, _nonlocal: 2})
    return make(c)


def _lambda(c: Context) -> bool:
    name, param = c.fresh("g"), c.fresh("e")
    outer = dict(c.scope)
    c.bind(param, FLOAT)
    body = f"{param} * {scalar(c, 2)} + {scalar(c, 1)}"
    c.scope = outer
    c.emit(f"{name} = lambda {param}: {body}", "lambda")
    c.bind(name, Callee((FLOAT,), FLOAT))
    _use(c, name)
    return True


def _array_lambda(c: Context) -> bool:
    shapes = [c.shape(n) for n in c.arrays()]
    if not shapes:
        return False
    shape, name, param = c.choose(shapes), c.fresh("g"), c.fresh("e")
    outer = dict(c.scope)
    c.bind(param, Array(shape), writable=False)
    to_scalar = c.chance(0.5)
    body = f"np.sum({array(c, shape)} * {param})" if to_scalar else f"{param} * {array(c, shape)}"
    c.scope = outer
    c.emit(f"{name} = lambda {param}: {body}", "lambda")
    c.bind(name, Callee((Array(shape),), FLOAT if to_scalar else Array(shape)))
    _use(c, name)
    return True


def _inner(c: Context) -> bool:
    name, param = c.fresh("inner"), c.fresh("e")
    kind = Array(c.shape(c.choose(names))) if (names := c.arrays()) and c.chance(0.5) else FLOAT
    inner = c.nested(FLOAT, {param: Variable(kind, writable=False)}, budget=3)
    keyword = c.fresh("k")
    inner.bind(keyword, FLOAT)
    c.emit(f"def {name}({param}, {keyword}={c.number()}):", "nested function")
    inner.statements(c.integer(0, 3))
    local = scalar(inner, 2)
    inner.emit(f"return {local} + np.sum({param}) * {scalar_leaf(inner)} * {keyword}")
    c.lines += inner.lines
    c.bind(name, Callee((kind,), FLOAT, (keyword,)))
    _use(c, name)
    return True


def _inner_writer(c: Context) -> bool:
    """A nested function that writes into an array of the function around it."""
    names = c.arrays(writable=True, least=1)
    if not names:
        return False
    name, param, target = c.fresh("inner"), c.fresh("e"), c.choose(names)
    inner = c.nested(FLOAT, {param: Variable(FLOAT)}, budget=1)
    place = ", ".join(index(c, length) for length in c.shape(target))
    c.emit(f"def {name}({param}):", "nested function", "closure writing")
    inner.emit(f"{target}[{place}] {c.choose(('=', '+=', '*='))} {scalar(inner, 2)}")
    c.lines += inner.lines
    for _ in range(c.integer(1, 2)):
        c.emit(f"{name}({scalar(c, 1)})", "in-place write")
    return True


def _nonlocal(c: Context) -> bool:
    names = c.names(Float, lambda v: v.rebindable)
    if not names:
        return False
    name, param, target = c.fresh("inner"), c.fresh("e"), c.choose(names)
    inner = c.nested(FLOAT, {param: Variable(FLOAT)}, budget=1)
    c.emit(f"def {name}({param}):", "nested function", "nonlocal")
    inner.emit(f"nonlocal {target}")
    inner.emit(f"{target} = 0.7 * {target} + {scalar(inner, 2)}")
    c.lines += inner.lines
    for _ in range(c.integer(1, 2)):
        c.emit(f"{name}({scalar(c, 1)})")
    return True


def _use(c: Context, name: str) -> None:
    """Now and then something that the closure captured changes before it is called."""
    if c.chance(0.4):
        c.statements(1)
    callee = c.scope[name].kind
    if isinstance(callee, Callee) and callee.params == (FLOAT,):
        target = c.fresh("s")
        c.emit(f"{target} = {name}({scalar(c, 1)})", "call")
        c.bind(target, FLOAT)
