"""Places of keys in lists, in a dict of the run: with these lists it stands for a dict whose keys
only the run decides. The emitted code has the expression in the place of the call.

Each call is an effect, which happens once, in the forward sweep, and in the order of the program;
what only reads may be dropped with its result.
"""

from __future__ import annotations


def new_places() -> dict:
    return {}


def fixed_places(places: dict) -> dict:
    """The places of keys that are known, which stay where they are: no effect."""
    return places


def place_of(places: dict, key) -> int:
    return places[key]


def place_for(places: dict, key, place: int) -> int:
    """Where the key is; a new one takes this place."""
    return places.setdefault(key, place)


def has_place(places: dict, key) -> bool:
    return key in places


def count_of(places: dict) -> int:
    return len(places)


def drop_place(places: dict, key) -> None:
    places.pop(key)


def places_left(places: dict) -> list[int]:
    """The places of all keys, in the order of their coming."""
    return list(places.values())


def first_place(places: dict) -> int:
    """The place of the key that came first."""
    return next(iter(places.values()))


#: what only reads
READING = frozenset({place_of, has_place, count_of, places_left, first_place})
