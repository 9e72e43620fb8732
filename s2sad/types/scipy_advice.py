"""What to write instead of functions that have no derivative, by their public names."""

from __future__ import annotations

NESTED = "nest two calls of scipy.integrate.quad"
WINDOWS = "use np.lib.stride_tricks.sliding_window_view, or index with an array of positions"
INSTEAD = {
    "scipy.integrate.dblquad": NESTED, "scipy.integrate.tplquad": NESTED,
    "scipy.integrate.nquad": NESTED,
    "scipy.integrate.fixed_quad": "use quad, or sum over the nodes of np.polynomial.legendre",
    "scipy.integrate.romb": "use scipy.integrate.simpson or trapezoid",
    "scipy.integrate.cumulative_simpson": "use cumulative_trapezoid",
    "scipy.integrate.solve_bvp": "write the discretized equations, and solve them by optimize.root",
    "scipy.optimize.least_squares": "use optimize.minimize, or optimize.root of the gradient",
    "scipy.optimize.curve_fit": "use optimize.minimize, or optimize.root of the gradient",
    "scipy.optimize.minimize_scalar": "use optimize.minimize with an array of one number",
    "scipy.optimize.differential_evolution": "start optimize.minimize from what it finds outside",
    "scipy.ndimage.gaussian_filter": "use signal.convolve with the weights of the filter",
    "scipy.ndimage.convolve": "use signal.convolve",
    "scipy.linalg.schur": "use eigh of a symmetric matrix, or eig of a complex one",
    "scipy.linalg.funm": "use expm, logm, sqrtm, cosm or sinm",
    "np.lib.stride_tricks.as_strided": WINDOWS,
    "scipy.stats.pearsonr": "use np.corrcoef",
    "scipy.interpolate.interpn": "use np.interp along one axis",
}  # fmt: skip
