import numpy as np


def f(x):
    counts = np.zeros(2, dtype=np.int32)
    print(x.dtype, [counts.dtype], {"t": np.dtype(bool)}, f"{x.dtype} {x.dtype!r}")
    print(np.float32, repr(x.dtype), str(x.dtype), (x.dtype == np.float64, x.dtype))
    return np.sum(x**2)


ARGS = (np.array([0.5, 1.5]),)
OUTPUT = """float64 [dtype('int32')] {'t': dtype('bool')} float64 dtype('float64')
<class 'numpy.float32'> dtype('float64') float64 (True, dtype('float64'))
"""
