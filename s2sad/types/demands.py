"""What a run of the interpreter must know, and cannot: which arguments or loops decide it.

A culprit is a value that must be known when the code is generated (an index into items that
differ in type), or a loop whose carries have no one type. It is followed back to integer
arguments, shapes of array arguments and loops. The next run takes the former from the call and
unrolls the latter, or runs their first iteration apart.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.nodes import For, Function, Op, Operand, Value, While, leaves
from ..ir.types import ArrayType, Axis, Dim, IterType, ListType, ScalarType, Type
from .apart import CLAIMED

#: how many first iterations of a loop may be run apart
PEELS = 2
UNROLL_LIMIT = 256
#: at how many places what follows may be run for each of two values, since each doubles it
PARTINGS = 8


@dataclass(frozen=True, slots=True)
class Ran:
    """The culprit of a value that differs where the loop does not run at all."""

    loop: For | While
    level: int


@dataclass(frozen=True, slots=True)
class Parted:
    """The culprit of a value that has no one type where two paths meet: the `if` of these, or what
    was run for each of two values."""

    op: Op


@dataclass(frozen=True, slots=True)
class Order:
    """The culprit where the order in memory decides whether two arrays share memory."""


Culprit = Value | For | While | Ran | Parted | Order


@dataclass(slots=True)
class Directives:
    """What earlier runs have learnt of the loops (operations of untyped IR), and that arguments
    are to be taken for arrays in C order, which generated code then checks. `causes`: why a loop is
    to be written out, which is what is wrong where it cannot be. `kept` are functions
    whose calls stay calls, `recursive` those of them that call themselves as often as the run
    decides, `in_place` those that cannot, and why; `records` where in the result of
    one that stays a call there is a tuple that is to be a record, `grown` where a list of unknown
    length; `parted` are the Ifs behind which
    what both paths have left is kept, `apart` the operations from which on their block is run for
    each of that (see choices.py); `claims_allowed` of which no claim has failed (see apart.py);
    `loops` are those over known items that were run as loops, while it is `rolled` that some may
    be; `any_size`: something was parted that a known length decides, too; `placed` are the loops of
    functions of ours, for each call; `gaps`: some list is filled with items in the place of None
    (see gaps.py), which is `gaps_allowed`; `captured` are facts of captured values, by their names;
    `tables` make dicts and sets whose keys only the run decides (see tables.py), `keyed` those of
    which it was tried to know the keys, `changed` known sets that are changed; `text_keys`: some of
    the former have texts for keys; `lengths_asked`: it was tried to know the bounds of a slice of a
    known list, or how many items go behind one, `lengths_of_run`: these become lists of the run;
    `rows` are loops over lists whose items are written, None for such a list that is indexed.
    """

    unroll: set[Op] = field(default_factory=set)
    causes: dict[Op, UnsupportedError] = field(default_factory=dict)
    peel: dict[Op, int] = field(default_factory=dict)
    must_run: set["Ran"] = field(default_factory=set)
    in_order: bool = False
    kept: set[Function] = field(default_factory=set)
    recursive: set[Function] = field(default_factory=set)
    in_place: dict[Function, UnsupportedError] = field(default_factory=dict)
    records: dict[Function, set[tuple[int, ...]]] = field(default_factory=dict)
    grown: dict[Function, set[tuple[int, ...]]] = field(default_factory=dict)
    parted: set[Op] = field(default_factory=set)
    apart: set[Op] = field(default_factory=set)
    settled: bool = False
    rolled: bool = True
    loops: set[Op] = field(default_factory=set)
    any_size: bool = False
    placed: dict[tuple, Op] = field(default_factory=dict)
    gaps: bool = False
    gaps_allowed: bool = True
    claims_allowed: frozenset[type[Type]] = CLAIMED
    captured: dict[tuple, dict[tuple, None]] = field(default_factory=dict)
    tables: set[Op] = field(default_factory=set)
    keyed: set[Op] = field(default_factory=set)
    changed: set[Op] = field(default_factory=set)
    text_keys: bool = False
    lengths_asked: bool = False
    lengths_of_run: bool = False
    rows: set[Op | None] = field(default_factory=set)

    def here(self, loop: For | While, sites: list) -> For | While:
        """The loop; one of a function of ours is a loop of its own in each call: what is learnt of
        that says nothing of the others."""
        if loop.span is None or not loop.span.is_ours:
            return loop
        key = (loop, *sites)
        if key not in self.placed:
            self.placed[key] = replace(loop)
        return self.placed[key]

    def eased(self) -> "Directives | None":
        """From what to start anew where these have led to a refusal; None where nothing is left."""
        if self.lengths_asked and not self.lengths_of_run:
            return Directives(rolled=self.rolled, gaps_allowed=self.rolled, tables=self.tables,
                              lengths_of_run=True)  # fmt: skip
        if self.keyed - self.tables:
            tables = self.tables | self.keyed
            return Directives(rolled=self.rolled, gaps_allowed=self.rolled, tables=tables)
        if self.loops or self.gaps or self.any_size:
            return Directives(rolled=False, gaps_allowed=False, tables=self.tables)
        return None

    def settle(self, kept_before: int) -> bool:
        """True where one more run lets all calls of what is kept stay calls, the first ones too."""
        again = not self.settled and len(self.kept) > kept_before
        self.settled = True
        return again

    def cannot_keep(self, function: Function, error: UnsupportedError) -> None:
        self.kept.discard(function)
        self.in_place[function] = error

    def know(self, facts: Iterable[tuple]) -> bool:
        """Take facts of captured values from these; False where all were known."""
        before = sum(map(len, self.captured.values()))
        for kind, (key, *path) in facts:
            self.captured.setdefault(key, {})[kind, tuple(path)] = None
        return sum(map(len, self.captured.values())) > before

    def write_out(self, found: "Found") -> bool:
        """Write out the loops over known items that decide it; False where none does."""
        loops = {*found.loops, *(found.torn if found.blocked else ())}
        known = (loops & self.loops) - self.unroll
        self.unroll |= known
        return bool(known)

    def follow(self, found: "Found", error: UnsupportedError) -> bool:
        """Take up what was found; False where nothing is left to try."""
        if found.order and not self.in_order:
            self.in_order = True
            return True
        for ran in found.ran:
            if ran not in self.must_run:
                self.must_run.add(ran)
                return True
        for loop in found.torn:
            if self.peel.get(loop, 0) < PEELS:
                self.peel[loop] = self.peel.get(loop, 0) + 1
                return True
        for loop in (*found.torn, *found.loops):
            if loop not in self.unroll:
                self.unroll.add(loop)
                self.causes[loop] = error
                self.peel.pop(loop, None)
                return True
        return False

    def part(self, found: "Found", op: Op | None) -> bool:
        """Run the operation for what each of two paths has left; False where that was tried."""
        new = found.parted.keys() - self.parted
        if not found.parted or op is None or (op in self.apart and not new):
            return False
        if len(self.apart) >= PARTINGS:
            return False
        self.parted.update(new)
        self.apart.add(op)
        return True

    def part_for_any_size(self, found: "Found", op: Op | None) -> bool:
        """Part it rather than make code for one length, where that will do."""
        if not (self.rolled and found.by_size and self.part(found, op)):
            return False
        self.any_size = True
        return True


@dataclass(slots=True)
class Found:
    """Where culprits lead to: facts of arguments, loops, and whether to something else too.
    `of_data`: a loop takes it from an array or list, so that it stays one of the run."""

    facts: dict[tuple, None] = field(default_factory=dict)
    loops: dict[Op, None] = field(default_factory=dict)
    torn: dict[Op, None] = field(default_factory=dict)
    ran: dict[Ran, None] = field(default_factory=dict)
    parted: dict[Op, None] = field(default_factory=dict)
    order: bool = False
    blocked: bool = False
    of_data: bool = False

    @property
    def by_size(self) -> bool:
        """Whether knowing it takes code for one length, or for so many iterations."""
        lengths = all(kind == "length" for kind, _ in self.facts)
        return lengths and bool(self.facts or self.loops) and not self.torn


#: what these return is decided by the shape or length of their argument
FACTS = frozenset({prims.axis_length, len, np.size})
#: the lengths that a derived length is made of: see dims.py; `?1` and `|1` are of the run
_NAMES_IN_DIM = re.compile(r"[^\W\d][\w.]*|[?|~]+\d*")
_ENTRIES = (ArrayType, ListType, IterType)


@dataclass(slots=True)
class Origins:
    """Where values come from: arguments by path, loops, and calls (callee and operands; None for
    the result of an `if`, which its condition decides too)."""

    #: from the position of an argument, or from the key of a captured value
    paths: dict[Value, tuple] = field(default_factory=dict)
    loops: dict[Value, Op] = field(default_factory=dict)
    calls: dict[Value, tuple[Callable | None, tuple[Operand, ...]]] = field(default_factory=dict)
    #: variables of loops over arrays and lists of the run
    entries: set[Value] = field(default_factory=set)

    def find(self, culprits: Iterable[Culprit]) -> Found:
        found = Found()
        seen: set[Value] = set()
        stack: list[Value] = []
        for culprit in culprits:
            match culprit:
                case Ran():
                    found.ran[culprit] = None
                case Parted(op=op):
                    found.parted[op] = None
                case Order():
                    found.order = True
                case For() | While():
                    found.torn[culprit] = None
                case _:
                    stack.append(culprit)
        while stack:
            value = stack.pop()
            if value not in seen:
                seen.add(value)
                stack.extend(self.step(value, found))
        return found

    def step(self, value: Value, found: Found) -> list[Value]:
        """The values that decide a number, or the shape or length of anything else."""
        if value in self.paths:
            self.argument(value, found)
            return []
        if value in self.loops:
            found.of_data = found.of_data or value in self.entries
            found.loops[self.loops[value]] = None
            return []
        if value not in self.calls:
            found.blocked = True
            return []
        callee, operands = self.calls[value]
        parts = [v for operand in operands for v in leaves(operand)]
        if callee in (prims.axis_length, len) and self.lengths(callee, operands, found):
            return []
        match value.type:
            case ScalarType():
                if callee not in FACTS and any(isinstance(p.type, _ENTRIES) for p in parts):
                    found.blocked = True
                return parts
            case ListType() | IterType():
                if callee in (operator.mul, range):
                    return parts
                return [p for p in parts if isinstance(p.type, _ENTRIES)]
        if any(isinstance(p.type, ArrayType) and p.type.dtype == "bool" for p in parts):
            found.blocked = True  # a mask decides the length
        return [p for p in parts if not _is_float(p)]

    def lengths(self, callee: Callable, operands: tuple[Operand, ...], found: Found) -> bool:
        """Note the axes of arguments that decide the length of an axis of an array, if the type
        of the array says which they are."""
        array, axis = operands[0], 0 if callee is len else operands[1].value
        if not isinstance(getattr(array, "type", None), ArrayType):
            return False
        names = names_of_lengths(array.type.shape[axis])
        known = self.named_lengths(captured=True)
        if not names or not all(name in known for name in names):
            return False
        found.facts.update(dict.fromkeys(("length", known[name]) for name in names))
        return True

    def named_lengths(self, captured: bool = False) -> dict[str, tuple]:
        """The paths to the lengths of array arguments, by name; to the first of equal ones."""
        known: dict[str, tuple] = {}
        for value, path in self.paths.items():
            if isinstance(value.type, ArrayType) and (captured or not is_captured(path)):
                for k, axis in enumerate(value.type.shape):
                    if isinstance(axis, Dim):
                        known.setdefault(axis.name, (*path, k))
        return known

    def argument(self, value: Value, found: Found) -> None:
        match value.type:
            case ScalarType(dtype=dtype) if dtype[0] in "iub":
                found.facts["value", self.paths[value]] = None
            case ArrayType():
                found.facts["shape", self.paths[value]] = None
            case _:
                found.blocked = True


def names_of_lengths(axis: Axis) -> list[str]:
    """The names of the lengths that a derived one is made of."""
    return _NAMES_IN_DIM.findall(axis.name) if isinstance(axis, Dim) else []


def is_captured(path: tuple) -> bool:
    """True for the path to a part of a captured value, not of an argument."""
    return isinstance(path[0], tuple)


def _is_float(value: Value) -> bool:
    return isinstance(value.type, ScalarType) and value.type.dtype[0] in "fc"
