"""The errors inside the compiler: what could not be inferred, and what a new run would need.

`specialize` turns all of them into a refusal that shows the user's line, or into another run that
knows more.
"""

from __future__ import annotations

from ..errors import Error, UnsupportedError


class InferenceError(Error):
    """The call would be an error in NumPy, or its result's type depends on run-time values."""


class Signal(Exception):
    """What one part of the interpreter says to another: no error of the program."""


class Unreachable(Signal):
    """The block that is being run raises here: it has no end. `cls` is the class of the error,
    None where both branches before this raise, `value` the error and `text` what it says, where
    that is known. `record` is the body of the `try` statement that handles it, see protected.py."""

    def __init__(self, cls: type | None = None, value=None, text: str = "", record=None):
        super().__init__(cls)
        self.cls, self.value, self.text, self.record = cls, value, text, record


class Again(Signal):
    """The directives have changed: specialize once more."""


class FactsNeeded(Signal):
    """Values or shapes of arguments that must be known when the code is generated.

    `facts` are pairs (kind, path), see `signatures.facts_of`; `error` is the refusal where the
    arguments are not at hand.
    """

    def __init__(self, facts: frozenset[tuple], error: UnsupportedError):
        super().__init__(facts, error)
        self.facts, self.error = facts, error
