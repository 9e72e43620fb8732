"""What a dict is whose keys only the run decides: lists of keys and items, and a dict of places in
them.

The places are looked up as the program runs forward, once; that they are what they are has no
derivative. What a key is deleted for stays where it is, without a place.
"""

from __future__ import annotations

from ..ir.places import (
    count_of, drop_place, first_place, has_place, new_places, place_for, place_of, places_left,
)  # fmt: skip


class Table:
    """A dict, or a defaultdict with a factory."""

    def __init__(self, pairs, factory=None):
        self.factory = factory
        self.places = new_places()
        self.names = []
        self.held = []
        self.dropped = 0
        for key, item in pairs:
            self[key] = item

    def __len__(self):
        return count_of(self.places)

    def __contains__(self, key):
        return has_place(self.places, key)

    def __getitem__(self, key):
        if self.factory is not None and not has_place(self.places, key):
            self.append(key, self.factory())
        return self.held[place_of(self.places, key)]

    def __setitem__(self, key, item):
        place = place_for(self.places, key, len(self.held))
        if place == len(self.held):
            note_name(self.names, key)
        put(self.held, place, item)

    def append(self, key, item):
        """A new key."""
        place_for(self.places, key, len(self.held))
        note_name(self.names, key)
        hold(self.held, item)

    def __delitem__(self, key):
        drop_place(self.places, key)
        self.dropped += 1

    def __iter__(self):
        return iter(self.keys())

    def __reversed__(self):
        return reversed(list(self.keys()))

    def keys(self):
        names = known_names(self.names)
        return view_of(self, [names[place] for place in places_left(self.places)])

    def values(self):
        return view_of(self, [self.held[place] for place in places_left(self.places)])

    def items(self):
        names, left = known_names(self.names), places_left(self.places)
        return view_of(self, [(names[place], self.held[place]) for place in left])

    def get(self, key, default=None):
        if has_place(self.places, key):
            return self.held[place_of(self.places, key)]
        return default

    def setdefault(self, key, default=None):
        if not has_place(self.places, key):
            self.append(key, default)
        return self.held[place_of(self.places, key)]

    def pop(self, key, *default):
        if default and not has_place(self.places, key):
            return default[0]
        item = self.held[place_of(self.places, key)]
        del self[key]
        return item

    def popitem(self, last=True):
        if not len(self):
            raise KeyError("popitem(): dictionary is empty")
        place = places_left(self.places)[-1] if last else first_place(self.places)
        key, item = known_names(self.names)[place], self.held[place]
        del self[key]
        return key, item

    def move_to_end(self, key):
        self[key] = self.pop(key)

    def clear(self):
        self.places = new_places()
        self.names = []
        self.held = []

    def update(self, other=(), **named):
        for key, item in pairs_of(other):
            self[key] = item
        for key, item in named.items():
            self[key] = item

    def fill(self, keys, item):
        for key in keys:
            self[key] = item

    def copy(self):
        return Table(self.items(), self.factory)

    def __copy__(self):
        return self.copy()

    def __eq__(self, other):
        if not isinstance(other, dict):
            return False
        if len(self) != len(other):
            return False
        for key, item in self.items():
            if key not in other or not other[key] == item:
                return False
        return True

    def __or__(self, other):
        made = self.copy()
        made.update(other)
        return made

    def __ror__(self, other):
        made = Table(pairs_of(other))
        made.update(self)
        return made

    def __ior__(self, other):
        self.update(other)
        return self


class Counts(Table):
    """A collections.Counter."""

    def __init__(self, items=()):
        self.factory = None
        self.places = new_places()
        self.names = []
        self.held = []
        self.dropped = 0
        self.update(items)

    def __getitem__(self, key):
        return self.get(key, 0)

    def __delitem__(self, key):
        if has_place(self.places, key):
            drop_place(self.places, key)
            self.dropped += 1

    def update(self, other=(), **named):
        if isinstance(other, dict):
            for key, number in other.items():
                self[key] = self.get(key, 0) + number
        else:
            for key in other:
                self[key] = self.get(key, 0) + 1
        for key, number in named.items():
            self[key] = self.get(key, 0) + number

    def most_common(self, n=None):
        return sorted(self.items(), key=number_of, reverse=True)[:n]

    def total(self):
        return sum(self.values())

    def copy(self):
        return Counts(self)


def number_of(pair):
    return pair[1]


# --- what the compiler knows -----------------------------------------------------------------


def put(held: list, place: int, item) -> None:
    """The item takes this place in the list, or its end."""
    if place < len(held):
        held[place] = item
    else:
        held.append(item)


def hold(held: list, item) -> None:
    """The item takes the end of the list."""
    held.append(item)


def note_name(names: list, key) -> None:
    """A key goes to the others; texts are not kept."""
    names.append(key)


def known_names(names: list) -> list:
    """The keys, which are no texts."""
    return names


def view_of(table, items: list):
    """The items of a table, which is not changed until they are used."""
    return items


def pairs_of(source):
    """The pairs of a dict, or of what gives pairs."""
    return source.items() if isinstance(source, dict) else source
