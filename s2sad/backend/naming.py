"""Gives every value the name of a Python variable: a plan and its intervals in, names out.

Values that one `Copy` joins, or that a write in place turns into one another, share a variable
where they are never needed at the same time; then the copy is not printed. A variable is called
what most of its values want to be called; on a clash a number is added. What is taken off a tape
is called what it was called when it was put there. Variables that are not
needed at the same time may have the same name; not so where a path of a branch does not assign a
variable, and its name would lead back to a value of another kind.
"""

from __future__ import annotations

import builtins
import keyword
import operator
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain, count

from ..ir import prims
from ..ir.nodes import UNDEFINED, Call, Op, Value
from ..ir.types import INT, ArrayType
from .intervals import Intervals
from .nesting import inner_nodes
from .plan import Branch, Copy, Do, Loop, Node
from .taped import stored
from .tuples import Items

#: beyond this many clashes a name is numbered without looking for a free one
_TRIES = 30
#: names of values that the program has no name for: where it has a variable of that name, this is
#: that variable alone
_MADE_UP = frozenset(("n", "t"))


class Variables:
    """Values in classes that share a variable: a union-find with the intervals of each class."""

    def __init__(self, intervals: Intervals, fixed: dict[Value, str]):
        self.intervals = intervals
        self.fixed = fixed
        self.parents: dict[Value, Value] = {}
        self.members: dict[Value, list[Value]] = {}

    def of(self, value: Value) -> Value:
        root = value
        while (parent := self.parents.get(root)) is not None:
            root = parent
        while value is not root:
            self.parents[value], value = root, self.parents[value]
        return root

    def members_of(self, root: Value) -> list[Value]:
        return self.members.get(root) or [root]

    def join(self, a: Value, b: Value) -> None:
        """One variable for both, where their intervals allow it."""
        a, b = self.of(a), self.of(b)
        if a is b or a not in self.intervals or b not in self.intervals:
            return
        if a in self.fixed and b in self.fixed:
            return
        if len(self.intervals[a]) < len(self.intervals[b]):
            a, b = b, a
        big, small = self.intervals[a], self.intervals[b]
        if _meet(big, small):
            return
        for piece in small:
            _insert(big, piece)
        self.parents[b] = a
        self.members[a] = self.members_of(a) + self.members_of(b)
        if b in self.fixed:
            self.fixed[a] = self.fixed[b]


def _meet(pieces: list[tuple[int, int]], others: list[tuple[int, int]]) -> bool:
    """True where some stretch of the one meets some of the other."""
    last, first = pieces[-1], others[0]
    if last[1] <= first[0]:
        return False
    if last[0] <= first[0]:
        return True
    for piece in others:
        k = bisect_left(pieces, piece)
        if k < len(pieces) and pieces[k][0] < piece[1]:
            return True
        if k > 0 and pieces[k - 1][1] > piece[0]:
            return True
    return False


def _insert(pieces: list[tuple[int, int]], piece: tuple[int, int]) -> None:
    """Add a stretch that meets none, and merge it with those that it touches."""
    k = bisect_left(pieces, piece)
    if k < len(pieces) and pieces[k][0] == piece[1]:
        piece = (piece[0], pieces.pop(k)[1])
    if k > 0 and pieces[k - 1][1] == piece[0]:
        pieces[k - 1] = (pieces[k - 1][0], piece[1])
    else:
        pieces.insert(k, piece)


def name_values(
    nodes: list[Node],
    intervals: Intervals,
    items: Items,
    fixed: dict[Value, str],
    reserved: Iterable[str],
    alone: set[Value],
    inline: Mapping[Value, Op],
) -> dict[Value, str]:
    """The name of each value that has an interval; `fixed` are those of parameters, and `alone`
    share their name with no value that is not handed to them or from them. `inline` are the
    values that are written where they are read."""
    pairs: list[list[tuple[Value, Value]]] = [[], [], [], []]
    hints: dict[Value, str] = {}
    _gather(nodes, pairs, hints, alone)
    parameters = dict(fixed)
    variables = Variables(intervals, dict(fixed))
    for rank, group in enumerate(pairs):
        for a, b in group:
            if rank < 2 or not (_renames_parameter(a, b, parameters) or _renames_bar(a, b)):
                variables.join(a, b)
    twins = {variables.of(a): b for a, b in stored(nodes, inline, items, variables.of).items()}
    return _assign(variables, hints, set(reserved), _unassigned(nodes), alone, twins)


def _renames_bar(a: Value, b: Value) -> bool:
    """True where joining would give a variable of the program the name of a cotangent."""
    return bool(a.name and b.name) and a.name.endswith("_bar") != b.name.endswith("_bar")


def _renames_parameter(a: Value, b: Value, parameters: dict) -> bool:
    """True where joining would give the user's variable the name of another, a parameter's."""
    if a not in parameters and b not in parameters:
        return False
    return bool(a.name and b.name) and a.name != b.name


def _gather(
    nodes: list[Node], pairs: list[list[tuple[Value, Value]]], hints, alone: set[Value]
) -> None:
    """Values that would best share a variable, the most pressing group first."""
    writes, carries, yields, inits = pairs
    for k, node in enumerate(nodes):
        if type(node) is Do:
            if isinstance(node.written, Value) and node.op.result is not None:
                writes.append((node.written, node.op.result))
            if node.pop is not None and node.pop.result is not None:
                writes.append((node.pop.args[0], node.pop.result))
            if type(node.op) is Call and node.op.result is not None and not node.op.result.name:
                _derive(node.op, node.op.result, hints)
            continue
        match node:
            case Copy(copied):
                before_loop = k + 1 < len(nodes) and isinstance(nodes[k + 1], Loop)
                group = inits if before_loop else carries
                group += [(a, b) for a, b in copied if isinstance(b, Value)]
            case Branch(then=then, orelse=orelse):
                inner: list[list[tuple[Value, Value]]] = [writes, yields, yields, inits]
                for branch in (then, orelse):
                    start = len(yields)
                    _gather(branch, inner, hints, alone)
                    if alone and not alone.isdisjoint(a for a, _ in yields[start:]):
                        # on the other path the variable would hold what stood there before
                        own = _assigned(branch)
                        yields[start:] = [
                            (a, b) for a, b in yields[start:] if a not in alone or b in own
                        ]
            case Loop(test=test, body=body):
                for target in node.targets:
                    hints[target] = "i" if target.type == INT else "item"
                _gather(test, pairs, hints, alone)
                _gather(body, pairs, hints, alone)


def _assigned(nodes: list[Node]) -> set[Value]:
    """What the nodes assign."""
    found: set[Value] = set()
    for node in nodes:
        if type(node) is Do:
            found.update(node.op.results)
        elif isinstance(node, Copy):
            found.update(target for target, _ in node.pairs)
        elif isinstance(node, Loop):
            found.update(node.targets)
        for inner in inner_nodes(node):
            found |= _assigned(inner)
    return found


def _unassigned(nodes: list[Node]) -> set[Value]:
    """What only one path of a branch assigns."""
    found: set[Value] = set()
    for node in nodes:
        if type(node) is Branch:
            found |= _copied(node.then) ^ _copied(node.orelse)
        if type(node) is not Do:
            for inner in inner_nodes(node):
                found |= _unassigned(inner)
    return found


def _copied(nodes: list[Node]) -> set[Value]:
    copies = [pair for node in nodes if isinstance(node, Copy) for pair in node.pairs]
    return {target for target, source in copies if getattr(source, "value", None) is not UNDEFINED}


def _kind(value: Value) -> object:
    """What two values that one name stands for have in common."""
    if type(value.type) is ArrayType:
        return value.type.dtype, len(value.type.shape)
    return type(value.type)


def _derive(op: Call, result: Value, hints: dict[Value, str]) -> None:
    """A name for a result that has none: `n` for a length, `x_i` for `x[i]`."""
    match op:
        case Call(callee=prims.axis_length) | Call(callee=builtins.len):
            hints[result] = "n"
        case Call(callee=operator.getitem, args=(Value(name=base), Value(name=index))):
            if base and index and len(base) + len(index) < 12:
                hints[result] = f"{base}_{index}"


def _assign(
    variables: Variables, hints: dict[Value, str], reserved: set[str], unassigned: set[Value],
    alone: set[Value], twins: dict[Value, Value],
) -> dict[Value, str]:
    fixed, intervals = variables.fixed, variables.intervals
    roots = [value for value in intervals if value not in variables.parents]
    roots.sort(key=lambda v: (v not in fixed, intervals[v][0], v not in twins))
    given = _MADE_UP & {*fixed.values(), *[value.name for value in intervals]}
    taken: dict[str, list[tuple[int, int]]] = {}
    numbers: dict[str, int] = {}
    names: dict[Value, str] = {}
    cleaned: dict[str, str] = {}
    kinds: dict[str, set] = {}
    lonely: set[str] = set()
    for root in roots:
        members, pieces = variables.members_of(root), intervals[root]
        if root in fixed:
            name = fixed[root]
        else:
            avoided = reserved
            if not unassigned.isdisjoint(members):
                own = set(map(_kind, members))
                avoided = reserved.union(name for name in kinds if not kinds[name] <= own)
            is_alone = not alone.isdisjoint(members)
            if is_alone or lonely:
                avoided = avoided.union(taken if is_alone else (), lonely)
            wanted = _wanted(members, hints)
            base = cleaned.get(wanted)
            if base is None:
                base = cleaned[wanted] = clean(wanted, reserved)
            twin = names.get(twins.get(root))
            if not any(value.name == base for value in members):
                if base in given:
                    avoided = avoided | given
                if base == "item" and twin is not None:
                    base = re.sub(r"_\d+$", "", twin)
            name = _free_name(base, pieces, taken, numbers, avoided, twin)
            if is_alone:
                lonely.add(name)
        if unassigned:
            kinds.setdefault(name, set()).update(map(_kind, members))
        for piece in pieces:
            _insert(taken.setdefault(name, []), piece)
        for member in members:
            names[member] = name
    return names


def _wanted(members: list[Value], hints: dict[Value, str]) -> str:
    """What most of the values want to be called; of equals the first."""
    if len(members) == 1:
        return members[0].name or hints.get(members[0]) or "t"
    counts = Counter(value.name or hints.get(value, "") for value in members)
    del counts[""]
    return max(counts, key=lambda name: counts[name]) if counts else "t"


def _free_name(
    base: str,
    pieces: list[tuple[int, int]],
    taken: dict[str, list[tuple[int, int]]],
    numbers: dict[str, int],
    reserved: set[str],
    twin: str | None,
) -> str:
    """The twin's name, if that is this one with or without a number; the name itself, or the first
    free one with a number."""
    if twin is not None and re.fullmatch(rf"{base}(_\d+)?", twin):
        if _is_free(twin, pieces, taken, reserved):
            return twin
    if _is_free(base, pieces, taken, reserved):
        return base
    last, start = numbers.get(base, 0), pieces[0][0]
    for number in chain(range(max(1, last - _TRIES), last + 1), count(last + 1)):
        name = f"{base}_{number}"
        held = taken.get(name)
        if held is not None and held[-1][0] <= start < held[-1][1]:
            continue  # most are taken right here
        if (held is None or not _meet(held, pieces)) and name not in reserved:
            break
    if number > last:
        numbers[base] = number
    return name


def _is_free(name: str, pieces, taken, reserved: set[str]) -> bool:
    stretches = taken.get(name)
    return name not in reserved and (stretches is None or not _meet(stretches, pieces))


def clean(name: str, reserved: set[str]) -> str:
    """An identifier like `name` that shadows nothing."""
    if not name.isidentifier() or not name.isascii():
        name = unicodedata.normalize("NFKC", name).strip(".")
        name = "".join(c if ("a" + c).isidentifier() else "_" for c in name)
        if name and not name.isidentifier():
            name = "v" + name
    if not name.strip("_"):
        name = "t"
    if name in ("_bar", "_dot"):  # of a value without a name
        name = "t" + name
    while keyword.iskeyword(name) or name in reserved:
        name += "_"
    return name
