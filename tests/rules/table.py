"""The whole table of samples: NumPy, the standard library and SciPy."""

import samples
import scipy_samples
from samples import FREE_PHASE

SAMPLES = {**samples.SAMPLES, **scipy_samples.SAMPLES}
SYMMETRIC = samples.SYMMETRIC | scipy_samples.SYMMETRIC

__all__ = ["FREE_PHASE", "SAMPLES", "SYMMETRIC"]
