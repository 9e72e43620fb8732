"""What is asked for: one transform. It imports nothing, so that the public surface loads fast."""

from __future__ import annotations


class Transform:
    """One derivative to take.

    `mode`: grad, value_and_grad, jvp, vjp or hvp. `argnums`: positions or names of arguments, or
    None for all that can move. `bare`: one gradient is returned as it is, not in a tuple. `names`:
    a dict of gradients.
    """

    __slots__ = ("mode", "argnums", "bare", "has_aux", "names")

    def __init__(self, mode, argnums=(0,), bare=True, has_aux=False, names=None):
        self.mode, self.argnums, self.bare = mode, argnums, bare
        self.has_aux, self.names = has_aux, names

    def _key(self):
        return self.mode, self.argnums, self.bare, self.has_aux, self.names

    def __eq__(self, other) -> bool:
        return isinstance(other, Transform) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Transform{self._key()}"

    def __reduce__(self):
        return Transform, self._key()
