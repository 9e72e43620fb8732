"""The whole table of samples: NumPy, the standard library and SciPy."""

import forms
import samples
import scipy_samples


def joined(*tables: dict) -> dict:
    """One table: the rows of a callee that stands in several are put together."""
    found: dict = {}
    for table in tables:
        for callee, calls in table.items():
            found[callee] = [*found.get(callee, ()), *calls]
    return found


NUMPY = joined(samples.SAMPLES, forms.SAMPLES)
SAMPLES = joined(NUMPY, scipy_samples.SAMPLES)
FREE_PHASE = samples.FREE_PHASE | scipy_samples.FREE_PHASE
FREE_SIGN = scipy_samples.FREE_SIGN
RICCATI = scipy_samples.RICCATI
SYMMETRIC = samples.SYMMETRIC | scipy_samples.SYMMETRIC

__all__ = ["FREE_PHASE", "FREE_SIGN", "NUMPY", "RICCATI", "SAMPLES", "SYMMETRIC"]
