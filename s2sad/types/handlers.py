"""The functions and methods that the interpreter gives a meaning of its own, in one table each."""

from __future__ import annotations

from . import broadcast_handlers, builtin_handlers, numpy_handlers
from .method_handlers import METHODS, OPAQUE_EFFECTS
from .numpy_handlers import LINEAR_SUMS

HANDLERS = {
    **builtin_handlers.HANDLERS,
    **numpy_handlers.HANDLERS,
    **broadcast_handlers.HANDLERS,
}

__all__ = ["HANDLERS", "LINEAR_SUMS", "METHODS", "OPAQUE_EFFECTS"]
