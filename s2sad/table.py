"""What was made for earlier calls, by the key of their arguments and the facts that matter."""

from __future__ import annotations

from typing import Generic, TypeVar

from .signatures import Facts, key_or_none

T = TypeVar("T")


class Table(Generic[T]):
    """Where facts decide, an entry stands under the key and their values, and the facts stand
    under the key itself."""

    def __init__(self):
        self.entries: dict = {}

    def find(self, args: tuple) -> T | None:
        """What was kept for arguments like these."""
        key = key_or_none(args)
        found = self.entries.get(key)
        return self.entries.get((key, found.of(args))) if isinstance(found, Facts) else found

    def keep(self, args: tuple, made: T, facts: Facts) -> None:
        key = key_or_none(args)
        if key is None:
            return
        known = self.entries.get(key)
        if not facts and not isinstance(known, Facts):
            self.entries[key] = made
            return
        merged = facts.and_those(known if isinstance(known, Facts) else ())
        self.entries[key] = merged
        self.entries[key, merged.of(args)] = made
