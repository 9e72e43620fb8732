"""The functions and methods that the interpreter gives a meaning of its own, in one table each."""

from __future__ import annotations

from . import (
    broadcast_handlers, builtin_handlers, collection_handlers, context_managers, defined,
    elementwise_handlers, itertools_handlers, numpy_handlers, random_handlers,
    standard_handlers, statement_handlers, table_handlers, text_handlers,
)  # fmt: skip
from .method_handlers import METHODS
from .numpy_handlers import LINEAR_SUMS
from .random_handlers import OPAQUE_EFFECTS

HANDLERS = {
    **builtin_handlers.HANDLERS,
    **collection_handlers.HANDLERS,
    **context_managers.HANDLERS,
    **itertools_handlers.HANDLERS,
    **standard_handlers.HANDLERS,
    **statement_handlers.HANDLERS,
    **text_handlers.HANDLERS,
    **defined.HANDLERS,
    **numpy_handlers.HANDLERS,
    **broadcast_handlers.HANDLERS,
    **random_handlers.HANDLERS,
    **elementwise_handlers.HANDLERS,
    **table_handlers.HANDLERS,
}

__all__ = ["HANDLERS", "LINEAR_SUMS", "METHODS", "OPAQUE_EFFECTS"]
