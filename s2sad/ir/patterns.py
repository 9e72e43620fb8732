"""What `match` asks of its subject, as functions; untyped IR calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def is_sequence(subject, count: int, more: bool) -> bool:
    """True for a sequence of `count` items, or of `count` or more."""
    if not isinstance(subject, Sequence) or isinstance(subject, (str, bytes, bytearray)):
        return False
    return len(subject) >= count if more else len(subject) == count


def is_mapping(subject) -> bool:
    return isinstance(subject, Mapping)


def rest_of(subject, keys: tuple) -> dict:
    """What a mapping holds beside these keys."""
    return {key: value for key, value in subject.items() if key not in keys}


def positional(subject, cls: type, index: int):
    """The attribute that the class names for its argument at this position."""
    return getattr(subject, cls.__match_args__[index])
