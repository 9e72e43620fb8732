"""Calls of SciPy's functions that are read as Python: a function of `definitions/` in their place.

By public names, since SciPy, and the definitions that import it, are loaded only once a program
calls one of them. A call that no derivative can depend on stays as it is.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from .abstract import Abstract
from .arguments import by_name

#: which functions of a part of SciPy a module of `definitions/` has
DEFINED = {
    "scipy.signal": {
        "spectra": "csd welch periodogram coherence stft istft",
        "filters": "hilbert savgol_filter filtfilt",
    },
    "scipy.linalg": {
        "patterns": "companion convolution_matrix fiedler fiedler_companion leslie qr_multiply",
    },
    "scipy.stats": {"moments": "sem zscore skew kurtosis gmean hmean entropy"},
}
MODULES = {
    f"{part}.{name}": module
    for part, modules in DEFINED.items()
    for module, names in modules.items()
    for name in names.split()
}


def definition_of(name: str | None) -> Callable | None:
    """The function that is read in the place of a function of SciPy, if there is one."""
    module = MODULES.get(name)
    if module is None:
        return None
    package = __package__.rpartition(".")[0]
    return getattr(importlib.import_module(f"{package}.definitions.{module}"), name.split(".")[-1])


def call_defined(cx, f: Callable, name: str | None, args, kwargs) -> Abstract | None:
    """What the definition returns; None for what has none, has a rule or cannot vary."""
    definition = definition_of(name)
    if definition is None or cx.has_rule(f):
        return None
    if not any(map(cx.may_vary, (*args, *kwargs.values()))):
        return None
    args, kwargs = by_name(f, list(args), dict(kwargs))
    return cx.call_definition(definition, args, kwargs)
