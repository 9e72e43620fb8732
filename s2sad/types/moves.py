"""Arrays that change their names in a loop: where those of before the loop stand.

    for _ in range(n):                          in_u = True
        w[1:-1] = step(u)                       for _ in range(n):
        u, w = w, u                                 ...; in_u = not in_u
                                                # what came in as u is u if in_u else w

The loop carries a flag for each place (see carried.py) in which an array of before may stand when
an iteration starts, and hands it on as it hands on the names: a swap of two names swaps their
flags. Where there are two places, one flag says both. Nobody reads them where the array is not
read again, and then they go.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..ir.nodes import Operand, Value
from ..ir.types import BOOL
from .abstract import Abstract, Array, Dyn, Identity, Static
from .carried import Place, standing
from .join import Hole, Same
from .whereabouts import Where, flags_at

#: the places where an array stands before a loop -> those that it gets to, or None where an
#: iteration may leave it nowhere
Moved = dict[tuple[Place, ...], "tuple[Place, ...] | None"]


class Moves:
    """Follows the arrays of before a loop through one run of its body."""

    def __init__(self, attempt):
        # not the attempt itself, which has this: a circle would wait for the collector
        self.cx, self.loop, self.span = attempt.cx, attempt.op, attempt.span
        self.forms, self.base, self.moved = attempt.forms, attempt.base, attempt.forms.moved_to
        self.inits = self.wholes(attempt.carries, attempt.base.heap)
        starts = self.starts()
        keys = {array: tuple(place for _, place in where) for array, where in starts.items()}
        places = {array: self.moved.get(key, key) for array, key in keys.items()}
        #: the arrays that are followed: where each may stand, and where it stands at first
        self.places = {array: found for array, found in places.items() if found is not None}
        self.starts_at = {array: starts[array] for array in self.places}
        self.ends_at: dict[Identity, Where] = {}

    def wholes(self, carries: list[Abstract], heap: dict) -> dict[Place, tuple]:
        """The arrays that stand at places as a whole, each with the form that it has there."""
        forms = self.forms
        return {
            place: (form, value.storage)
            for place, form, value in standing(zip(forms.carries, carries), forms.heap, heap)
            if isinstance(value, Array) and not value.path
        }

    def starts(self) -> dict[Identity, Where]:
        """Where each array stands at first. What the loop leaves where it is, is a place, too."""
        first: dict[Identity, Place] = {}
        for place, (form, storage) in self.inits.items():
            if isinstance(form, Hole):
                first.setdefault(storage, place)
        found = {array: ((Static(True), place),) for array, place in first.items()}
        for array in self.cx.handed:  # one that has changed its name before
            where = self.base.where.get(array, ())
            if array not in first and any(storage in first for _, storage in where):
                found[array] = tuple((flag, first.get(s, (s,))) for flag, s in where)
        return found

    def flags_before(self) -> list[Operand]:
        return self.flags(self.starts_at)

    def flags_after(self) -> list[Operand]:
        return self.flags(self.ends_at)

    def flags(self, where: dict[Identity, Where]) -> list[Operand]:
        found = [
            flag for array, places in self.places.items()
            for flag in flags_at(self.cx, where.get(array, ()), flagged(places))
        ]  # fmt: skip
        return [self.cx.operand(flag) for flag in found]

    def enter(self, stand: dict[Place, Identity], values: list[Value]) -> None:
        """Each array stands where new flags say, which are added to the values."""
        cx = self.cx
        for array, places in self.places.items():
            flags: list[Abstract | None] = []
            storages = [stand.get(place, place[0]) for place in places]
            for storage in flagged(storages):
                flag = Value(f"in_{storage.name}", BOOL, self.span)
                cx.origins.loops[flag] = self.loop
                values.append(flag)
                flags.append(Dyn(flag))
            flags += [None] * (len(places) - len(flags))
            cx.state.where[array] = tuple(zip(flags, storages))

    def after(self, nexts: list[Abstract]) -> Moved:
        """Where the arrays get to by an iteration that leaves this."""
        left = self.wholes(nexts, self.cx.state.heap)
        at: dict[Identity, list[Place]] = {}
        for place, (_, storage) in left.items():
            at.setdefault(storage, []).append(place)
        found = dict(self.moved)
        for array, places in self.places.items():
            key = tuple(place for _, place in self.starts_at[array])
            where = self.cx.state.where.get(array, ())
            ends = [(flag, self.best(s, at.get(s, []), places)) for flag, s in where]
            if not ends or any(place is None for _, place in ends):
                found[key] = None
                continue
            new = tuple(dict.fromkeys((*places, *(place for _, place in ends))))
            if new != places:
                found[key] = new
            self.ends_at[array] = tuple(ends)
        for place, (form, storage) in self.inits.items():  # it is going to be carried
            where = self.cx.state.where.get(storage, ((None, storage),))
            if isinstance(form, Same) and not all(there in at for _, there in where):
                found[place,] = None
        return found

    def best(
        self, storage: Identity, found: list[Place], places: tuple[Place, ...]
    ) -> Place | None:
        """One of the places where the storage is left: one that is known already, or that holds
        something before the loop."""
        if (storage,) in places:
            return (storage,)
        for wanted in (places, self.inits):
            for place in found:
                if place in wanted:
                    return place
        return found[0] if found else None


def flagged(places: Sequence) -> Sequence:
    """The places that have a flag of their own."""
    return places[:-1] if len(places) < 3 else places
