"""The error of type inference; `specialize` turns it into a refusal that shows the user's line."""

from __future__ import annotations

from ..errors import Error


class InferenceError(Error):
    """The call would be an error in NumPy, or its result's type depends on run-time values."""
