"""Source-to-source automatic differentiation for plain Python and NumPy."""

from .api import (
    elementwise_grad, grad, grad_named, hvp, jvp, multigrad, multigrad_dict, value_and_grad, vjp,
)  # fmt: skip
from .errors import (
    CacheError, Error, GradientCheckError, InactiveArgumentError, NonScalarOutputError,
    SourceNotFoundError, UnsupportedError,
)  # fmt: skip
from .version import __version__

__all__ = [
    "CacheError", "Error", "GradientCheckError", "InactiveArgumentError", "NonScalarOutputError",
    "SourceNotFoundError", "UnsupportedError", "__version__", "elementwise_grad", "grad",
    "grad_named", "hvp", "jvp", "multigrad", "multigrad_dict", "value_and_grad", "vjp",
]  # fmt: skip
