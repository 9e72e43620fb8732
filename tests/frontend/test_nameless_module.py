"""Code that `exec` runs in a namespace without `__name__`: its functions have no module."""

import linecache

import numpy as np

import s2sad

TEXT = """
def scaled(a, by=2.0):
    return np.sin(a) * by

def f(x):
    return scaled(x) + scaled(x, by=x)
"""


def test_helpers_without_a_module():
    file = "<nameless module>"
    linecache.cache[file] = (len(TEXT), None, TEXT.splitlines(True), file)
    namespace = {"np": np}
    exec(compile(TEXT, file, "exec"), namespace)
    assert namespace["f"].__module__ is None
    found = s2sad.grad(namespace["f"])(0.5)
    np.testing.assert_allclose(found, 2.5 * np.cos(0.5) + np.sin(0.5))
