import copy

import numpy as np
import pytest
from seeds import seeds
from destructive import run_functional, run_in_place
from write_programs import Programs, arguments

from s2sad.ir.verifier import verify
from s2sad.passes import inplace
from s2sad.passes.conflicts import examine


def arrays(tree):
    if isinstance(tree, np.ndarray):
        return [tree]
    return [a for item in tree for a in arrays(item)] if isinstance(tree, (list, tuple)) else []


def assert_same(a, b):
    if isinstance(a, (list, tuple)):
        assert len(a) == len(b)
        for x, y in zip(a, b):
            assert_same(x, y)
    else:
        np.testing.assert_array_equal(a, b)


def assert_separate(results, others):
    """No result shares memory with another one or with the arguments."""
    seen = arrays(others)
    for result in results:
        found = arrays(result)
        assert not any(np.shares_memory(a, b) for a in found for b in seen)
        seen += found


def check(fn, args, fresh_results=True):
    """The function after the pass, held against what its IR means."""
    verify(fn, typed=True)
    expected, versions = run_functional(fn, *copy.deepcopy(args))
    out = verify(inplace.run(fn, fresh_results), typed=True)
    assert not examine(out).conflicts
    assert_same(run_functional(out, *copy.deepcopy(args))[0], expected)
    given = copy.deepcopy(args)
    found, last = run_in_place(out, *given)
    assert_same(found, expected)
    written = {param.name: k for k, param in enumerate(fn.written)}
    for param, value, before in zip(fn.params, given, args):
        if param.name in written:
            np.testing.assert_array_equal(value, versions[written[param.name]])
        else:
            assert_same(value, before)
    for k, value in enumerate(last):
        position = [p.tree for p in fn.params].index(fn.written[k])
        assert value is given[position]
    if fresh_results:
        assert_separate(found, given)
    return out


@pytest.mark.parametrize("seed", seeds(40, 150))
def test_random_programs(seed):
    check(Programs(seed).function(), arguments())
