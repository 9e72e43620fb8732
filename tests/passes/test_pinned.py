"""Which values are in the caller's memory, where names change places in a loop."""

import numpy as np
import pytest

import s2sad
from s2sad.analysis import definitions
from s2sad.ir.parser import parse_function
from s2sad.passes import pinned

SWAP = """func @f(%u: f64[n], %m: int) writes %u {
  %w: f64[n] = np.copy %u
  %r: iter<int> = range %m
  %u1: f64[n], %w1: f64[n], %in: bool = for %k: int in %r carry (%a: f64[n] = %u, %b: f64[n] = %w, %c: bool = True) {
    %b1: f64[n] = write %b, (0,), 1.0
    %d: bool = not_ %c
    next %b1, %a, %d
  }
  %last: f64[n] = if %in {
    yield %ONE
  } else {
    yield %OTHER
  }
  return 0.0 writes %last
}
"""  # noqa: E501


def swap(one, other):
    return parse_function(SWAP.replace("ONE", one).replace("OTHER", other))


def test_the_flag_of_a_swap_says_which_is_the_callers():
    fn = swap("u1", "w1")
    found = definitions.run(fn)
    assert pinned.is_version(fn, 0, found)
    assert not pinned.is_version_always(fn, 0, found)
    names = {value.name for value in pinned.versions(fn, found).values}
    assert names == {"u", "u1", "w1", "a", "b", "b1", "last"}


@pytest.mark.parametrize("ends", [("w1", "u1"), ("u1", "u1"), ("w1", "w1"), ("u1", "w")])
def test_what_the_flag_does_not_say(ends):
    fn = swap(*ends)
    assert not pinned.is_version(fn, 0, definitions.run(fn))


def heat(u, a, n):
    w = u.copy()
    for _ in range(n):
        w[1:-1] = u[1:-1] + a * (u[2:] - 2 * u[1:-1] + u[:-2])
        u, w = w, u
    return (u**2).sum()


def wave(u, n):
    v, w = 0.5 * u, np.zeros_like(u)
    for _ in range(n):
        w[1:-1] = 2 * v[1:-1] - u[1:-1] + 0.1 * (v[2:] - 2 * v[1:-1] + v[:-2])
        u, v, w = v, w, u
    return (v**2).sum()


@pytest.mark.parametrize("f", [heat, wave])
def test_the_generated_code_swaps_and_says_no_more(f):
    args = (0.1, 3) if f is heat else (3,)
    text = s2sad.grad(f).source(np.ones(5), *args)
    code = "\n".join(line for line in text.splitlines() if "#" not in line)
    assert " in_" not in code and "[...]" not in code
    assert code.count("u.copy()") == (f is heat)


@pytest.mark.parametrize("n", range(5))
def test_arguments_end_as_the_function_leaves_them(n):
    for f, rest in ((heat, (0.1, n)), (wave, (n,))):
        u = np.array([0.5, -1.5, 0.3, 0.9, 0.2])
        expected, found = u.copy(), u.copy()
        f(expected, *rest)
        s2sad.grad(f)(found, *rest)
        np.testing.assert_array_equal(found, expected)
