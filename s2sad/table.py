"""The code of one derivative by signature, in this process.

The key of the arguments finds it; where the code depends on more (an integer that is an axis, the
length of an unpacked array), the key finds the facts to look at, and key and facts the code.
"""

from __future__ import annotations

from .signatures import Facts, key_of


class CodeTable:
    """Entries by the arguments that they were made for."""

    def __init__(self) -> None:
        self.entries: dict = {}

    def __len__(self) -> int:
        return sum(not isinstance(e, Facts) for e in self.entries.values())

    def find(self, args: tuple):
        """The entry for arguments like these, or None."""
        try:
            key = key_of(args)
            found = self.entries.get(key)
            if isinstance(found, Facts):
                found = self.entries.get((key, found.of(args)))
        except TypeError:  # not hashable
            return None
        return found

    def keep(self, args: tuple, entry, facts: Facts) -> None:
        """Put an entry under the key, or under the key and all facts that have mattered."""
        try:
            key = key_of(args)
            known = self.entries.get(key)
            if not facts and not isinstance(known, Facts):
                self.entries[key] = entry
                return
            earlier = known if isinstance(known, Facts) else ()
            wider = self.entries[key] = Facts(sorted({*earlier, *facts}, key=repr))
            self.entries[key, wider.of(args)] = entry
        except TypeError:
            return
