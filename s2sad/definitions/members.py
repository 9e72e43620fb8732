"""What a set is that is changed: one of known items, or one whose items only the run decides, that
is a list of them and a dict of their places.
"""

from __future__ import annotations

from ..ir.places import (
    count_of, drop_place, has_place, new_places, place_for, places_left,
)  # fmt: skip


class Known:
    """A set of known items that is changed: another known set each time."""

    def __init__(self, items):
        self.items = frozenset(items)

    def __len__(self):
        return len(self.items)

    def __contains__(self, item):
        return item in self.items

    def __iter__(self):
        return iter(self.items)

    def __copy__(self):
        return self.copy()

    def add(self, item):
        self.items = self.items | {key_for(self, item)}

    def discard(self, item):
        self.items = self.items - {key_for(self, item)}

    def remove(self, item):
        if item not in self.items:
            raise KeyError(item)
        self.discard(item)

    def clear(self):
        self.items = frozenset()

    def update(self, *others):
        for other in others:
            for item in known_items(self, other):
                self.add(item)

    def difference_update(self, *others):
        for other in others:
            for item in known_items(self, other):
                self.discard(item)

    def intersection_update(self, *others):
        for other in others:
            for item in listed(self.items):
                if item not in other:
                    self.discard(item)

    def __ior__(self, other):
        self.update(other)
        return self

    def __isub__(self, other):
        self.difference_update(other)
        return self

    def __iand__(self, other):
        self.intersection_update(other)
        return self


class Members:
    """A set whose items only the run decides."""

    def __init__(self, items):
        self.places = new_places()
        self.names = []
        self.dropped = 0
        for item in items:
            self.add(item)

    def __len__(self):
        return count_of(self.places)

    def __contains__(self, item):
        return has_place(self.places, item)

    def __iter__(self):
        return in_set_order(self)

    def add(self, item):
        place = place_for(self.places, item, len(self.names))
        if place == len(self.names):
            self.names.append(item)

    def discard(self, item):
        if has_place(self.places, item):
            self.remove(item)

    def remove(self, item):
        drop_place(self.places, item)
        self.dropped += 1

    def clear(self):
        self.places = new_places()
        self.names = []

    def in_order(self):
        """The items, in the order of their coming."""
        return [self.names[place] for place in places_left(self.places)]

    def copy(self):
        return Members(self.in_order())

    def __copy__(self):
        return self.copy()

    def update(self, *others):
        for other in others:
            for item in listed(other):
                self.add(item)

    def difference_update(self, *others):
        for other in others:
            for item in listed(other):
                self.discard(item)

    def intersection_update(self, *others):
        for other in others:
            for item in self.in_order():
                if item not in other:
                    self.remove(item)

    def union(self, *others):
        made = self.copy()
        made.update(*others)
        return made

    def difference(self, *others):
        made = self.copy()
        made.difference_update(*others)
        return made

    def intersection(self, *others):
        made = self.copy()
        made.intersection_update(*others)
        return made

    def issubset(self, other):
        return all(item in other for item in self.in_order())

    def issuperset(self, other):
        return all(item in self for item in listed(other))

    def isdisjoint(self, other):
        return not any(item in self for item in listed(other))

    def __or__(self, other):
        return self.union(other)

    def __ror__(self, other):
        return Members(listed(other)).union(self)

    def __ior__(self, other):
        self.update(other)
        return self

    def __sub__(self, other):
        return self.difference(other)

    def __rsub__(self, other):
        return Members(listed(other)).difference(self)

    def __isub__(self, other):
        self.difference_update(other)
        return self

    def __and__(self, other):
        return self.intersection(other)

    def __rand__(self, other):
        return Members(listed(other)).intersection(self)

    def __iand__(self, other):
        self.intersection_update(other)
        return self

    def __eq__(self, other):
        if not isinstance(other, (set, frozenset)):
            return False
        return len(self) == len(other) and self.issubset(other)

    def __le__(self, other):
        return self.issubset(other)

    def __ge__(self, other):
        return self.issuperset(other)

    def __lt__(self, other):
        return len(self) < len(other) and self.issubset(other)

    def __gt__(self, other):
        return len(self) > len(other) and self.issuperset(other)


# --- what the compiler knows -----------------------------------------------------------------


def key_for(members, item):
    """The item, which must be known."""
    return item


def known_items(members, items):
    """As `listed`, of items that must be known."""
    return listed(items)


def in_set_order(items):
    """The order of a set, which nobody knows beforehand."""
    raise NotImplementedError("refused")


def listed(items):
    """The items of a set in a list, or what gives items as it is."""
    return items.in_order() if isinstance(items, Members) else items
