import numpy as np
import pytest
from becoming import assert_becomes, assert_stays

import s2sad
from s2sad.passes import loops


def loop(before, inside):
    return f"""
    func @f(%x: f64[n], %y: f64[n], %z: f64[m], %r: f64, %p: float, %n: int) {{
      %k: iter<int> = range %n
      %q: f64 = getitem %x, 0
      {before}
      %u: f64[n] = for %i: int in %k carry (%a: f64[n] = %x) {{
        {inside}
        %d: f64[n] = mul %a, %h
        next %d
      }}
      return %u
    }}"""


@pytest.mark.parametrize(
    "op",
    [
        "%h: f64 = mul %r, 2.0",
        "%h: f64 = truediv %r, 2.0",
        "%h: f64[n] = mul %x, %r",
        "%h: f64[n] = np.exp %y",
        "%h: int = axis_length %x, 0",
        "%h: f64[n] = add %x, %y",
        "%h: f64[n] = np.maximum %x, 0.0",
        "%h: f64[n] = pow %x, 2",
        "%h: f64 = truediv 1.0, %q",
        "%h: f64[n] = truediv %x, %y",
    ],
)
def test_is_moved(op):
    assert_becomes(loops, loop("", op), loop(op, ""))


@pytest.mark.parametrize(
    "op",
    [
        "%h: f64 = getitem %x, 7",
        "%h: float = truediv 1.0, %p",
        "%h: f64 = truediv 1.0, %r",
        "%h: float = math.exp %p",
        "%h: f64[n] = add %x, %z",
        "%h: f64[n] = np.maximum %x, %z",
        "%h: float = pow %p, 2",
        "%h: float = truediv %p, %p",
        "%h: f64[n] = np.zeros_like %x",
        "%h: f64 = mul! %r, 2.0",
        "%h: f64[n] = mul %a, %r",
    ],
)
def test_stays_inside(op):
    assert_stays(loops, loop("", op))


def of_slices(before, inside):
    return f"""
    func @f(%x: f64[n], %y: f64[n], %n: int) {{
      %k: iter<int> = range %n
      {before}
      %u: f64[n] = for %i: int in %k carry (%a: f64[n] = %x) {{
        {inside}
        %s: f64 = np.sum %h
        %d: f64[n] = mul %a, %s
        next %d
      }}
      return %u
    }}"""


def test_parts_of_arrays_and_what_counts_are_moved():
    for op in (
        "%h: f64[n-1] = getitem %y, slice(1, None, None)",
        "%h: f64['n[?1?:]'?] = getitem %y, slice(%n, None, None)",
        "%h: i64[3] = np.arange 3",
    ):
        assert_becomes(loops, of_slices("", op), of_slices(op, ""))


def test_names_of_axes_and_parts_that_differ_stay_inside():
    for op in (
        "%h: f64[n, 1] = getitem %y, (slice(None, None, None), None)",
        "%h: f64['n[?1?:]'?] = getitem %y, slice(%i, None, None)",
        "%h: f64 = getitem %y, %n",
    ):
        assert_stays(loops, of_slices("", op))


def test_calls_leave_nested_loops():
    nest = """
    func @f(%x: f64, %r: f64, %n: int) {{
      %k: iter<int> = range %n
      {outside}
      %u: f64 = for %i: int in %k carry (%a: f64 = %x) {{
        %v: f64 = for %j: int in %k carry (%b: f64 = %a) {{
          {inside}
          %c: f64 = mul %b, %h
          next %c
        }}
        next %v
      }}
      return %u
    }}"""
    op = "%h: f64 = neg %r"
    assert_becomes(loops, nest.format(outside="", inside=op), nest.format(outside=op, inside=""))


def test_a_branch_keeps_its_calls():
    assert_stays(
        loops,
        """
        func @f(%x: f64, %c: bool, %n: int) {
          %k: iter<int> = range %n
          %u: f64 = for %i: int in %k carry (%a: f64 = %x) {
            %r: f64 = if %c { %b: f64 = neg %x; yield %b } else { yield %a }
            next %r
          }
          return %u
        }""",
    )


def test_equal_carries_become_one():
    assert_becomes(
        loops,
        """
        func @f(%x: f64, %n: int) {
          %k: iter<int> = range %n
          %u: f64, %v: f64, %w: f64 = for %i: int in %k carry (
            %a: f64 = %x, %b: f64 = %x, %c: f64 = %x) {
            %d: f64 = np.sin %a
            %e: f64 = np.sin %b
            %g: f64 = np.cos %c
            next %d, %e, %g
          }
          return (%u, %v, %w)
        }""",
        """
        func @f(%x: f64, %n: int) {
          %k: iter<int> = range %n
          %u: f64, %w: f64 = for %i: int in %k carry (%a: f64 = %x, %c: f64 = %x) {
            %d: f64 = np.sin %a
            %e: f64 = np.sin %a
            %g: f64 = np.cos %c
            next %d, %g
          }
          return (%u, %u, %w)
        }""",
    )


def test_one_variable_counts():
    assert_becomes(
        loops,
        """
        func @f(%n: int, %m: int) {
          %c: iter<int> = s2sad.ir.prims:count 0
          %k: iter<int> = range %n
          %l: iter<int> = range 0, %m
          %q: iter<int> = range 1, %m
          %u: int = for %i: int, %j: int, %h: int, %g: int in %c, %k, %l, %q carry (
            %a: int = 0) {
            %0: int = add %a, %i
            %1: int = mul %j, %h
            %2: int = mul %1, %g
            %3: int = add %0, %2
            next %3
          }
          return %u
        }""",
        """
        func @f(%n: int, %m: int) {
          %c: iter<int> = s2sad.ir.prims:count 0
          %k: iter<int> = range %n
          %l: iter<int> = range 0, %m
          %q: iter<int> = range 1, %m
          %u: int = for %i: int, %j: int, %h: int, %g: int in %c, %k, %l, %q carry (
            %a: int = 0) {
            %0: int = add %a, %j
            %1: int = mul %j, %j
            %2: int = mul %1, %g
            %3: int = add %0, %2
            next %3
          }
          return %u
        }""",
    )


def test_carries_that_swap_stay():
    assert_stays(
        loops,
        """
        func @f(%x: f64, %y: f64, %n: int) {
          %k: iter<int> = range %n
          %u: f64, %v: f64 = for %i: int in %k carry (%a: f64 = %x, %b: f64 = %y) {
            next %b, %a
          }
          return (%u, %v)
        }""",
    )


def test_a_list_is_not_made_anew():
    assert_stays(
        loops,
        """
        func @f(%n: int) {
          %k: iter<int> = range %n
          %u: list<> = for %i: int in %k carry (%a: list<> = []) { next %a }
          return %u
        }""",
    )


def test_what_each_iteration_would_check_first_is_checked_once(order):
    def f(x, pairs):
        total = 0.0
        for i, j in pairs:
            total = total + np.sin(total) + x[i] * x[j]
        return total

    x, pairs = np.array([0.3, 0.8, 1.1]), np.array([[0, 1], [2, 1], [2, 2]])
    s2sad.check_grads(lambda x: f(x, pairs), (x,), order=order)
    source = s2sad.grad(f).source(x, pairs)
    assert source.index("raise") < source.index("for")
    with pytest.raises(ValueError, match="unpack"):
        s2sad.grad(f)(x, np.zeros((1, 3), int))
    # no iteration, no check
    np.testing.assert_array_equal(s2sad.grad(f)(x, np.zeros((0, 3), int)), np.zeros(3))


def test_a_check_behind_an_effect_stays_there(capsys):
    def f(x, pairs):
        for row in pairs:
            print("row")
            i, j = row
            x = x * i + j
        return x

    with pytest.raises(ValueError, match="unpack"):
        s2sad.grad(f)(1.0, np.ones((1, 3)))
    assert capsys.readouterr().out == "row\n"


def test_a_unit_matrix_of_a_known_size_leaves_the_loop_and_is_on_no_tape():
    def ridge(x, y, lam):
        w = np.zeros(x.shape[1])
        for _ in range(5):
            p = np.tanh(x @ w)
            w = w - np.linalg.solve((x.T * p) @ x + lam * np.eye(len(w)), x.T @ (p - y))
        return np.sum(w**2)

    text = s2sad.grad(ridge, (0, 2)).source("f64[n,d]", "f64[n]", "float")
    forward = text.partition("for _ in")[0]
    assert "= np.eye(n)" in forward and text.count("= np.eye(n)") == 1 and ".trace()" in text


def test_one_whose_size_may_be_negative_stays():
    def units(x, k):
        for _ in range(3 if k > 0 else 0):
            x = x * np.eye(k).sum()
        return x

    assert s2sad.grad(units)(2.0, -1) == 1.0
    assert s2sad.grad(units)(2.0, 2) == 8.0
