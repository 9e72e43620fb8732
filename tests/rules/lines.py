"""Lines of code for what a row of `samples.py` cannot say: methods, attributes, writes, callbacks,
and the functions that are read as Python (`s2sad/definitions`).

`LINES` has them by the public name that they are about. A line is an expression of the names in
`VALUES`; what stands before a semicolon is a statement that comes first.
"""

from __future__ import annotations

import numpy as np

_draw = np.random.default_rng(0)
VALUES = {
    "x": _draw.normal(size=(3, 4)), "y": _draw.normal(size=(3, 4)), "v": _draw.normal(size=4),
    "w": _draw.uniform(0.5, 2, size=4), "p": _draw.uniform(0.5, 2, size=(3, 4)),
    "a": _draw.normal(size=(3, 3)) + 2 * np.eye(3), "c": _draw.normal(size=(2, 3, 4)),
    "z": _draw.normal(size=(3, 4)) + 1j * _draw.normal(size=(3, 4)), "s": 0.7,
    "q": _draw.normal(size=(2, 3, 3)) + 2 * np.eye(3), "u": _draw.normal(size=3),
    "zv": _draw.normal(size=4) + 1j * _draw.normal(size=4),
    "m": np.array([[True, False, True, True], [False, True, True, False],
                   [True, True, False, True]]),
    "k": np.array([2, 0, 1]), "f": _draw.normal(size=(3, 4)).astype(np.float32),
}  # fmt: skip

LINES = {
    "np.add": [
        "np.add([s, 1.0], v[:2])",
        "np.add(x, 1.0, where=True)",
        "b = x.copy(); np.add(b, y, out=b); b",
        "np.add(x, y, dtype=np.float32)",
    ],
    "np.amax": [
        "np.amax(x, axis=0)",
    ],
    "np.apply_along_axis": [
        "np.apply_along_axis(np.cumsum, 0, x)",
        "np.apply_along_axis(lambda r, k: r * k, 1, x, s)",
        "np.apply_along_axis(lambda r: r * r.sum(), 0, x)",
        "np.apply_along_axis(np.sum, 1, c)",
        "np.apply_along_axis(lambda r: r[0] * r[1], 1, x)",
    ],
    "np.apply_over_axes": [
        "np.apply_over_axes(np.sum, c, [0, 2])",
    ],
    "np.array": [
        "np.array([x, y]).sum(axis=0)",
        "np.array(v, ndmin=3)",
        "np.array([v, v], ndmin=3)",
        "np.array(x, copy=False)",
        "np.array(x, dtype=complex)",
    ],
    "np.asarray": [
        'np.asarray(x, order="F")',
    ],
    "np.asfortranarray": [
        "np.asfortranarray(x)",
    ],
    "np.astype": [
        "np.astype(x, np.float32)",
    ],
    "np.average": [
        "np.average(x, axis=(0, 1))",
        "np.average(c, axis=(0, 1), weights=np.ones((2, 3)) * s)",
        "np.average(x, axis=0, weights=u * u, returned=True)[1]",
        "np.average(x, returned=True)[0]",
    ],
    "np.clip": [
        "np.clip(x, -0.5, 0.5, dtype=np.float64)",
        "np.clip(x, a_min=-0.3, a_max=None)",
        "np.clip(x, a_min=-0.3, a_max=v)",
        "np.clip(x, None, 0.4)",
        "np.clip(x, -0.3, s, None)",
    ],
    "np.copy": [
        'np.copy(x, order="F")',
    ],
    "np.corrcoef": [
        "np.corrcoef(x.T)",
        "np.corrcoef(v, w)",
    ],
    "np.cov": [
        "np.cov(x, rowvar=False)",
        "np.cov(x, y)",
        "np.cov(x, fweights=[1, 2, 1, 3])",
        "np.cov(x, aweights=w)",
        "np.cov(v, w)",
    ],
    "np.cross": [
        "np.cross(u, u*u)",
        "np.cross(c[:, :, :3], u)",
        "np.cross(a, a*a, axisa=0, axisb=1, axisc=0)",
        "np.cross(a, u, axis=0)",
        "np.cross(a, u, 0)",
    ],
    "np.cumsum": [
        "np.cumsum([s, s])",
        "np.cumsum(f, dtype=np.float64)",
    ],
    "np.cumulative_prod": [
        "np.cumulative_prod(x, axis=1, include_initial=True)",
        "np.cumulative_prod(v, include_initial=True)",
    ],
    "np.cumulative_sum": [
        "np.cumulative_sum(x, axis=1, include_initial=True)",
        "np.cumulative_sum(v)",
    ],
    "np.diag": [
        "np.diag(v)",
    ],
    "np.ediff1d": [
        "np.ediff1d(x)",
        "np.ediff1d(v)",
        "np.ediff1d(x, to_end=s, to_begin=u)",
    ],
    "np.einsum": [
        "np.einsum(x, [0, 1], y, [0, 1], [0])",
        "np.einsum(x, [0, 1], y, [2, 1])",
        'np.einsum("ij,ij->i", x, y, optimize=True)',
        'np.einsum("...j,j", c, v)',
        'np.einsum("iij->j", q[:, :2, :].transpose(1, 0, 2))',
        'np.einsum("ij,j", x, v)',
    ],
    "np.fromfunction": [
        "np.fromfunction(lambda i, j: s * i + j, (2, 3))",
    ],
    "np.geomspace": [
        "np.geomspace(s, s + 3.0, 5)",
        "np.geomspace(w, w + 3.0, 5)",
    ],
    "np.gradient": [
        "np.gradient(v, s)",
        "np.gradient(x, s, 0.4)",
        "np.gradient(v, np.array([0.0,.4,1.,1.7]))",
        "np.gradient(v, edge_order=2)",
        "np.gradient(v, w.cumsum())",
        "np.gradient(v, w.cumsum(), edge_order=2)",
        "np.gradient(x, u.cumsum() * u.cumsum(), w.cumsum())",
        "np.gradient(x, s, axis=0, edge_order=2)",
    ],
    "np.histogram": [
        "np.histogram(x, 3, weights=p)[0]",
        "np.histogram(x, 3)[1]",
        "np.histogram(x, 3, weights=p, density=True)[0]",
        "np.histogram(x, 3, density=True)[0]",
        "np.histogram(x, [0.0, 0.5, s])[1]",
    ],
    "np.histogram2d": [
        "np.histogram2d(v, w, 3, weights=w)[0]",
    ],
    "np.histogram_bin_edges": [
        "np.histogram_bin_edges(x, 4)",
    ],
    "np.histogramdd": [
        "np.histogramdd(x, 2, weights=u)[0]",
    ],
    "np.i0": [
        "np.i0(s)",
        "np.i0(x)",
    ],
    "np.insert": [
        "np.insert(v, 2, [s, s])",
        "np.insert(v, [1, 3], [s, s * s])",
        "np.insert(x, [1, 1], y[:2], axis=0)",
        "np.insert(x, [0, 2], u[:, None], axis=1)",
        "np.insert(x, slice(1, 3), s, axis=1)",
        "np.insert(x, 1, u, axis=1)",
    ],
    "np.interp": [
        "np.interp(s, [0.0, 1.0, 2.0], [1.0, 3.0, 2.0])",
        "np.interp(v, [0.0, 1.0, 2.0], u)",
        "np.interp(x, w.cumsum(), v, left=s)",
        "np.interp(x, w.cumsum(), v, period=3.0)",
    ],
    "np.intersect1d": [
        "np.intersect1d(v, v[:2])",
    ],
    "np.kaiser": [
        "np.kaiser(7, s)",
    ],
    "np.linspace": [
        "np.linspace(0.0, s, num=4)",
        "np.linspace(s, 3.0, 5, retstep=True)[1]",
        "np.linspace(v, w, 5, axis=-1)",
    ],
    "np.logspace": [
        "np.logspace(0.0, s, 4)",
        "np.logspace(s, s + 1.0, 5)",
        "np.logspace(s, 1.0, 4, base=2.0)",
    ],
    "np.matvec": [
        "np.matvec(q, u)",
    ],
    "np.max": [
        "np.max([s, s * s])",
        "np.max(x, axis=(0, 1))",
        "np.max(x, axis=1, initial=-5.0, where=m)",
        "np.max(x, initial=0.3)",
        "np.max(x, axis=())",
        "np.max(s)",
        "np.max(x, initial=s)",
    ],
    "np.mean": [
        "np.mean([v, w])",
        "np.mean(x, where=m)",
        "np.mean(f, dtype=np.float64, axis=0)",
        "np.mean(x, axis=())",
        "np.mean(z, axis=0, where=m)",
    ],
    "np.median": [
        "np.median(c, axis=(0, 2))",
        "np.median(c, axis=(0, 2), keepdims=True)",
        "np.median(x)",
        "np.median(x, axis=1)",
        "np.median(v)",
    ],
    "np.meshgrid": [
        'np.meshgrid(v, u, indexing="ij")[0]',
        "np.meshgrid(v, u)",
        "np.meshgrid(v, u, sparse=True)",
        "np.meshgrid(v, u)[1]",
        'np.meshgrid(v, u, s, indexing="ij")',
    ],
    "np.min": [
        "np.min(x, initial=0.3, axis=0)",
    ],
    "np.modf": [
        "np.modf(x)[0]",
    ],
    "np.multiply": [
        "o = np.zeros((3,4)); np.multiply(x, y, o); o*o",
        "o = np.zeros((3,4)); np.multiply(x, y, out=o, where=m); o*o",
    ],
    "np.nancumprod": [
        "np.nancumprod(np.where(x > 0.9, np.nan, x), axis=0)",
    ],
    "np.nancumsum": [
        "np.nancumsum(np.where(x > 0.9, np.nan, x), axis=0)",
    ],
    "np.nanmax": [
        "np.nanmax(np.where(x > 0.9, np.nan, x), axis=1)",
    ],
    "np.nanmean": [
        "np.nanmean(x, axis=0)",
        "np.nanmean(np.where(x > 0.9, np.nan, x), axis=1, where=m)",
    ],
    "np.nanmedian": [
        "np.nanmedian(x, axis=1)",
        "np.nanmedian(x)",
        "np.nanmedian(np.where(x > 0.9, np.nan, x), axis=0)",
    ],
    "np.nanpercentile": [
        "np.nanpercentile(x, 30)",
    ],
    "np.nanprod": [
        "np.nanprod(np.where(x > 0.9, np.nan, x), axis=0)",
    ],
    "np.nanquantile": [
        "np.nanquantile(x, 0.3, axis=1)",
        "np.nanquantile(x, [0.3, 0.7], axis=1)",
        "np.nanquantile(x, s)",
        "np.nanquantile(np.where(x > 0.9, np.nan, x), 0.3, axis=0)",
    ],
    "np.nanstd": [
        "np.nanstd(np.where(x > 0.9, np.nan, x))",
    ],
    "np.nansum": [
        "np.nansum(x, where=m)",
        "np.nansum(np.where(x > 0.9, np.nan, x), axis=1)",
    ],
    "np.nanvar": [
        "np.nanvar(np.where(x > 0.9, np.nan, x), axis=0)",
    ],
    "np.pad": [
        "np.pad(x, {0: 1, 1: (0, 2)})",
        "np.pad(x, 1, constant_values=s)",
        "np.pad(x, 1, constant_values=(s, 0.3))",
        "np.pad(x, ((1, 1), (2, 0)), constant_values=((s, 0.1), (0.2, 0.3)))",
        'np.pad(x, (1, 2), mode="edge")',
        'np.pad(x, 1, "constant")',
        "np.pad(x, np.array([[1, 0], [0, 2]]))",
        'np.pad(x, 2, mode="linear_ramp", end_values=(0.3, 0.5))',
        'np.pad(x, ((1, 0), (2, 1)), mode="maximum")',
        'np.pad(x, 1, mode="mean")',
        'np.pad(x, 1, mode="median", stat_length=2)',
        'np.pad(x, 2, mode="reflect", reflect_type="odd")',
        'np.pad(x, 2, mode="symmetric", reflect_type="odd")',
    ],
    "np.percentile": [
        'np.percentile(x, 30, method="hazen")',
        "np.percentile(x, [30, 40], axis=0)",
    ],
    "np.piecewise": [
        "np.piecewise(x, [x < 0, x >= 0.5], [lambda t: -t, lambda t: t**2, 0.0])",
        "np.piecewise(x, [x < 0, x >= 0.5], [lambda t: -t, lambda t: t**2])",
    ],
    "np.place": [
        "b = x.copy(); np.place(b, x > 0, v); b",
    ],
    "np.poly": [
        "np.poly(v)",
    ],
    "np.polyadd": [
        "np.polyadd(v, u)",
    ],
    "np.polyder": [
        "np.polyder(v)",
        "np.polyder(v, 2)",
    ],
    "np.polydiv": [
        "np.polydiv(v, w[:2])[0]",
        "np.polydiv(v, w[:2])[1]",
    ],
    "np.polyfit": [
        "np.polyfit(v, w, 2)",
        "np.polyfit(v, w, 1, w=w)",
    ],
    "np.polyint": [
        "np.polyint(v)",
        "np.polyint(v, 2, [0.3, 0.1])",
    ],
    "np.polymul": [
        "np.polymul(u, v)",
    ],
    "np.polysub": [
        "np.polysub(u, v)",
    ],
    "np.polyval": [
        "np.polyval([1.0, 2.0], x)",
        "np.polyval(np.array([1.0, s]), 2.0)",
        "np.polyval(v, x)",
        "np.polyval(v, s)",
        "np.polyval([s, 0.3, 0.7], x)",
        "np.polyval([s, s*s], x)",
        "np.polyval(v, z)",
    ],
    "np.prod": [
        "np.prod(x, axis=(0, 1))",
        "np.prod(p, where=m, axis=0)",
        "np.prod(p, initial=2.0)",
        "np.prod(z)",
    ],
    "np.put": [
        "b = x.copy(); np.put(b, [1, 5], [s, s * s]); b",
    ],
    "np.put_along_axis": [
        "b = x.copy(); np.put_along_axis(b, k[:, None], s, 1); b",
    ],
    "np.putmask": [
        "b = x.copy(); np.putmask(b, x > 0, y); b",
    ],
    "np.quantile": [
        "np.quantile(x, 0.3, axis=0)",
        "np.quantile(x, [0.3, 0.4], axis=1)",
        "np.quantile(x, s)",
        'np.quantile(x, 0.3, method="lower")',
        "np.quantile(x, 0.3, axis=(0,1))",
        "np.quantile(x, 0.3)",
        "np.quantile(x, s, axis=1)",
        "np.quantile(x, s, axis=1, keepdims=True)",
        "np.quantile(c, [0.3, 0.4], axis=(0,2))",
        "np.quantile(x, np.array([[0.3,0.4],[0.1,0.7]]), axis=1)",
        'np.quantile(x, 0.3, method="nearest")',
        'np.quantile(x, 0.37, method="inverted_cdf")',
        'np.quantile(x, 0.3, method="weibull")',
        'np.quantile(x, 0.25, method="averaged_inverted_cdf")',
        'np.quantile(x, 0.3, method="closest_observation")',
        'np.quantile(x, 0.3, method="midpoint")',
    ],
    "np.ravel": [
        'np.ravel(c, order="F")',
        'np.ravel(x, "F")',
    ],
    "np.real_if_close": [
        "np.real_if_close(x)",
    ],
    "np.require": [
        "np.require(x)",
    ],
    "np.reshape": [
        'np.reshape(x, (4,3), "F")',
    ],
    "np.resize": [
        "np.resize(v, (3, 5))",
        "np.resize(v, 7)",
    ],
    "np.roots": [
        "np.roots(v).real",
        "np.roots(zv)",
    ],
    "np.setdiff1d": [
        "np.setdiff1d(v, v[:2])",
    ],
    "np.setxor1d": [
        "np.setxor1d(v, w)",
    ],
    "np.sort_complex": [
        "np.sort_complex(zv)",
    ],
    "np.std": [
        "np.std(c, axis=(0, 2), ddof=1)",
        "np.std(x, 0, None, None, 1)",
        "np.std(x, where=m, ddof=1)",
        "np.std(x, mean=s)",
    ],
    "np.sum": [
        "np.sum([s, s * s, 0.3])",
        "np.sum(x, out=np.zeros(()))",
        "np.sum(x.astype(np.float32))",
        "np.sum(x, axis=0)[np.newaxis]",
        "np.sum(x, 0, None, None, True)",
        "np.sum(x, where=m)",
        "np.sum(x, axis=1, where=m, initial=0.3)",
        "np.sum(x, initial=s)",
        "np.sum(f, dtype=np.float64)",
        "np.sum(x, axis=())",
        "np.sum(s)",
        "o = np.zeros(4); np.sum(x, 0, None, o); o*v",
    ],
    "np.trapezoid": [
        "np.trapezoid(v, w)",
        "np.trapezoid(x, dx=s)",
        "np.trapezoid(x, v, axis=1)",
    ],
    "np.tril": [
        "np.tril(c, k=-1)",
        "np.tril(x)",
    ],
    "np.trim_zeros": [
        "np.trim_zeros(np.where(v > 0, v, 0.0))",
    ],
    "np.union1d": [
        "np.union1d(v, w)",
    ],
    "np.unique": [
        "np.unique(x)",
        "np.unique(x, return_index=True)[0]",
        "np.unique(x, axis=0)",
    ],
    "np.unique_values": [
        "np.unique_values(x)",
    ],
    "np.unstack": [
        "np.unstack(x)[1]",
        "np.unstack(x, axis=1)[1]",
    ],
    "np.unwrap": [
        "np.unwrap(v * 3)",
        "np.unwrap(3.0 * x)",
        "np.unwrap(3.0 * x, period=4.0, axis=0)",
        "np.unwrap(3.0 * v, 3.5)",
        "np.unwrap(3.0 * v)",
        "np.unwrap(3.0 * x, axis=0)",
    ],
    "np.vander": [
        "np.vander(v, N=3)",
        "np.vander(v)",
        "np.vander(v, 3, increasing=True)",
    ],
    "np.var": [
        "np.var(x, 0, None, None, 1, True)",
        "np.var(x, axis=0, where=m)",
        "np.var(x, mean=np.mean(x, axis=0, keepdims=True), axis=0)",
        "np.var(x, correction=1)",
    ],
    "np.vecdot": [
        "np.vecdot(x, y, axis=0)",
        "np.vecdot(z, zv)",
    ],
    "np.vecmat": [
        "np.vecmat(u, q)",
    ],
    "operators": [
        "sum(x)",
        "complex(s, s*s)",
        "r = np.linalg.svd(a); r[0] @ r[2]",
        "x @ v",
        "x ** 2",
        "x % 0.7",
        "x // 0.7 * x",
        "-abs(x)",
        "divmod(x, 0.7)[1]",
    ],
    "np.fft.fft2": [
        "np.fft.fft2(x, (4, 4))",
        "np.fft.fft2(z, None, (0, 1))",
    ],
    "np.fft.fftn": [
        "np.fft.fftn(c, axes=(0, 2))",
    ],
    "np.fft.hfft": [
        "np.fft.hfft(zv)",
        "np.fft.hfft(zv, 5)",
    ],
    "np.fft.ifftn": [
        'np.fft.ifftn(z, s=(2, 5), norm="ortho")',
    ],
    "np.fft.ihfft": [
        "np.fft.ihfft(v)",
    ],
    "np.fft.irfft2": [
        "np.fft.irfft2(z)",
    ],
    "np.fft.irfftn": [
        "np.fft.irfftn(z, s=(3, 6))",
        "np.fft.irfftn(z)",
    ],
    "np.fft.rfft2": [
        "np.fft.rfft2(x)",
        "np.fft.rfft2(x, s=(4, 6))",
    ],
    "np.fft.rfftn": [
        "np.fft.rfftn(c)",
        "np.fft.rfftn(c, axes=(0, 1))",
    ],
    "np.linalg.cond": [
        "np.linalg.cond(a)",
        "np.linalg.cond(q)",
        "np.linalg.cond(a, 1)",
        'np.linalg.cond(a, "fro")',
        "np.linalg.cond(a, -2)",
    ],
    "np.linalg.diagonal": [
        "np.linalg.diagonal(q, offset=1)",
    ],
    "np.linalg.eig": [
        "np.linalg.eig(a)[0].real",
    ],
    "np.linalg.eigh": [
        "np.linalg.eigh(a + a.T)[0]",
        "np.linalg.eigh(a + a.T)[1]",
    ],
    "np.linalg.eigvals": [
        "np.linalg.eigvals(a*a).real",
    ],
    "np.linalg.lstsq": [
        "np.linalg.lstsq(c[0].T, v)[1]",
        "np.linalg.lstsq(c[0].T, v)[0]",
        "np.linalg.lstsq(c[0].T, v)[3]",
        "np.linalg.lstsq(c[0].T, c[1].T)[1]",
        "np.linalg.lstsq(c[0].T, c[1].T)[0]",
        "np.linalg.lstsq(c[0], u)[0]",
        "np.linalg.lstsq(c[0], u)[1]",
    ],
    "np.linalg.matmul": [
        "np.linalg.matmul(x, v)",
    ],
    "np.linalg.matrix_norm": [
        "np.linalg.matrix_norm(q)",
        "np.linalg.matrix_norm(a, ord=2)",
    ],
    "np.linalg.outer": [
        "np.linalg.outer(v, u)",
    ],
    "np.linalg.pinv": [
        "np.linalg.pinv(x, rtol=1e-10)",
        "np.linalg.pinv(a + a.T, hermitian=True)",
    ],
    "np.linalg.qr": [
        'np.linalg.qr(a, mode="r")',
        "np.linalg.qr(a)[0]",
        "np.linalg.qr(a)[1]",
    ],
    "np.linalg.slogdet": [
        "np.linalg.slogdet(a)[1]",
        "np.linalg.slogdet(a)[0]",
    ],
    "np.linalg.svd": [
        "np.linalg.svd(a + a.T, hermitian=True)[1]",
        "np.linalg.svd(a + a.T, hermitian=True, compute_uv=False)",
        "np.linalg.svd(a)[0]",
        "np.linalg.svd(a)[1]",
        "np.linalg.svd(a)[2]",
    ],
    "np.linalg.tensordot": [
        "np.linalg.tensordot(x, x, axes=2)",
    ],
    "np.linalg.tensorinv": [
        "np.linalg.tensorinv(np.reshape(np.eye(6) + 0.1 * s * np.ones((6, 6)), (2, 3, 6)))",
        "np.linalg.tensorinv(np.reshape(np.eye(6) + 0.1 * s * np.ones((6, 6)), (6, 2, 3)), ind=1)",
    ],
    "np.linalg.tensorsolve": [
        "np.linalg.tensorsolve(np.reshape(np.eye(6) + 0.1 * s * np.ones((6, 6)), (2, 3,"
        " 6)), c[0, :2, :3])",
    ],
    "np.linalg.trace": [
        "np.linalg.trace(q)",
    ],
    "np.linalg.vecdot": [
        "np.linalg.vecdot(x, y)",
    ],
    "np.linalg.vector_norm": [
        "np.linalg.vector_norm(x)",
        "np.linalg.vector_norm(x, axis=1, ord=3)",
        "np.linalg.vector_norm(c, axis=(0, 2), keepdims=True)",
        "np.linalg.vector_norm(x, keepdims=True)",
    ],
    "ufunc.accumulate": [
        "np.add.accumulate(x)",
        "np.multiply.accumulate(p, axis=1)",
        "np.maximum.accumulate(v)",
        "np.logaddexp.accumulate(x, 1)",
    ],
    "ufunc.at": [
        "b = v.copy(); np.multiply.at(b, [0, 0, 2], s); b",
        "b = v.copy(); np.negative.at(b, [0, 2]); b",
        "b = v.copy(); np.maximum.at(b, np.array([0, 0, 2]), u); b",
        "b = v.copy(); np.multiply.at(b, 1, s); b",
    ],
    "ufunc.outer": [
        "np.add.outer(v, u)",
        "np.multiply.outer(x, u)",
        "np.power.outer(w, u)",
    ],
    "ufunc.reduce": [
        "np.add.reduce(x)",
        "np.add.reduce(x, axis=1, keepdims=True)",
        "np.multiply.reduce(p)",
        "np.maximum.reduce(x, axis=1)",
        "np.logaddexp.reduce(x)",
        "np.logaddexp.reduce(x, axis=1, keepdims=True)",
        "np.subtract.reduce(x)",
        "np.hypot.reduce(x, axis=None)",
    ],
    "ufunc.reduceat": [
        "np.add.reduceat(v, [0, 2])",
        "np.multiply.reduceat(x, [0, 2, 1], axis=1)",
    ],
    "ndarray.T": [
        "x.T",
    ],
    "ndarray.__getitem__": [
        "x[np.argsort(x[:, 0])]",
        "x[np.where(x > 0)]",
        "x[np.ix_([0, 2], [1, 3])]",
        "a[np.diag_indices(3)]",
        "a[np.tril_indices(3)]",
        "x[k]",
        "x[k, [0, 1, 0]]",
        "c[:, k, 1:3]",
        "x[m]",
        "x[:, None, ::-1]",
    ],
    "ndarray.__setitem__": [
        "b = np.zeros((3, 3)); b[np.triu_indices(3)] = np.arange(6.0) * s; b",
        "b = x.copy(); b.T[0] = s; b",
        "b = x.copy(); b[1] = np.sort(b[1]); b",
        "b = np.empty_like(x); b[:] = x * s; b",
        "b = np.zeros((2, 3, 4)); b[0, ...] = x; b[1, :, 1:3] = s; b",
        "b = v.copy(); b += w; b *= v; b",
        "b = x.copy(); b[1:, ::2] = s * y[1:, ::2]; b",
        "b = x.copy(); b[b > 0.5] *= s; b",
        "b = x.copy(); b[[0, 2], [1, 3]] += v[:2]; b",
        "b = x.copy(); b[..., 0] -= u; b",
    ],
    "ndarray.astype": [
        "x.astype(np.float64)",
        "x.astype(complex)",
    ],
    "ndarray.choose": [
        "np.array([1, 0, 1, 1]).choose([v, w])",
    ],
    "ndarray.clip": [
        "x.clip(-0.3)",
        "x.clip(max=s)",
    ],
    "ndarray.compress": [
        "x.compress([True,False,True], axis=0)",
    ],
    "ndarray.conj": [
        "x.conj()",
    ],
    "ndarray.conjugate": [
        "z.conjugate()",
    ],
    "ndarray.copy": [
        "x.copy()",
    ],
    "ndarray.cumprod": [
        "x.cumprod(axis=0)",
    ],
    "ndarray.cumsum": [
        "x.cumsum(1)",
    ],
    "ndarray.diagonal": [
        "x.diagonal()",
        "x.diagonal(offset=-1)",
    ],
    "ndarray.dot": [
        "x.dot(v)",
    ],
    "ndarray.fill": [
        "b = x.copy(); b.fill(s); b",
    ],
    "ndarray.flat": [
        "x.flat[5]",
    ],
    "ndarray.flatten": [
        'x.flatten("F")',
        "x.flatten()",
    ],
    "ndarray.imag": [
        "z.imag",
    ],
    "ndarray.item": [
        "x.item(5)",
        "x.item((1, 2))",
    ],
    "ndarray.mT": [
        "c.mT",
    ],
    "ndarray.max": [
        "x.max(0)",
        "x.max(axis=(0, 1))",
    ],
    "ndarray.mean": [
        "x.mean(1, keepdims=True)",
    ],
    "ndarray.min": [
        "x.min(initial=0.2)",
        "x.min(axis=1)",
    ],
    "ndarray.partition": [
        "b = x.copy(); b.partition(1); b",
    ],
    "ndarray.prod": [
        "x.prod(axis=1)",
    ],
    "ndarray.put": [
        "b = x.copy(); b.put([0, 7], [s, s]); b",
    ],
    "ndarray.ravel": [
        'x.ravel(order="F")',
    ],
    "ndarray.real": [
        "z.real",
    ],
    "ndarray.repeat": [
        "x.repeat(2, axis=1)",
    ],
    "ndarray.reshape": [
        'x.reshape((4,3), order="F")',
        'x.reshape(4,3, order="F")',
        "x.reshape(2, 6)",
        "x.reshape((-1,))",
    ],
    "ndarray.sort": [
        "b = x.copy(); b.sort(0); b",
    ],
    "ndarray.squeeze": [
        "x.squeeze()",
        "x[None].squeeze(0)",
    ],
    "ndarray.std": [
        "x.std(ddof=1)",
    ],
    "ndarray.sum": [
        "x.sum(0)",
        "x.sum(axis=(0,1), keepdims=True)",
        "x.sum()",
        "x.sum(-1)",
    ],
    "ndarray.swapaxes": [
        "c.swapaxes(0, -1)",
    ],
    "ndarray.take": [
        "x.take([0, 2], axis=1)",
        "x.take([0, 5, 5])",
    ],
    "ndarray.tolist": [
        "v.tolist()[1]",
    ],
    "ndarray.trace": [
        "x.trace()",
        "x.trace(1)",
    ],
    "ndarray.transpose": [
        "x.transpose()",
        "x.transpose(1, 0)",
        "c.transpose((2, 0, 1))",
    ],
    "ndarray.var": [
        "x.var(axis=0, ddof=1)",
    ],
    "np.amin": ["np.amin(x, axis=1)", "np.amin(x, initial=0.1)"],
    "np.fill_diagonal": ["b = a.copy(); np.fill_diagonal(b, s); b"],
    "np.copyto": ["b = x.copy(); np.copyto(b, y); b", "b = x.copy(); np.copyto(b, y, where=m); b"],
    "np.unique_all": ["np.unique_all(v)[0]", "np.unique_all(x).values"],
    "np.unique_counts": ["np.unique_counts(v)[0]"],
    "np.unique_inverse": ["np.unique_inverse(v)[0]"],
    "np.linalg.cross": ["np.linalg.cross(u, a)", "np.linalg.cross(a, q, axis=1)"],
    "np.concatenate": [
        "np.concatenate([x, y], axis=0, dtype=np.float64)",
    ],
    "np.stack": [
        "np.stack([x, y], -1)",
        "np.stack([s, s])",
    ],
    "np.moveaxis": [
        "np.moveaxis(c, source=0, destination=-1)",
    ],
    "np.swapaxes": [
        "np.swapaxes(x, axis1=0, axis2=1)",
    ],
    "np.rot90": [
        "np.rot90(x, axes=(1, 0))",
        "np.rot90(x, k=2)",
    ],
    "np.flip": [
        "np.flip(x, (0, 1))",
    ],
    "np.diagonal": [
        "np.diagonal(c, axis1=1, axis2=2)",
    ],
    "np.trace": [
        "np.trace(c, axis1=1, axis2=2)",
    ],
    "np.nan_to_num": [
        "np.nan_to_num(x, nan=0.3)",
    ],
    "np.diff": [
        "np.diff(x, prepend=0.0)",
        "np.diff(x, append=x[:, :1], axis=1)",
        "np.diff(v, n=2, prepend=s)",
    ],
    "np.sin": [
        "np.sin([s, 0.3])",
    ],
    "np.dot": [
        "np.dot([s, 1.0], [2.0, s])",
    ],
    "np.linalg.norm": [
        "np.linalg.norm([s, 0.3])",
        "np.linalg.norm(x, axis=(0, 1))",
        'np.linalg.norm(c, axis=(1, 2), ord="fro", keepdims=True)',
        "np.linalg.norm(v, ord=np.inf)",
        "np.linalg.norm(v, -np.inf)",
        "np.linalg.norm(x, ord=-2)",
    ],
    "np.linalg.inv": [
        "np.linalg.inv([[s, 0.1], [0.2, 1.0]])",
    ],
    "np.outer": [
        "np.outer([s, 1.0], v)",
    ],
    "np.split": [
        "np.split(x, 2, axis=-1)[0]",
        "np.split(v, [1, 3])[1]",
    ],
    "np.array_split": [
        "np.array_split(v, 3)[1]",
    ],
    "np.delete": [
        "np.delete(x, -1, axis=1)",
        "np.delete(x, slice(0, 2), axis=-1)",
        "np.delete(v, [True, False, False, True])",
    ],
    "np.sort": [
        'np.sort(x, kind="stable")',
        "np.sort(x, axis=None)",
        "np.sort(v)[::-1]",
    ],
    "np.argsort": [
        "np.argsort(v) * v",
    ],
    "np.tile": [
        "np.tile(x, (1, 2))",
    ],
    "np.repeat": [
        "np.repeat(x, [1, 2, 0], axis=0)",
    ],
    "np.roll": [
        "np.roll(x, (1, 1), (0, 1))",
    ],
    "np.full": [
        "np.full((2, 2), s, dtype=np.float64)",
    ],
    "np.full_like": [
        "np.full_like(x, s)",
    ],
    "np.arange": [
        "np.arange(s, 3.0)",
    ],
    "np.ones_like": [
        "np.ones_like(x) * s",
    ],
    "np.squeeze": [
        "np.squeeze(x[None, :, None], axis=(0, 2))",
    ],
    "np.expand_dims": [
        "np.expand_dims(x, axis=(0, 2))",
    ],
    "np.transpose": [
        "np.transpose(c, axes=[2, 0, 1])",
    ],
    "np.linalg.matrix_power": [
        "np.linalg.matrix_power(a, 3)",
    ],
    "np.linalg.multi_dot": [
        "np.linalg.multi_dot([a, a, u])",
    ],
    "np.linalg.solve": [
        "np.linalg.solve(q, c[:, :, :2])",
    ],
    "np.tensordot": [
        "np.tensordot(c, x, axes=([1, 2], [0, 1]))",
    ],
    "np.inner": [
        "np.inner(x, y)",
    ],
    "np.vdot": [
        "np.vdot(x, y)",
    ],
    "np.kron": [
        "np.kron(v, w)",
    ],
    "np.where": [
        "np.where(x > 0, x, y)",
    ],
    "np.select": [
        "np.select([x > 0.5, x < -0.5], [x**2, -x], default=s)",
    ],
    "np.convolve": [
        'np.convolve(v, w, "valid")',
    ],
    "np.correlate": [
        'np.correlate(v, w, mode="full")',
    ],
    "np.take": [
        "np.take(x, [[0, 1], [2, 3]], axis=1)",
    ],
    "np.take_along_axis": [
        "np.take_along_axis(x, np.argmax(x, axis=1, keepdims=True), axis=1)",
    ],
    "np.compress": [
        "np.compress([True, False, True, True], x, axis=1)",
    ],
    "np.extract": [
        "np.extract(x > 0, x)",
    ],
    "np.choose": [
        "np.choose([0, 1, 0, 1], [v, w])",
    ],
    "np.bincount": [
        "np.bincount([0, 1, 1, 2], weights=w)",
    ],
    "np.ptp": [
        "np.ptp(x, axis=1, keepdims=True)",
    ],
    "np.frexp": [
        "np.frexp(p)[0]",
    ],
    "np.ldexp": [
        "np.ldexp(x, 2)",
    ],
    "np.divmod": [
        "np.divmod(x, 0.7)[1]",
    ],
    "np.fmod": [
        "np.fmod(x, 0.7)",
    ],
    "np.float_power": [
        "np.float_power(w, 1.5)",
    ],
    "np.cbrt": [
        "np.cbrt(p)",
    ],
    "np.hypot": [
        "np.hypot(x, y)",
    ],
    "np.angle": [
        "np.angle(z)",
        "np.angle(z, deg=True)",
    ],
    "np.real": [
        "np.real(z) * np.imag(z)",
    ],
    "np.abs": [
        "np.abs(z) ** 2",
    ],
    "np.exp": [
        "np.exp(1j * x).real",
    ],
    "np.conj": [
        "np.conj(z) * z",
    ],
    "np.sqrt": [
        "np.sqrt(z)",
    ],
    "np.fft.fftshift": [
        "np.fft.fftshift(x)",
    ],
    "np.fft.ifftshift": [
        "np.fft.ifftshift(x, axes=1)",
    ],
    "np.fft.fft": [
        "np.fft.fft(x, n=6, axis=0)",
    ],
    "np.fft.irfft": [
        "np.fft.irfft(np.fft.rfft(v))",
        "np.fft.irfft(np.fft.rfft(v), n=4)",
    ],
    "np.triu": [
        "np.triu(x, k=1)",
    ],
    "np.broadcast_arrays": [
        "np.broadcast_arrays(v, x)[0]",
    ],
    "np.broadcast_to": [
        "np.broadcast_to(v, (3, 4))",
    ],
    "np.block": [
        "np.block([[a, u[:, None]], [u, s]])",
    ],
    "np.hstack": [
        "np.hstack([v, w])",
    ],
    "np.vstack": [
        "np.vstack([v, x])",
    ],
    "np.column_stack": [
        "np.column_stack([u, x])",
    ],
    "np.dstack": [
        "np.dstack([x, y])",
    ],
    "np.append": [
        "np.append(x, [v], axis=0)",
        "np.append(v, s)",
    ],
    "np.rollaxis": [
        "np.rollaxis(c, 2)",
    ],
    "np.atleast_2d": [
        "np.atleast_2d(v)",
    ],
    "np.atleast_3d": [
        "np.atleast_3d(x)",
    ],
    "np.partition": [
        "np.partition(v, 2)",
        "np.partition(x, (0, 2), axis=1)",
    ],
    "np.ix_": [
        "np.ix_([0, 2], [1, 3])[0] * s",
    ],
    "np.searchsorted": [
        "np.searchsorted([0.0, 1.0], v) * v",
    ],
    "np.count_nonzero": [
        "np.count_nonzero(x > 0) * s",
    ],
    "np.cumprod": [
        "np.cumprod(x)",
    ],
    "np.maximum": [
        "np.maximum(x, y, x)",
    ],
    "np.matmul": [
        "np.matmul(x, y.T, out=np.zeros((3, 3)))",
    ],
    "np.heaviside": [
        "np.heaviside(x, s)",
    ],
    "np.sign": [
        "np.sign(x) * x",
    ],
    "np.reciprocal": [
        "np.reciprocal(p)",
    ],
    "np.positive": [
        "np.positive(x)",
    ],
    "np.true_divide": [
        "np.true_divide(x, p)",
    ],
    "np.floor_divide": [
        "np.floor_divide(x, p) * x",
    ],
    "np.sinc": [
        "np.sinc(x)",
    ],
    "np.nonzero": [
        "np.nonzero(x > 0)[0] * s",
    ],
    "np.diag_indices": [
        "np.diag_indices(3)[0] * s",
    ],
}
