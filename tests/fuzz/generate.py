"""Random programs: written from a source of chance, executed, kept where they behave.

A program is `f(x, y, a, b, n)` with a vector, a matrix (now and then with axes of length 1), two
floats and an integer; its result is a float, an array, or a container of both. Any
`random.Random` drives it: a seeded one in a campaign, Hypothesis's in a property test.
"""

from __future__ import annotations

import ast
import math
import warnings
from dataclasses import dataclass
from random import Random

import numpy as np

from s2sad.numerical import displaced, random_tangents
from s2sad.structure import copy_arrays, flatten, is_differentiable

from . import bindings, control, functions, writes
from .context import FLOAT, Array, Context, DictOf, Int, Kind, TupleOf, Variable
from .program import ENTRY, Module, Program, in_double
from .results import final_value

#: bounds on results, slopes and curvature: beyond them numerical derivatives lose their digits
LARGEST = 1e4
STEEPEST = 1e3
MOST_CURVED = 1e5
_NEARBY = 2.0**-10
_ATTEMPTS = 200
FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NameError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip

STATEMENTS = {
    bindings.assign_scalar: 12, bindings.assign_array: 10, bindings.new_buffer: 6,
    bindings.rebind_with_other_type: 2, bindings.augmented_scalar: 7,
    bindings.augmented_array: 7, bindings.chained: 2, bindings.unpacked: 2,
    bindings.unpacked_star: 2, bindings.swap: 3, bindings.walrus: 2, bindings.counter: 3,
    bindings.view: 11, bindings.alias: 5, bindings.new_list: 5, bindings.comprehended_list: 3,
    bindings.append: 4, bindings.pop: 5, bindings.list_write: 6, bindings.new_tuple: 2,
    bindings.new_dict: 4, bindings.dict_write: 4, bindings.take_from_container: 2,
    bindings.assign_call: 11, bindings.assign_conditionally: 1, bindings.checked: 1,
    bindings.no_axes: 1, bindings.complex_numbers: 1,
    writes.items_swapped: 4, writes.variable_slice: 5,
    writes.item: 12, writes.part: 12, writes.overlapping: 3, writes.mask: 4, writes.fancy: 5,
    writes.add_at: 4, writes.out_argument: 6, writes.filled: 4, writes.overwritten_after_use: 5,
    control.branch: 12, control.bound_in_every_branch: 3, control.bound_in_one_branch: 3,
    control.for_loop: 16, control.while_loop: 5, control.endless_loop: 2, control.leave: 18,
    control.time_loop: 3, control.prefix_loop: 3, functions.closure: 9,
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """How large programs are."""

    fewest: int = 4
    most: int = 16
    helpers: int = 2


def generate(random: Random, limits: Limits = Limits()) -> Program:
    """A program that runs on its arguments, with bounded values."""
    for _ in range(_ATTEMPTS):
        program = write(random, limits)
        if behaves(program):
            return program
    raise RuntimeError(f"none of {_ATTEMPTS} random programs ran")


def write(random: Random, limits: Limits = Limits()) -> Program:
    """A program that was not tried out yet."""
    args, tags = _arguments(random)
    c = Context(
        random, _statement, FLOAT, tags, {}, argument_writes=random.random() < 0.15,
        budget=min(random.randint(limits.fewest, limits.most) for _ in range(2)),
    )  # fmt: skip
    shapes = [np.shape(args[0]), np.shape(args[1])]
    c.result = _result(c, shapes)
    lines = ["import math", "", "import numpy as np", ""]
    for _ in range(c.integer(0, limits.helpers)):
        lines += ["", *functions.helper(c, shapes), ""]
    for name, shape in zip("xy", shapes, strict=True):
        c.bind(name, Array(shape), writable=c.argument_writes)
    c.bind("a", FLOAT)
    c.bind("b", FLOAT)
    if c.chance(0.15):
        lines += ["", _captured_array(c), ""]
    c.scope["n"] = Variable(Int(args[4], args[4]), rebindable=False)
    if c.argument_writes:
        tags.add("arguments may be written")
    while c.budget > 0:
        c.statements(1)
    c.emit(f"return {final_value(c)}")
    lines += ["", f"def {ENTRY}(x, y, a, b, n):", *c.lines]
    # Through the parser and back: parentheses that the pieces needed but the whole does not go.
    return Program(ast.unparse(ast.parse("\n".join(lines))) + "\n", args, frozenset(tags))


def _captured_array(c: Context) -> str:
    """A global array that the program reads."""
    shape = c.choose([c.shape(n) for n in c.arrays()])
    values = [float(c.number(-1.2, 1.2)) for _ in range(math.prod(shape))]
    c.scope["TABLE"] = Variable(Array(shape), writable=False, rebindable=False)
    c.tags.add("captured array")
    return f"TABLE = np.array({values}).reshape({shape})"


def behaves(program: Program) -> bool:
    """True where the program runs, with the same bounded result twice, and is no steep cliff.

    Nothing overflows on the way, used or not: 0 times an infinite slope has no answer.
    """
    args = in_double(program.args)
    direction = random_tangents(args, np.random.default_rng(1))
    try:
        with warnings.catch_warnings(), np.errstate(over="raise"), Module(program.source) as module:
            warnings.simplefilter("ignore")
            function = getattr(module, ENTRY)
            results = [function(*copy_arrays(program.args)) for _ in range(2)]
            around = [function(*displaced(args, direction, k * _NEARBY)) for k in (-1, 0, 1)]
    except FAILURES:
        return False
    first, second = (flatten(result)[0] for result in results)
    return (
        bool(first)
        and all(is_differentiable(leaf) and _bounded(leaf) for leaf in first)
        and all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
        and all(map(_gentle, *(flatten(result)[0] for result in around)))
    )


def _gentle(behind, here, ahead) -> bool:
    if not np.shape(behind) == np.shape(here) == np.shape(ahead):
        return False
    slope = np.abs(ahead - behind) / (2 * _NEARBY)
    curvature = np.abs(ahead - 2 * here + behind) / _NEARBY**2
    return bool(np.all(slope < STEEPEST) and np.all(curvature < MOST_CURVED))


def _bounded(leaf) -> bool:
    return bool(np.all(np.isfinite(leaf)) and np.all(np.abs(leaf) < LARGEST))


def _statement(c: Context) -> None:
    """One statement: those that do not fit here are drawn again."""
    for _ in range(12):
        if c.weighted(STATEMENTS)(c):
            return
    bindings.assign_scalar(c)


def _arguments(random: Random) -> tuple[tuple, set[str]]:
    tags = set()
    rng = np.random.default_rng(random.getrandbits(32))
    size, rows = random.randint(2, 5), random.randint(2, 4)
    columns = random.choice((size, size, size, random.randint(2, 4)))
    shape = (rows, columns)
    if random.random() < 0.3:
        shape = random.choice(((rows, 1), (1, columns), (1, 1)))
        tags.add("axis of length 1")
    dtypes = [np.float64, np.float64]
    if random.random() < 0.1:
        dtypes[random.randint(0, 1)] = np.float32
        tags.add("float32")
    x = np.round(rng.uniform(-1.5, 1.5, size), 4).astype(dtypes[0])
    y = np.round(rng.uniform(-1.5, 1.5, shape), 4).astype(dtypes[1])
    if random.random() < 0.15:
        y = np.asfortranarray(y)
        tags.add("Fortran order")
    a, b = (round(random.uniform(-1.2, 1.2), 4) for _ in range(2))
    return (x, y, a, b, random.randint(2, 4)), tags


def _result(c: Context, shapes: list[tuple[int, ...]]) -> Kind:
    array = Array(c.choose(shapes))
    form = c.weighted({"float": 10, "array": 3, "tuple": 3, "dict": 1})
    if form == "array":
        c.tags.add("array result")
        return array
    if form == "tuple":
        c.tags.add("tuple result")
        return TupleOf((FLOAT, array) if c.chance(0.7) else (FLOAT, TupleOf((array, FLOAT))))
    if form == "dict":
        c.tags.add("dict result")
        return DictOf((("loss", FLOAT), ("u", array)))
    return FLOAT
