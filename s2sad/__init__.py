"""Source-to-source automatic differentiation for plain Python and NumPy."""

from .api import (
    elementwise_grad, grad, grad_named, hessian, hvp, jacfwd, jacobian, jacrev, jvp, multigrad,
    multigrad_dict, value_and_grad, vjp,
)  # fmt: skip
from .control import (
    checkpoint, custom_vjp, defjvp, defvjp, no_grad, nondifferentiable, stop_gradient,
)  # fmt: skip
from .decorator import differentiate
from .errors import (
    CacheError, Error, GradientCheckError, InactiveArgumentError, NonScalarOutputError,
    SettingError, SourceNotFoundError, UnsupportedError,
)  # fmt: skip
from .inspecting import check_grads, ir, trace_table
from .registered import register_structure
from .settings import config
from .version import __version__

__all__ = [
    "CacheError", "Error", "GradientCheckError", "InactiveArgumentError",
    "NonScalarOutputError", "SettingError", "SourceNotFoundError", "UnsupportedError",
    "__version__", "check_grads", "checkpoint", "config", "custom_vjp", "defjvp", "defvjp",
    "differentiate", "elementwise_grad", "grad", "grad_named", "hessian", "hvp", "ir", "jacfwd",
    "jacobian", "jacrev", "jvp", "multigrad", "multigrad_dict", "no_grad", "nondifferentiable",
    "register_structure", "stop_gradient", "trace_table", "value_and_grad", "vjp",
]  # fmt: skip
