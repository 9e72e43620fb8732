"""Sums into items of lists that were cleared before: put there, where nothing else may be meant."""

import pytest

from s2sad.ir.evaluator import evaluate
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.ir.verifier import verify
from s2sad.passes import cleared_items

#: the reverse sweep of `c[i][j] = g * c[i][j] + c[i][j + ...]`
RECURRENCE = """
func @f(%a: list<list<f64>>, %g: f64) {{
  %0: iter<int> = range 2
  %1: iter<int> = range {low}, 3
  %b: list<list<f64>> = for %i: int in %0 carry (%c: list<list<f64>> = %a) {{
    %h: list<list<f64>> = for %j: int in %1 carry (%d: list<list<f64>> = %c) {{
      %r: list<f64> = getitem %d, %i
      %x: f64 = getitem %r, %j
      %e: list<list<f64>> = list_write %d, (%i, %j), 0.0
      %k: int = {k}
      %s: list<f64> = getitem %e, %i
      %y: f64 = getitem %s, %k
      %z: f64 = add %y, %x
      %u: list<list<f64>> = list_write %e, (%i, %k), %z
      %m: f64 = mul %x, %g
      %t: list<f64> = getitem %u, %i
      %n: f64 = getitem %t, %j
      %w: f64 = add %n, %m
      %v: list<list<f64>> = list_write %u, (%i, %j), %w
      next %v
    }}
    next %h
  }}
  return %b
}}
"""
ROWS = [[0.5, 2.0, -1.0, 4.0], [1.5, 3.0, 0.25, -2.0]]


def after(text: str):
    fn = verify(parse_function(text), typed=True)
    out = verify(cleared_items.run(fn), typed=True)
    assert evaluate(out, ROWS, 0.75) == evaluate(fn, ROWS, 0.75)
    return print_function(out)


@pytest.mark.parametrize("low, k", [(1, "sub %j, 1"), (0, "add %j, 1"), (1, "add %j, 0 ")])
def test_another_item_is_written_in_between(low, k):
    out = after(RECURRENCE.format(low=low, k=k))
    assert ("0.0" in out) == (k == "add %j, 0 ")


def test_an_item_that_may_be_counted_from_the_end_keeps_the_store():
    assert "0.0" in after(RECURRENCE.format(low=0, k="sub %j, 1"))


def test_a_row_that_is_read_as_a_whole_keeps_the_store():
    whole = RECURRENCE.format(low=1, k="sub %j, 1").replace(
        "%z: f64 = add %y, %x", "%q: f64 = sum %s\n      %z: f64 = add %y, %q"
    )
    assert "0.0" in after(whole)


def test_rows_that_are_read_by_a_slice_keep_the_store():
    read = RECURRENCE.format(low=1, k="sub %j, 1").replace(
        "%s: list<f64> = getitem %e, %i",
        "%q: list<list<f64>> = getitem %e, slice(%i, None, None)\n"
        "      %s: list<f64> = getitem %q, 0",
    )
    assert "0.0" in after(read)


def test_a_sum_that_is_read_elsewhere_keeps_the_store():
    read = RECURRENCE.format(low=1, k="sub %j, 1").replace(
        "(%i, %j), %w", "(%i, %j), %w\n      %q: f64 = mul %w, %g"
    ).replace("next %v", "%p: list<list<f64>> = list_write %v, (0, 0), %q\n      next %p")
    assert "0.0" in after(read)


def test_a_list_of_numbers():
    out = after("""
    func @f(%rows: list<list<f64>>, %g: f64) {
      %a: list<f64> = getitem %rows, 0
      %x: f64 = getitem %a, 1
      %b: list<f64> = list_write %a, 1, 0.0
      %y: f64 = getitem %b, 2
      %z: f64 = getitem %b, 1
      %m: f64 = mul %x, %g
      %w: f64 = add %m, %z
      %c: list<f64> = list_write %b, 1, %w
      return (%c, %y)
    }
    """)
    assert "0.0" not in out and out.count("list_write") == 1


def arrays(like: str) -> str:
    """A list of arrays, of which one is cleared and added to; `like` decides its length."""
    return f"""
    func @f(%c: list<f64[2]>, %d: list<f64[{like}]>) {{
      %x: f64[{like}] = getitem %d, 1
      %0: f64[{like}] = np.zeros_like %x
      %e: list<f64[{like}]> = list_write %d, 1, %0
      %n: f64[{like}] = getitem %e, 1
      %w: f64[{like}] = add %n, %x
      %v: list<f64[{like}]> = list_write %e, 1, %w
      return %v
    }}
    """


@pytest.mark.parametrize("like, goes", [("n", True), ("n?", True), ("'~'?", False)])
def test_an_array_is_put_where_its_length_is_known(like, goes):
    out = print_function(cleared_items.run(verify(parse_function(arrays(like)), typed=True)))
    assert (out.count("list_write") == 1) == goes
