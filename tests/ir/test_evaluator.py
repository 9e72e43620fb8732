"""The evaluator: what IR means, said in values."""

from __future__ import annotations

import math
from collections import namedtuple
from types import CellType

import ir_samples
import numpy as np
import pytest
from ir_samples import Layer

from s2sad.errors import InternalError
from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.evaluator import evaluate, evaluate_all, evaluate_untyped
from s2sad.ir.nodes import Block, Const, Function, Pack, Param, Return, Value
from s2sad.ir.parser import parse_function
from s2sad.ir.verifier import verify

Pair = namedtuple("Pair", "left right")


def run(text: str, *args, **kwargs):
    return evaluate(verify(parse_function(text)), *args, **kwargs)


def test_straight_line():
    assert evaluate(ir_samples.straight(), 0.25) == math.sin(0.5)


@pytest.mark.parametrize("limit", [math.inf, 4.0, 0.5, -1.0])
def test_for_with_stop(limit):
    x, total = np.array([1.0, -2.0, 3.0, 0.5, 7.0]), 0.0
    for xi in x:
        if xi > 0:
            total += xi
        if total > limit:
            break
    assert evaluate(ir_samples.sum_until(), x, limit) == total
    assert evaluate(ir_samples.sum_until(), x[:0], limit) == 0.0


def test_defaults_and_keywords():
    x = np.array([1.0, 2.0])
    assert evaluate(ir_samples.sum_until(), x) == 3.0
    assert evaluate(ir_samples.sum_until(), limit=0.0, x=x) == 1.0


def test_while():
    assert evaluate(ir_samples.halve(), 20.0) == (0.625, 5)
    assert evaluate(ir_samples.halve(), 0.75) == (0.75, 0)


def test_while_with_stop():
    text = """f(%n) {
      %r = while carry (%k = 0) { %c = lt %k, %n; yield %c } do (%j) {
        %next = add %j, 1
        %three = eq %next, 3
        next %next stop %three
      }
      return %r
    }"""
    assert [run(text, n) for n in (0, 2, 3, 9)] == [0, 2, 3, 3]


def test_several_iterables_end_with_the_shortest():
    text = """f(%x, %start) {
      %numbers = count %start
      %r = for %i, %v in %numbers, %x carry (%pairs = []) {
        %more = list_append %pairs, (%i, %v)
        next %more
      }
      return %r
    }"""
    assert run(text, "ab", 3) == [(3, "a"), (4, "b")]


def test_carries_are_handed_on_together():
    text = """f(%n) {
      %steps = range %n
      %a, %b = for %i in %steps carry (%x = 0, %y = 1) { %z = add %x, %y; next %y, %z }
      return %a
    }"""
    assert [run(text, n) for n in range(8)] == [0, 1, 1, 2, 3, 5, 8, 13]


def test_a_write_makes_a_version_and_leaves_the_old_one():
    x = np.arange(4.0)
    (old, new), versions = evaluate_all(ir_samples.write_middle(), (x, 9.0))
    assert old is x and x.tolist() == [0, 1, 2, 3]
    assert new.tolist() == [0, 9, 9, 3]
    assert len(versions) == 1 and versions[0] is new


def test_packs_become_python_objects():
    layers = [Layer(np.array([1.0, 2.0]), 5.0), {"eps": 0.5}]
    data, rest = evaluate(ir_samples.structured(), layers, (1.0, 2.0), 7.0, 8.0)
    assert data == {"sum": 3.0, 1: [1.0, (2.0,)], None: slice(5.0, None, 0.5)}
    assert rest == (7.0, 8.0)


def test_packs_of_classes():
    text = "f(%x) { return (ir_samples:Layer(w=%x, b=1), test_evaluator:Pair(%x, [2])) }"
    assert run(text, 3) == (Layer(3, 1), Pair(3, [2]))


def test_trees_of_parameters_take_structured_values_apart():
    a, b, c, d = (Value(name) for name in "abcd")
    tree = Pack(tuple, (Pack(Pair, (a, b)), Pack(Layer, (c, Const("fixed"))), Pack(list, (d,))))
    fn = Function("f", (Param("p", tree),), Block((), (), Return(Pack(list, (a, b, c, d)))))
    assert evaluate(fn, (Pair(1, 2), Layer(3, "fixed"), [4])) == [1, 2, 3, 4]
    with pytest.raises(ValueError):
        evaluate(fn, (Pair(1, 2), Layer(3, "fixed"), [4, 5]))


def test_slices_of_parameters_are_taken_apart():
    assert run("f(s: slice(%a, %b, None)) { return (%a, %b) }", slice(1, 2)) == (1, 2)


@pytest.mark.parametrize(
    ("args", "kwargs", "message"),
    [
        ((), {}, "misses the argument 'x'"),
        ((1, 2, 3), {}, "does not take 1 arguments given"),
        ((1,), {"z": 1}, "does not take the argument 'z' given"),
        ((1,), {"x": 1, "y": 2}, "does not take the argument 'x' given"),
    ],
)
def test_arguments_must_match(args, kwargs, message):
    with pytest.raises(TypeError, match=message):
        run("f(%x, %y = 0) { return %x }", *args, **kwargs)


def test_kinds_of_parameters():
    text = """f(positional %a, %b = 2, *%rest, keyword %k = 3, **%more) {
      return (%a, %b, %rest, %k, %more)
    }"""
    assert run(text, 1) == (1, 2, (), 3, {})
    assert run(text, 1, 5, 6, 7, k=8, z=9, a=0) == (1, 5, (6, 7), 8, {"z": 9, "a": 0})


def test_functions_call_functions():
    assert evaluate(ir_samples.recursive(), 6) == 720


def test_a_call_of_a_function_that_writes_is_refused():
    b = Builder()
    x = Value("x")
    result = b.call(ir_samples.write_middle(), x, 1.0)
    fn = Function("f", (Param("x", x),), b.block((), Return(result)))
    with pytest.raises(InternalError, match="@write_middle writes into its arguments"):
        evaluate(fn, np.zeros(3))


def test_methods_and_effects_happen_once_and_in_order(capsys):
    text = """f(%x) {
      print! 'first'
      %s = .upper %x
      if %s { print! %s, end='.'; yield } else { print! 'never'; yield }
      return %s
    }"""
    assert run(text, "ab") == "AB"
    assert capsys.readouterr().out == "first\nAB."


def test_reading_an_undefined_variable():
    fn = ir_samples.maybe_undefined()
    assert evaluate(fn, True) == 1
    with pytest.raises(UnboundLocalError, match="y is read where it has no value"):
        evaluate(fn, False)


@pytest.mark.parametrize(
    "use",
    ["%z = pos %y", "%z = tuple (1, %y)", "if %y { yield } else { yield }", "%z = dict a=%y",
     "for %i in %y { next }", "for %i in (1,) { next stop %y }", "while { yield %y } do { next }"],
)  # fmt: skip
def test_what_reads_an_undefined_variable(use):
    text = f"""f(%c) {{
      %y = if %c {{ yield () }} else {{ yield undefined }}
      {use}
      return 0
    }}"""
    with pytest.raises(UnboundLocalError):
        run(text, False)


def test_an_undefined_variable_may_be_handed_on():
    text = """f(%n) {
      %steps = range %n
      %last = for %i in %steps carry (%old = undefined) {
        %one = eq %i, 1
        %y = if %one { yield %old } else { yield %i }
        next %y
      }
      return %last
    }"""
    assert run(text, 1) == 0 and run(text, 2) == 0 and run(text, 3) == 2
    with pytest.raises(UnboundLocalError):
        run(text, 0)


def test_errors_of_the_program_pass_through():
    with pytest.raises(ZeroDivisionError):
        run("f(%x) { %y = truediv 1, %x; return %y }", 0)
    with pytest.raises(ValueError, match="no"):
        run("f(%x) { raise_! %x; return undefined }", ValueError("no"))


def test_observing_every_op():
    seen = []
    fn = ir_samples.sum_until()
    evaluate_all(
        fn, (np.array([1.0, -1.0]),), observe=lambda op, results: seen.append((op, results))
    )
    (loop,) = fn.body.ops
    inner = [results for op, results in seen if op is not loop]
    assert inner == [(True,), (1.0,), (1.0,), (False,), (False,), (1.0,), (False,)]
    assert seen[-1] == (loop, (1.0,))


# --- untyped IR -----------------------------------------------------------------------------


def test_closure_reads_its_cells_globals_and_arguments():
    fn = ir_samples.untyped_closure()
    assert evaluate_untyped(fn, {"offset": 1000}, {}, (10,)) == 10 + 2 + 3 + 1000


def test_a_closure_is_a_python_function_with_defaults():
    fn = ir_samples.untyped_closure()
    make = fn.body.ops[2]
    assert make.callee is prims.make_closure
    fn = Function(fn.name, fn.params, Block((), fn.body.ops[:3], Return(make.result)))
    add = evaluate_untyped(fn, {"offset": 1000}, {}, (10,))
    assert add.__name__ == "add"
    assert add(2) == 1013 and add(2, z=0) == 1012
    with pytest.raises(TypeError, match=r"add\(\) misses the argument 'y'"):
        add()


def test_a_closure_sees_the_present_value_of_a_cell():
    text = """
    func @outer() {
      %cell = new_cell 'n'
      %next = make_closure @next, {'n': %cell}, (), {}
      cell_set! %cell, 1
      %a = call! %next, (), {}
      cell_set! %cell, %a
      %b = call! %next, (), {}
      %n = cell_get %cell
      return (%a, %b, %n)
    }
    func @next() { %n = load_free 'n'; %new = add %n, 1; return %new }
    """
    assert evaluate_untyped(parse_function(text), {}, {}) == (2, 3, 2)
    with pytest.raises(NameError, match="'n' has no value yet"):
        evaluate_untyped(parse_function(text.replace("cell_set! %cell, 1", "")), {}, {})


def test_names_come_from_the_closure_the_globals_and_the_builtins():
    def outer(k):
        return lambda: k

    cells = dict(zip(("k",), outer(5).__closure__))

    def load(what: str):
        fn = parse_function(f"f() {{ %v = {what}; return %v }}")
        return evaluate_untyped(fn, {"math": math}, cells)

    assert load("load_free 'k'") == 5
    assert load("load_global 'len'") is len
    assert load("load_global 'math'") is math
    for missing in ("load_global 'no_such'", "load_free 'no_such'"):
        with pytest.raises(NameError, match="'no_such'"):
            load(missing)
    with pytest.raises(NameError, match="'k' has no value yet"):
        cells["k"] = CellType()
        load("load_free 'k'")


def test_globals_come_before_builtins():
    fn = parse_function("f() { %v = load_global 'len'; return %v }")
    assert evaluate_untyped(fn, {"len": 3}, {}) == 3


def test_stars_in_displays_and_calls():
    text = """f(%x) {
      %items = build_list 1, Star(%x), 2
      %d = call! <dict>, (%items,), {}
      return %d
    }"""
    assert run(text.replace("<dict>", "<tuple>"), "ab") == (1, "a", "b", 2)
    text = "f(%x) { %d = call! <dict>, ([('k', 1)],), {'a': 1, None: %x, 'b': 2}; return %d }"
    assert run(text, {"c": 3}) == {"k": 1, "a": 1, "c": 3, "b": 2}
    with pytest.raises(TypeError, match="multiple values for the argument 'a'"):
        run(text, {"a": 3})


def test_defaults_as_python_functions_hold_them():
    fn = parse_function("f(%a, %b, keyword %k) { return (%a, %b, %k) }")
    found = evaluate_untyped(fn, {}, {}, (1,), {}, (2,), {"k": 3})
    assert found == (1, 2, 3)
    assert evaluate_untyped(fn, {}, {}, (1, 5), {"k": 6}, (2,), {"k": 3}) == (1, 5, 6)


def test_a_node_that_is_no_op_is_an_internal_error():
    broken = Function("f", (), Block((), (Const(1),), Return(Const(0))))
    with pytest.raises(InternalError):
        evaluate(broken)
    with pytest.raises(InternalError):
        evaluate(Function("f", (), Block((), (), Return(3))))
