"""Operations of the IR that are no public Python callable, each with its meaning as Python code.

The first group stands in untyped IR only: it names what Python's syntax does, and `specialize`
resolves it. The second group stands in typed IR. It is functional: `write` returns a new version
of the array and leaves the old one as it was. The pass `inplace` proves (or makes it true, by a
copy) that the old version is not used again, and emission then prints the write in place.

The evaluator simply calls these functions.
"""

from __future__ import annotations

import itertools
import sys
from typing import Any

import numpy as np

# --- untyped: Python's syntax ---------------------------------------------------------------


class Star:
    """`Pack(Star, (x,))` among the items of a display or the arguments of a call is `*x`."""


def load_global(name: str):
    """The name in the globals of the function that uses it, else in builtins."""
    raise NotImplementedError("resolved by the evaluator and by specialize")


def load_free(name: str):
    """The name in the closure of the function that uses it."""
    raise NotImplementedError("resolved by the evaluator and by specialize")


def free_cell(name: str):
    """The cell of the name in the closure of the function that uses it."""
    raise NotImplementedError("resolved by the evaluator and by specialize")


class Cell:
    """A variable that a nested function shares with the function around it."""

    def __init__(self, name: str):
        self.name = name


def new_cell(name: str) -> Cell:
    return Cell(name)


def cell_get(cell: Cell):
    return cell.contents


def cell_set(cell: Cell, value) -> None:
    cell.contents = value


def make_closure(function, cells: dict, defaults: tuple, kwdefaults: dict):
    """A nested function or lambda; `function` is untyped IR that reads its cells by load_free."""
    raise NotImplementedError("resolved by the evaluator and by specialize")


def call(function, args: tuple, kwargs: dict):
    """`function(*args, **kwargs)`; in the Pack of args `Star` marks `*x`, in that of kwargs the
    key None marks `**x`."""
    return function(*args, **kwargs)


def get_attribute(obj, name: str):
    return getattr(obj, name)


def set_attribute(obj, name: str, value) -> None:
    setattr(obj, name, value)


def begin_generator():
    """Marks where the body of a generator begins."""


def hand_out(value, start) -> None:
    """Marks what the generator that begins there gives to who uses it, and does not change then."""


def finish_generator(items: list, start):
    """The generator that gives these items."""
    return iter(items)


def delete_attribute(obj, name: str) -> None:
    delattr(obj, name)


def build_list(*items) -> list:
    return list(items)


def build_set(*items) -> set:
    return set(items)


def build_tuple(*items) -> tuple:
    return tuple(items)


def build_dict(items: dict) -> dict:
    return dict(items)


def closed_index(array, index):
    """The index of an array that is read and then written: bounds that may be None are numbers."""
    return index


def append_item(target: list, value) -> None:
    """What a list comprehension does with each item."""
    target.append(value)


def unpack(value, before: int, star: bool, after: int) -> tuple:
    """The items of `a, b = value` (star False: exactly `before`), or of `a, *b, c = value`."""
    items = list(value)
    if not star:
        if len(items) != before:
            text = TOO_MANY if len(items) > before else TOO_FEW
            raise ValueError(text.format(before, len(items)))
        return tuple(items)
    if len(items) < before + after:
        raise ValueError(TOO_FEW.format(f"at least {before + after}", len(items)))
    end = len(items) - after
    return (*items[:before], items[before:end], *items[end:])


def is_in(item, container) -> bool:
    return item in container


def not_in(item, container) -> bool:
    return item not in container


def holds(value) -> bool:
    """The truth of a value, which a test asks; none stays in typed IR."""
    return bool(value)


def format_value(value, conversion: str, spec: str) -> str:
    """One `{value!conversion:spec}` of an f-string."""
    convert = {"": lambda v: v, "s": str, "r": repr, "a": ascii}[conversion]
    return format(convert(value), spec)


def join_text(*parts: str) -> str:
    return "".join(parts)


def with_enter(context):
    return context.__enter__()


def with_exit(context) -> None:
    context.__exit__(None, None, None)


# --- both -----------------------------------------------------------------------------------


def raise_(error=None, cause=None) -> None:
    """The statement `raise`; an effect."""
    if isinstance(error, type):
        error = error()
    raise error from cause


def assert_(condition, message=None) -> None:
    """The statement `assert`; an effect."""
    if not condition:
        raise AssertionError(*(() if message is None else (message,)))


#: what Python says
TOO_MANY = "too many values to unpack (expected {})"
TOO_FEW = "not enough values to unpack (expected {}, got {})"
UNBOUND = "cannot access local variable '{}' where it is not associated with a value"
#: what is said where either may be
WRONG_COUNT = "{} values are needed to unpack"


def bound(value, name: str, deleted: bool = False) -> None:
    """The read of a variable that some path leaves unbound: there it raises; an effect. `deleted`:
    a `del` may have unbound it."""


# --- typed: what the code was made for ------------------------------------------------------


def expect_value(parameter: str, path: tuple[int, ...], value) -> None:
    """Raises where a part of a parameter is not this value; an effect. `path`: the positions that
    lead to the part. Only emitted code asks: the evaluator binds the values in the parts."""


def expect_items(parameter: str, path: tuple[int, ...], items) -> None:
    """Likewise, where a part has not so many items or, if it is a dict, not these keys."""


def expect_present(parameter: str, path: tuple[int, ...]) -> None:
    """Likewise, where a part is None."""


def expect_name(parameter: str, path: tuple[int, ...], attribute: str, name: str) -> None:
    """Likewise, where a part that is a function or such has another name. `attribute`: how the name
    is reached, as in `func.__name__`; the last step may be `repr`, a call."""


def expect_inherited(parameter: str, path: tuple[int, ...], attribute: str) -> None:
    """Likewise, where a part has an attribute of its own that it had of its class."""


def expect_attribute(parameter: str, path: tuple[int, ...], attribute: str, has: bool) -> None:
    """Likewise, where a part has an attribute that it had not, or the other way round."""


def expect_apart(parameter: str, path: tuple[int, ...], other: str, other_path) -> None:
    """Likewise, where a part that is written is the very list, dict or object that another is."""


EXPECTATIONS = (
    expect_value, expect_items, expect_present, expect_name, expect_inherited, expect_attribute,
    expect_apart,
)  # fmt: skip


# --- typed: variables ------------------------------------------------------------------------


def is_bound(value) -> bool:
    """False where a path that leaves the value UNDEFINED was taken. Only `specialize` emits it, for
    a handler of such errors, and `passes/bound.py` puts a truth value in its place."""
    raise NotImplementedError("a truth value stands in its place")


# --- typed: arrays --------------------------------------------------------------------------


class View:
    """A step of a path that is not an index: `Pack(View, (Const(np.transpose), axes))`."""

    def __init__(self, function, *args):
        self.function, self.args = function, args


Path = tuple
"""Steps from a storage to a part of it, outermost first: `((slice(1, -1),), 0)` is `a[1:-1][0]`.

Each step is an index or a `View`; the empty path is the whole array. In IR it is a
`Pack(tuple, steps)`, and an index step is whatever operand stands in the brackets.
"""


def _target(array, path: Path):
    for step in path:
        array = step.function(array, *step.args) if isinstance(step, View) else array[step]
    return array


def write(array, path: Path, value):
    """`array` after `array[path...] = value`; `array[...] = value` where the path is empty."""
    out = array.copy(order="K")
    if path and not isinstance(path[-1], View):
        _target(out, path[:-1])[path[-1]] = value
    else:
        _target(out, path)[...] = value
    return out


def accumulate(array, path: Path, value):
    """`array` after `array[path...] += value`; of values for one entry the last is added."""
    out = array.copy(order="K")
    if path and not isinstance(path[-1], View):
        _target(out, path[:-1])[path[-1]] += value
    else:
        part = _target(out, path)
        part += value
    return out


def accumulate_at(array, path: Path, value):
    """As `accumulate`, but entries that the last index names twice get both values
    (`np.add.at`)."""
    out = array.copy(order="K")
    np.add.at(_target(out, path[:-1]), path[-1], value)
    return out


def axis_length(array, axis: int) -> int:
    """`array.shape[axis]`."""
    return array.shape[axis]


def astype(array, dtype):
    """`array.astype(dtype)`, or the NumPy scalar of that dtype."""
    return array.astype(dtype) if isinstance(array, np.ndarray) else np.dtype(dtype).type(array)


def coo_product(data, rows, columns, shape, x):
    """`a @ x` for the matrix with entries `data` at [rows, columns], added where they repeat."""
    return sys.modules["scipy.sparse"].coo_array((data, (rows, columns)), shape=shape) @ x


def sparse_product(a, x):
    """`a @ x` for a constant matrix of `scipy.sparse`."""
    return a @ x


def sparse_product_transposed(a, x):
    """`a.T @ x` likewise."""
    return a.T @ x


class Method:
    """The method `name` of its first argument, which the compiler only passes on."""

    def __init__(self, name: str):
        self.name = name
        self.__name__ = name

    def __call__(self, obj, *args, **kwargs):
        return getattr(obj, self.name)(*args, **kwargs)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Method) and other.name == self.name

    def __hash__(self) -> int:
        return hash((Method, self.name))


def retyped(x):
    """`x`, of which more is known here than where it was made: its axes have the lengths that the
    type of the result names. No code is left of it."""
    return x


def stop_gradient(x):
    """`x`, as a constant of differentiation."""
    return x


# --- typed: sequences and iterables ---------------------------------------------------------


def list_append(items: list, value) -> list:
    """`items` after `items.append(value)`."""
    return [*items, value]


def list_drop_last(items: list) -> list:
    """`items` after `items.pop()`; the item itself is `items[-1]`."""
    return items[:-1]


def list_write(items: list, index: int | tuple[int, ...], value) -> list:
    """`items` after `items[index] = value`, or `items[i][j] = value` for the index `(i, j)`."""
    out = list(items)
    if isinstance(index, tuple):
        index, *rest = index
        value = list_write(out[index], tuple(rest), value) if rest else value
    out[index] = value
    return out


def row_write(items: list, index: int | tuple[int, ...], path: Path, value) -> list:
    """`items` after `items[index][path...] = value`, which an array in the list holds."""
    return _row_written(write, items, index, path, value)


def row_accumulate(items: list, index: int | tuple[int, ...], path: Path, value) -> list:
    """`items` after `items[index][path...] += value`."""
    return _row_written(accumulate, items, index, path, value)


def row_accumulate_at(items: list, index: int | tuple[int, ...], path: Path, value) -> list:
    """As `row_accumulate`, but entries that the last index names twice get both values."""
    return _row_written(accumulate_at, items, index, path, value)


def _row_written(how, items: list, index: int | tuple[int, ...], path: Path, value) -> list:
    row = items
    for step in index if isinstance(index, tuple) else (index,):
        row = row[step]
    return list_write(items, index, how(row, path, value))


def count(start: int = 0):
    """0, 1, 2 …: the counter of `enumerate`."""
    return itertools.count(start)
