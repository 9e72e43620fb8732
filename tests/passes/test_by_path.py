"""Writes by a path into lists of lists: in place where each row is a list of its own, else row by
row."""

import copy

import pytest
from seeds import seeds
from destructive import run_functional, run_in_place
from row_programs import RowPrograms, arguments

from s2sad.analysis.sharing import written_depth
from s2sad.ir.inventory import inventory
from s2sad.ir.nodes import Call
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.ir.verifier import verify
from s2sad.passes import by_path, inplace
from s2sad.passes.conflicts import examine

ROWS = [[1.0, 2.0], [3.0, 4.0]]


def parsed(text: str):
    return verify(parse_function(text), typed=True)


def writes_by_path(fn) -> list[Call]:
    calls = [op for op in inventory(fn).ops if isinstance(op, Call)]
    return [op for op in calls if written_depth(op)]


def in_place(fn, *args):
    """The function after the pass, which computes the same and leaves its arguments alone."""
    expected, _ = run_functional(fn, *copy.deepcopy(args))
    out = verify(inplace.run(fn), typed=True)
    assert not examine(out).conflicts
    given = copy.deepcopy(args)
    assert run_in_place(out, *given)[0] == expected
    assert given == args
    return out


TABLE = """
func @f(%row: list<f64>, %v: f64) {{
  %0: list<list<f64>> = build_list
  %1: iter<int> = range 2
  %c: list<list<f64>> = for %k: int in %1 carry (%a: list<list<f64>> = %0) {{
    {}
    %b: list<list<f64>> = list_append %a, %r
    next %b
  }}
  %d: list<list<f64>> = list_write %c, (0, 1), %v
  return %d
}}
"""


def test_rows_that_a_loop_makes_are_written_in_place():
    fn = parsed(TABLE.format("%r: list<f64> = list %row"))
    out = in_place(fn, [1.0, 2.0], 0.5)
    assert len(writes_by_path(out)) == 1
    assert list not in inventory(fn).callees or print_function(out) == print_function(fn)


def test_one_row_that_is_put_in_twice_is_copied():
    out = in_place(parsed(TABLE.format("%r: list<f64> = retyped %row")), [1.0, 2.0], 0.5)
    assert not writes_by_path(out)


MOVED = """
func @f(%v: f64, %i: int, %j: int) {{
  %0: list<f64> = build_list %v, 1.0
  %1: list<f64> = build_list %v, 2.0
  %c: list<list<f64>> = build_list %0, %1
  {}
  %e: list<list<f64>> = list_write %d, (%i, 1), %v
  return %e
}}
"""


@pytest.mark.parametrize("i, j", [(0, 1), (1, 0), (0, 0)])
def test_rows_that_change_places_are_different_still(i, j):
    swap = """%2: list<f64> = getitem %c, %i
  %3: list<f64> = getitem %c, %j
  %4: list<list<f64>> = list_write %c, %i, %3
  %d: list<list<f64>> = list_write %4, %j, %2"""
    assert len(writes_by_path(in_place(parsed(MOVED.format(swap)), 0.5, i, j))) == 1


@pytest.mark.parametrize("i, j", [(0, 1), (1, 0), (0, 0)])
def test_a_row_that_takes_the_place_of_another_may_stand_twice(i, j):
    moved = """%2: list<f64> = getitem %c, %j
  %d: list<list<f64>> = list_write %c, %i, %2"""
    assert not writes_by_path(in_place(parsed(MOVED.format(moved)), 0.5, i, j))


def test_a_row_that_is_read_later_as_it_was_is_copied_and_no_other():
    fn = parsed("""
    func @f(%v: f64) {
      %0: list<f64> = build_list %v, 1.0
      %1: list<f64> = build_list %v, 2.0
      %c: list<list<f64>> = build_list %0, %1
      %2: iter<int> = range 2
      %d: list<list<f64>>, %s: f64 = for %k: int in %2 carry (%a: list<list<f64>> = %c, %t: f64 = %v) {
        %r: list<f64> = getitem %a, %k
        %b: list<list<f64>> = list_write %a, (%k, 0), %t
        %x: f64 = getitem %r, 0
        %y: f64 = getitem %r, 1
        %z: f64 = mul %x, %y
        next %b, %z
      }
      return (%d, %s)
    }
    """)  # noqa: E501
    out = in_place(fn, 0.5)
    assert print_function(out).count(" list %") <= 1


def test_taken_apart_it_writes_the_same():
    fn = parsed("""
    func @f(%c: list<list<list<f64>>>, %v: f64) {
      %d: list<list<list<f64>>> = list_write %c, (0, 1, -1), %v
      return %d
    }
    """)
    apart = verify(by_path.taken_apart(fn, set(writes_by_path(fn))), typed=True)
    assert not writes_by_path(apart)
    assert run_functional(apart, [ROWS, ROWS], 9.0) == run_functional(fn, [ROWS, ROWS], 9.0)
    assert print_function(by_path.run(apart)).count("list_write") == 3  # see `dce`
    assert len(writes_by_path(by_path.run(apart))) >= 1


@pytest.mark.parametrize("seed", seeds(30, 80))
def test_random_programs(seed):
    fn = verify(RowPrograms(seed, size=6).function(), typed=True)
    out = in_place(fn, *arguments())
    assert run_functional(out, *arguments())[0] == run_functional(fn, *arguments())[0]
