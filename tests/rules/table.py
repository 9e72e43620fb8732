"""The whole table of samples: NumPy, the standard library and SciPy."""

import samples
import scipy_samples

SAMPLES = {**samples.SAMPLES, **scipy_samples.SAMPLES}
FREE_PHASE = samples.FREE_PHASE | scipy_samples.FREE_PHASE
FREE_SIGN = scipy_samples.FREE_SIGN
SYMMETRIC = samples.SYMMETRIC | scipy_samples.SYMMETRIC

__all__ = ["FREE_PHASE", "FREE_SIGN", "SAMPLES", "SYMMETRIC"]
