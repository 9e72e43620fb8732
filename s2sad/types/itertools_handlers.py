"""`itertools` and `statistics` on abstract values: known items are taken as they are, the rest
runs the loops of loops_of_itertools.py.

Each handler takes (cx, args, kwargs) and returns an iterator.
"""

from __future__ import annotations

import itertools
import operator
import statistics
from collections.abc import Callable

from . import loops_of_itertools as loops
from .abstract import Abstract, Array, Count, Cycle, Repeat, Slice, Static, Tuple, Zip
from .iterable_handlers import ahead, over, read_ahead
from .loops_of_builtins import repeated, starmapped


def _named(names: tuple[str, ...], args, kwargs) -> dict[str, Abstract]:
    return dict(zip(names, args)) | kwargs


def _given(cx, items) -> Abstract:
    """An iterator over known items."""
    return cx.new_iterator(cx.new_list(items))


def _known(cx, value: Abstract, what: str):
    if not isinstance(value, Static):
        cx.need(what, value)
    return value.value


def _product(cx, args, kwargs) -> Abstract:
    times = _known(cx, kwargs.get("repeat", Static(1)), "repeat= of product()")
    columns = [cx.iterate(a) for a in args] * times
    found = [cx.static_items(c) for c in columns]
    if None not in found or len(columns) > 3:
        rows = itertools.product(*(cx.items_of(c) for c in columns))
        return _given(cx, [Tuple(row) for row in rows])
    loop = (loops.product_of_1, loops.product_of_2, loops.product_of_3)[len(columns) - 1]
    return cx.new_iterator(cx.call_python(loop, columns, {}))


def _chain(cx, args, kwargs) -> Abstract:
    return _chain_of(cx, [Tuple(tuple(cx.iterate(a) for a in args))], {})


def _chain_of(cx, args, kwargs) -> Abstract:
    """chain.from_iterable"""
    parts = [cx.iterate(part) for part in cx.items_of(args[0])]
    found = [cx.static_items(part) for part in parts]
    if None in found:
        items = cx.call_python(loops.chained, [Tuple(tuple(parts))], {})
        return cx.new_iterator(items)
    return _given(cx, [item for part in found for item in part])


def _accumulate(cx, args, kwargs) -> Abstract:
    given = _named(("iterable", "func"), args, kwargs)
    source = cx.iterate(given["iterable"])
    function = given.get("func", Static(None))
    if isinstance(function, Static) and function.value is None:
        function = Static(operator.add)
    start = given.get("initial", Static(None))
    has_start = not (isinstance(start, Static) and start.value is None)
    items = cx.static_items(source)
    if items is None and has_start:
        found = cx.call_python(loops.accumulated_from, [source, function, start], {})
        return cx.new_iterator(found)
    if items is None:
        return cx.new_iterator(cx.call_python(loops.accumulated, [source, function], {}))
    totals = [start] if has_start else items[:1]
    for item in items if has_start else items[1:]:
        totals.append(cx.call(function, [totals[-1], item], {}))
    return _given(cx, totals)


def _selection(which: Callable, dynamic: dict[int, Callable]):
    """combinations() and its like: of known items, or as loops of two or three."""

    def handler(cx, args, kwargs) -> Abstract:
        source = cx.iterate(args[0])
        size = kwargs.get("r", args[1] if len(args) > 1 else Static(None))
        count = _known(cx, size, f"the number of items of {which.__name__}()")
        if cx.static_items(source) is None and count in dynamic:
            return cx.new_iterator(cx.call_python(dynamic[count], [source], {}))
        items = cx.items_of(source)
        return _given(cx, [Tuple(row) for row in cx.evaluate(which, items, count)])

    return handler


def _zip_longest(cx, args, kwargs) -> Abstract:
    fill = kwargs.get("fillvalue", Static(None))
    columns = [cx.items_of(a) for a in args]
    return _given(cx, [Tuple(row) for row in itertools.zip_longest(*columns, fillvalue=fill)])


def _repeat(cx, args, kwargs) -> Abstract:
    given = _named(("object", "times"), args, kwargs)
    times = given.get("times")
    if times is None:
        return Repeat(given["object"])
    if isinstance(times, Static):
        return _given(cx, [given["object"]] * max(times.value, 0))
    return cx.new_iterator(cx.call_python(repeated, [cx.new_list([given["object"]]), times], {}))


def _count(cx, args, kwargs) -> Abstract:
    given = _named(("start", "step"), args, kwargs)
    return cx.new_iterator(Count(given.get("start", Static(0)), given.get("step", Static(1))))


def _cycle(cx, args, kwargs) -> Abstract:
    return cx.new_iterator(Cycle(tuple(cx.items_of(args[0]))))


def _islice(cx, args, kwargs) -> Abstract:
    none = Static(None)
    source = args[0]
    bounds = [none, args[1], none] if len(args) == 2 else [*args[1:], none][:3]
    if all(isinstance(b, Static) for b in bounds):
        cx.evaluate(itertools.islice, (), *(b.value for b in bounds))  # raises where Python does
    source = cx.iterate(source)
    if isinstance(source, Count):
        begin, end, step = bounds
        start = source.start if begin is none else cx.binary(operator.add, source.start, begin)
        stop = cx.binary(operator.add, source.start, end)
        return cx.call(Static(range), [start, stop, Static(1) if step is none else step], {})
    if isinstance(source, Cycle | Repeat):
        return _given(cx, _some_of(cx, source, cx.static_slice(Slice(*bounds))))
    items = cx.static_items(source)
    if items is None and isinstance(source, Array) or cx.is_growing_list(source):
        return cx.new_iterator(cx.get_item(source, Slice(*bounds)))
    if items is None:
        items = cx.items_of(source)
    return _given(cx, items[cx.static_slice(Slice(*bounds))])


def _some_of(cx, source: Cycle | Repeat, at: slice) -> list[Abstract]:
    """Items of what never ends."""
    if at.stop is None:
        cx.refuse("islice() of what never ends has no end", "give it the number of items")
    items = source.items if isinstance(source, Cycle) else (source.value,)
    return list(itertools.islice(itertools.cycle(items), at.start, at.stop, at.step))


def _pairwise(cx, args, kwargs) -> Abstract:
    source = cx.iterate(args[0])
    items = cx.static_items(source)
    if items is not None:
        return _given(cx, [Tuple(pair) for pair in zip(items, items[1:])])
    rest = cx.get_item(source, Slice(Static(1), Static(None), Static(None)))
    return cx.new_iterator(Zip((source, rest)))


def _starmap(cx, args, kwargs) -> Abstract:
    function, rows = args[0], cx.iterate(args[1])
    known = cx.static_items(rows)
    if known is None:
        return cx.new_iterator(cx.call_python(starmapped, [function, rows], {}))
    found = [cx.call(function, list(cx.items_of(row)), {}) for row in known]
    return _given(cx, found)


def _by_test(which: Callable):
    """takewhile(), dropwhile(), filterfalse(), where each test is known."""

    def handler(cx, args, kwargs) -> Abstract:
        function, items = args[0], cx.items_of(args[1])

        def test(item: Abstract) -> bool:
            truth = cx.truth(cx.call(function, [item], {}))
            if not isinstance(truth, bool):
                cx.refuse(
                    f"what {which.__name__}() keeps depends on values known only at run time",
                    "use a loop with `if` and `break`",
                )
            return truth

        return _given(cx, list(which(test, items)))

    return ahead(handler, which.__name__)


def _compress(cx, args, kwargs) -> Abstract:
    items, tests = (cx.items_of(a) for a in args)
    chosen = [_known(cx, test, "what compress() keeps") for test in tests]
    return _given(cx, list(itertools.compress(items, chosen)))


def _groupby(cx, args, kwargs) -> Abstract:
    given = _named(("iterable", "key"), args, kwargs)
    key, items = given.get("key"), cx.items_of(given["iterable"])
    keys = [item if key is None else cx.call(key, [item], {}) for item in items]
    groups = itertools.groupby(zip(keys, items), lambda pair: cx.key_of(pair[0]))
    rows = [
        Tuple((Static(name), _given(cx, [item for _, item in group]))) for name, group in groups
    ]
    return _given(cx, rows)


def _tee(cx, args, kwargs) -> Abstract:
    count = _known(cx, args[1], "the number of copies") if len(args) > 1 else 2
    source = cx.iterate(args[0])
    return Tuple(tuple(cx.new_iterator(source) for _ in range(count)))


def _loop(function: Callable):
    return over(lambda cx, args, kwargs: cx.call_python(function, args, kwargs))


HANDLERS = {
    itertools.product: _product, itertools.chain: read_ahead(_chain),
    itertools.chain.from_iterable: read_ahead(_chain_of),
    itertools.accumulate: ahead(_accumulate, "accumulate"),
    itertools.combinations: _selection(
        itertools.combinations, {2: loops.pairs, 3: loops.triples}),
    itertools.permutations: _selection(itertools.permutations, {2: loops.ordered_pairs}),
    itertools.combinations_with_replacement: _selection(
        itertools.combinations_with_replacement, {2: loops.pairs_with_repetition}),
    itertools.zip_longest: read_ahead(_zip_longest), itertools.repeat: _repeat,
    itertools.count: _count, itertools.cycle: read_ahead(_cycle),
    itertools.islice: read_ahead(_islice), itertools.pairwise: read_ahead(_pairwise),
    itertools.starmap: ahead(_starmap, "starmap"),
    itertools.takewhile: _by_test(itertools.takewhile),
    itertools.dropwhile: _by_test(itertools.dropwhile),
    itertools.filterfalse: _by_test(itertools.filterfalse),
    itertools.compress: read_ahead(_compress),
    itertools.groupby: ahead(_groupby, "groupby"), itertools.tee: read_ahead(_tee),
    statistics.mean: _loop(loops.mean), statistics.fmean: _loop(loops.mean),
    statistics.geometric_mean: _loop(loops.geometric_mean),
    statistics.harmonic_mean: _loop(loops.harmonic_mean),
    statistics.pvariance: _loop(loops.pvariance), statistics.variance: _loop(loops.variance),
    statistics.pstdev: _loop(loops.pstdev), statistics.stdev: _loop(loops.stdev),
    statistics.median: _loop(loops.median),
}  # fmt: skip
