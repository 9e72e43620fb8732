"""What of a call decides the generated code: a hashable `Spec` for each argument.

    2.0                    ScalarType(f64, python)
    np.zeros((3, 1))       ArraySpec("f64", (False, True))        per axis: is its length 1?
    [(w, b)], {"a": x}     Struct(list, None, ...), Struct(dict, ("a",), ...)
    "relu", None, True     Known(value)
    a generator            Opaque
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import numpy as np

from ..errors import UnsupportedError
from ..ir.nodes import Const, Operand, Pack, Value
from ..ir.types import ArrayType, Axis, Dim, OpaqueType, ScalarType
from ..registered import REGISTERED, encoded, stands_for
from ..signatures import MOST_FLAGS, Size, is_passed_on, made_by, sparse_kind, static_key
from ..source import Span
from ..structure import attribute_names, sequence_class
from . import tables
from .abstract import Abstract, Array, Dyn, Identity, Items, Ref, Static, Tuple
from .classes import check_attributes, check_derived
from .context import Context, dtype_name, python_scalar_type
from .dims import product, shift, total
from .given import GivenItems, GivenStatic, GivenTuple, Note, text_of_object


@dataclass(frozen=True, slots=True)
class ArraySpec:
    """An array: dtype, of each axis whether its length is 1, the lengths that decide the code, by
    axis, and the axes that are so many times as long as one of another argument, by that one's
    name, less a number. A type string names axes: these are `stated`, each with its letter, the
    name of the first length that has this letter, the factor before it, and the number less.
    `sizes`: what other arguments decide of which axes (see sizes.py)."""

    dtype: str
    ones: tuple[bool, ...]
    lengths: tuple[tuple[int, int], ...] = ()
    same: tuple[tuple[int, str, int, int], ...] = ()
    stated: tuple[tuple[int, str, str, int, int], ...] = ()
    sizes: tuple[tuple[int, Size], ...] = ()

    def __str__(self) -> str:
        return text_of(self)

    def with_lengths(self, lengths: dict[int, int]) -> "ArraySpec":
        """With these known, too."""
        known = dict(self.lengths) | lengths
        return dataclasses.replace(self, lengths=tuple(sorted(known.items())))


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is fixed for the generated code."""

    value: Any

    def __eq__(self, other) -> bool:
        return (
            isinstance(other, Known)
            and type(other.value) is type(self.value)
            and (other.value is self.value or other.value == self.value)
        )

    def __hash__(self) -> int:
        return hash((type(self.value), static_key(self.value)))

    def __str__(self) -> str:
        text = text_of_object(self.value)
        return text or getattr(self.value, "__qualname__", type(self.value).__qualname__)


@dataclass(frozen=True, slots=True)
class Struct:
    """A container or object: its class, its keys or attribute names, its parts, and what makes the
    missing items of a defaultdict, see `made_by`."""

    cls: type
    keys: tuple | None
    items: tuple["Spec", ...]
    factory: type | str | None = None

    def __str__(self) -> str:
        return text_of(self)


@dataclass(frozen=True, slots=True)
class Opaque:
    """Anything that the compiler only passes on."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that decides the code; it stays a parameter, so that it can be checked."""

    type: ScalarType | OpaqueType
    value: Any

    def __str__(self) -> str:
        return repr(self.value)


PLAIN_ARRAYS = (np.ndarray, np.memmap)
Spec = Union[ScalarType, ArraySpec, Known, Struct, Opaque, Fixed]


#: Python's parser ends at 200 brackets in each other, and its stack not much later
MAX_NESTING = 100


def spec_of(value, around: tuple[int, ...] = (), called: str = "an argument") -> Spec:
    """The spec of an argument's value; `around` are the things that hold it, `called` is what
    messages call the argument."""
    if not around and type(value) in REGISTERED:
        value = encoded(value)
    if isinstance(value, np.ndarray):
        if type(value) not in PLAIN_ARRAYS:
            raise UnsupportedError(
                f"{called} {'holds' if around else 'is'} an instance of "
                f"{type(value).__name__}, whose operations are not those of arrays",
                advice="pass a plain array, as np.asarray makes it",
            )
        name = dtype_name(value.dtype)
        if name is None:
            return Opaque(f"array of {value.dtype.name}")
        return ArraySpec(name, tuple(n == 1 for n in value.shape))
    if value is None or isinstance(value, (str, bytes)) or type(value) is bool:
        return Known(value)
    scalar = python_scalar_type(value)
    if scalar is not None:
        return scalar
    if id(value) in around:  # it holds itself
        return Opaque(type(value).__name__)
    around = (*around, id(value))
    if len(around) > MAX_NESTING:
        raise UnsupportedError(
            f"{called} is nested more than {MAX_NESTING} deep, and code for it would be, too",
            advice="pass its parts in one flat list",
        )
    if isinstance(value, (list, tuple, dict)) and type(value) not in (list, tuple, dict):
        check_derived(type(value))
    if isinstance(value, (list, tuple)):
        items = tuple(spec_of(v, around, called) for v in value)
        return Struct(sequence_class(value), None, with_flags_as_data(items))
    if isinstance(value, dict):
        items = tuple(spec_of(v, around, called) for v in value.values())
        return Struct(dict, tuple(value), items, made_by(value))
    return _spec_of_object(value, around, called)


def with_flags_as_data(items: tuple[Spec, ...]) -> tuple[Spec, ...]:
    """The items of a list: where they are many, and alike, and of numbers, truth values are data,
    as in the key of the arguments (signatures.py)."""
    without = tuple(map(_without_flags, items)) if len(items) > MOST_FLAGS else items
    return without if all(item == without[0] for item in without) else items


def _without_flags(spec: Spec) -> Spec:
    if isinstance(spec, Struct) and spec.cls in (tuple, list):
        items = tuple(map(_without_flags, spec.items))
        return Struct(spec.cls, None, items) if {*map(type, items)} <= {ScalarType} else spec
    is_flag = isinstance(spec, Known) and type(spec.value) is bool
    return ScalarType("bool", python=True) if is_flag else spec


def _spec_of_object(value, around: tuple[int, ...], called: str) -> Spec:
    if is_passed_on(value):
        return Opaque(sparse_kind(value) or type(value).__name__)
    names = attribute_names(value)
    if names is not None:
        parts = (getattr(value, name) for name in names)
        return Struct(type(value), names, tuple(spec_of(part, around, called) for part in parts))
    try:
        static_key(value)
    except TypeError:
        return Opaque(type(value).__name__)
    return Known(value)


#: what lengths are called, in this order
LETTERS = "nmklqrst"


class Letters:
    """What the lengths of arguments are called: each has its own letter, but for those that are
    equal: of one name, or of names that `equal` maps to the same one. None is called as an
    argument is, of which `taken` are the names."""

    def __init__(self, taken: Sequence[str] = (), equal: Mapping[str, str] | None = None) -> None:
        self.taken, self.equal, self.given = set(taken), equal or {}, {}

    def of(self, length: str, letter: str = "") -> str:
        """What the length is called: by the letter, if that is free."""
        length = self.equal.get(length, length)
        if length not in self.given:
            names = (each + str(turn or "") for turn in itertools.count() for each in LETTERS)
            free = (n for n in itertools.chain([letter], names) if n and n not in self.taken)
            self.given[length] = next(free)
            self.taken.add(self.given[length])
        return self.given[length]


def text_of(spec: Spec, name: str = "", letters: Letters | None = None) -> str:
    """A spec as text, for an argument of the name: `(f64[n], f64[m, 3])`."""
    letters = letters or Letters()
    match spec:
        case ArraySpec(dtype=dtype, ones=ones, lengths=lengths):
            known, written = dict(lengths), {axis: letter for axis, letter, *_ in spec.stated}
            names = {axis: said for axis, _, *said in spec.stated}
            names |= {axis: said for axis, *said in spec.same}

            def called(axis: int) -> str:
                first, by, less = names.get(axis, (f"{name}.{axis}", 1, 0))
                letter = letters.of(first, written.get(axis, ""))
                text = letter if by == 1 else f"{by}*{letter}"
                return f"{text}{-less:+}" if less else text

            axes = [
                str(known[k]) if k in known else "1" if one else called(k)
                for k, one in enumerate(ones)
            ]  # fmt: skip
            return f"{dtype}[{', '.join(axes)}]"
        case Struct(cls=cls, items=items):
            texts = [
                text_of(item, part_of(name, label, k), letters)
                for k, (label, item) in enumerate(zip(labels(spec), items))
            ]
            inner = ", ".join(texts)
            if cls is tuple:
                return f"({inner}{',' if len(items) == 1 else ''})"
            if cls is list:
                alike = len(texts) > 4 and len(set(texts)) == 1
                return f"{len(texts)} * [{texts[0]}]" if alike else f"[{inner}]"
            pairs = ", ".join(f"{k}: {v}" for k, v in zip(spec.keys or (), texts))
            return f"{cls.__name__}({pairs or inner})"
    return str(spec)


def has_numbers(spec: Spec) -> bool:
    """True where some leaf is floating-point or complex, or an array."""
    match spec:
        case ScalarType(dtype=dtype):
            return dtype[0] in "fc"
        case ArraySpec():
            return True
        case Struct(items=items):
            return any(map(has_numbers, items))
    return False


def with_fact(spec: Spec, path: tuple, fact) -> Spec:
    """The spec, with what the path leads to known: the value of a number, the shape of an array,
    or the length of one of its axes, or that it is the same as another one, or a multiple, or
    "less"."""
    match spec:
        case ScalarType():
            return Fixed(spec, fact)
        case ArraySpec() if isinstance(fact, Size):
            return dataclasses.replace(spec, sizes=(*spec.sizes, (path[0], fact)))
        case ArraySpec() if len(path) > 1:
            axis, *said = path
            number, name = (1, said[0]) if isinstance(said[0], str) else said[:2]
            factor, less = (1, number) if fact == "less" else (number, 0)
            return dataclasses.replace(spec, same=(*spec.same, (axis, name, factor, less)))
        case ArraySpec():
            return spec.with_lengths({path[0]: fact} if path else dict(enumerate(fact)))
        case Struct(keys=keys, items=items):
            position = path[0] if keys is None else keys.index(path[0])
            parts = list(items)
            parts[position] = with_fact(parts[position], path[1:], fact)
            return dataclasses.replace(spec, items=tuple(parts))
    raise TypeError(f"no fact can be known of {spec!r}")


def enter(
    cx: Context, spec: Spec, name: str, span: Span | None, note: Note, path: tuple | None = None,
    place: str = "",
) -> tuple[Abstract, Operand]:
    """The abstract value of an argument of this spec, and the tree of values that it brings.

    `path` leads to it from the arguments of the call; None for what is no argument. `note`: what is
    looked at in it. `place`: by which its lengths are named, if it is a part."""
    place = place or name
    match spec:
        case ScalarType():
            value = Value(name, spec, span)
            cx.given[value] = note
            if path is not None:
                cx.origins.paths[value] = path
            return Dyn(value), value
        case ArraySpec(dtype=dtype, ones=ones, lengths=lengths):
            known = dict(lengths)
            known |= {k: _linear(*said) for k, *said in spec.same}
            known |= {k: Dim(size.name) for k, size in spec.sizes if size.name}
            axes = tuple(
                known.get(k, 1 if one else Dim(f"{place}.{k}", not_one=True))
                for k, one in enumerate(ones)
            )
            value = Value(name, ArrayType(dtype, axes), span)
            if path is not None:
                cx.origins.paths[value] = path
            if lengths or any(ones):
                cx.assumed[value] = axes
            if spec.same:
                cx.alike[value] = spec.same
            if spec.sizes:
                cx.sized[value] = spec.sizes
            cx.order.argument(value)
            storage = Identity("array", name)
            storage.order = cx.order.of(value)
            cx.state.enter(storage, value)
            cx.given[storage] = note
            return Array(storage), value
        case Fixed(type=type_, value=fact):
            value = Value(name, type_, span)
            cx.assumed[value] = fact
            return Static(fact), value
        case Known(value=v):
            return GivenStatic(v, note), Const(v)
        case Opaque(name=kind):
            value = Value(name, OpaqueType(kind), span)
            cx.given[value] = note
            return Dyn(value), value
        case Struct():
            whole = cx.entered_whole(spec, name, span, path)
            return whole or _enter_struct(cx, spec, name, span, note, path, place)
    raise TypeError(f"not a spec: {spec!r}")


def _linear(name: str, factor: int, less: int) -> Axis:
    """So many times the length of the name, less a number."""
    multiple = product((factor, Dim(name, "/" not in name)))
    return shift(multiple, less) if less > 0 else total((-less, multiple)) if less else multiple


def _enter_struct(
    cx: Context, spec: Struct, name: str, span, note: Note, path: tuple | None, place: str
) -> tuple[Abstract, Operand]:
    parts = [
        enter(
            cx, item, _part_name(name, label, spec.cls), span, note.part(k),
            None if path is None else (*path, label), part_of(place, label, k),
        )
        for k, (label, item) in enumerate(zip(labels(spec), spec.items))
    ]
    values, operands = tuple(p[0] for p in parts), tuple(p[1] for p in parts)
    tree = Pack(spec.cls, operands, spec.keys)
    found = stands_for(spec.cls)
    if found is not None:
        unflatten = found[2]
        made = cx.call(Static(unflatten), [Static(found[1]), Tuple(values)], {})
        return made, tree
    if issubclass(spec.cls, tuple):
        return GivenTuple(values, spec.cls, note), tree
    kind = {list: "list", dict: "dict"}.get(spec.cls, "object")
    if kind == "object":
        check_attributes(spec.cls, span)
    identity = Identity(kind, name)
    if spec.factory is not None:
        factory = tables.given_factory(name, spec.factory)
        if ("given", place) in cx.directives.tables:
            note.look()
            pairs = tuple(map(Tuple, zip(map(Static, spec.keys), values)))
            return cx.construct(tables.Table, [Tuple(pairs), factory], {}), tree
        identity.factory, identity.made = factory, frozenset({("given", place)})
    if kind == "object":
        content = Items(values, spec.keys, spec.cls)
    else:
        content = GivenItems(values, spec.keys, note)
    cx.state.enter(identity, content)
    cx.given[identity] = note
    return Ref(identity), tree


def labels(spec: Struct) -> tuple | range:
    return spec.keys if spec.keys is not None else range(len(spec.items))


def part_of(place: str, label, k: int) -> str:
    """The place of part k, which no other part of an argument has."""
    return f"{place}.{label if isinstance(label, str) and label.isidentifier() else k}"


def _part_name(name: str, label, cls: type) -> str:
    if isinstance(label, int):
        return f"{name}_{label}"
    text = str(label)
    return text if text.isidentifier() else name
