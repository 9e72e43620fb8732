"""The rule library. Importing it fills the registry; each family has its own file."""

from . import arithmetic, elementwise, nondiff, products, reduction, selection, shape

__all__ = ["arithmetic", "elementwise", "nondiff", "products", "reduction", "selection", "shape"]
