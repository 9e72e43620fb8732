"""Text to IR: what the printer wrote is read back, and what is wrong is refused by line."""

from __future__ import annotations

import math
import operator

import numpy as np
import pytest
from ir_samples import CONSTANTS, SAMPLES, every_constant, every_type

from s2sad.errors import Error
from s2sad.ir.nodes import Const, For, Function, Pack
from s2sad.ir.parser import ParseError, parse_function, parse_type
from s2sad.ir.printer import print_function, print_type
from s2sad.ir.traverse import walk
from s2sad.ir.types import FLOAT, ArrayType, Dim, ScalarType, TupleType


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.__name__)
def test_text_is_read_back_to_the_same_text(sample):
    text = print_function(sample())
    assert print_function(parse_function(text)) == text


def test_types_are_read_back_whole():
    before, after = every_type(), parse_function(print_function(every_type()))
    types = [op.result.type for op in before.body.ops]
    assert [op.result.type for op in after.body.ops] == types
    assert len(set(map(str, types))) > 15
    for type in types[:-1]:
        assert parse_type(print_type(type)) == type


def as_python(operand):
    if isinstance(operand, Const):
        return operand.value
    items = [as_python(item) for item in operand.items]
    if operand.kind is dict:
        return dict(zip(operand.keys, items))
    return slice(*items) if operand.kind is slice else operand.kind(items)


def test_constants_are_read_back_with_their_type():
    fn = parse_function(print_function(every_constant()))
    found = [as_python(op.args[0]) for op in fn.body.ops]
    assert len(found) == len(CONSTANTS)
    for new, old in zip(found, CONSTANTS):
        assert type(new) is type(old)
        # repr tells -0.0 from 0.0 and nan from nothing else
        assert new is old or new == old or repr(new) == repr(old)
        assert repr(new) == repr(old) or not isinstance(old, (float, complex))


def test_a_program_on_one_line():
    fn = parse_function("f(%x) { %0 = math.cos %x; %1 = math.sin %x; return %1 }")
    assert fn.name == "f"
    assert [op.callee for op in fn.body.ops] == [math.cos, math.sin]
    assert fn.body.terminator.value is fn.body.ops[1].result


def test_comments_and_line_breaks_in_brackets():
    fn = parse_function(
        """
        # a comment
        func @f(%x: float,
                %y: float = 1.0) {  # another
          # and one
          %z = add %x, "# no comment"

          return (%z,
                  [%x])
          # the last
        }
        """
    )
    assert [p.name for p in fn.params] == ["x", "y"]
    assert fn.body.ops[0].args[1].value == "# no comment"
    assert fn.body.terminator.value.items[1].kind is list


def test_uses_are_the_defined_objects():
    text = """func @f(%n: int) {
      %s = for %i, %j in %n, (1, 2) carry (%a = 0, %b = %n) { next %b, %a stop %i }
      return %s
    }"""
    fn = parse_function(text)
    (loop,) = walk(fn.body)
    assert isinstance(loop, For)
    i, _, a, b = loop.body.args
    assert loop.body.terminator.operands == (b, a)
    assert loop.body.terminator.stop is i
    assert loop.inits[1] is fn.params[0].tree


def test_a_loop_may_say_that_its_iterables_are_equally_long():
    loop = "for %i, %j in {}%n, (1, 2) carry (%a = 0) {{ next %j }}"
    text = f"func @f(%n) {{{{ %s = {loop}; return %s }}}}"
    for word in ("", "even "):
        fn = parse_function(text.format(word))
        assert fn.body.ops[0].even == bool(word)
        assert f"in {word}%n, (1, 2)" in print_function(fn)


def test_functions_may_call_each_other():
    fn = parse_function(
        """
        func @even(%n) { %m = @odd %n; return %m }
        func @odd(%n) { %m = @even %n; return (%m, @even) }
        """
    )
    odd = fn.body.ops[0].callee
    assert isinstance(odd, Function) and odd.body.ops[0].callee is fn
    assert odd.body.terminator.value.items[1].value is fn


def test_packs_of_classes():
    fn = parse_function("f(%x) { return ir_samples:Layer(w=%x, b=View(<np.transpose>)) }")
    layer = fn.body.terminator.value
    assert layer.kind.__name__ == "Layer" and layer.keys == ("w", "b")
    assert isinstance(layer.items[1], Pack) and layer.items[1].keys is None


def test_types_of_strings():
    assert parse_type("f64[n,3]") == ArrayType("f64", (Dim("n", not_one=True), 3))
    assert parse_type("(float, f64)") == TupleType((FLOAT, ScalarType("f64")))
    with pytest.raises(ParseError, match="unexpected"):
        parse_type("f64[n] f64")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("f(%x) {\n return %y }", "line 2: %y is not defined"),
        ("f(%x) {\n %x = add 1, 2\n return %x }", "line 2: %x is defined twice"),
        ("f() {\n\n %x = no_such %y\n return %x }", "line 3: no_such cannot be found"),
        ("f() { %x = no_module_x:f\n return %x }", "no_module_x:f cannot be found"),
        ("f() { %x = @g 1\n return %x }", "there is no func @g"),
        ("func @f() { return 1 }\nfunc @f() { return 1 }", "@f is defined twice"),
        ("f() {\n %x, %y = add 1, 2\n return %x }", "line 2: a call has one result"),
        ("f() { %x = add a=1, 2\n return %x }", "positional argument after a keyword"),
        ("f() { %x: g64 = add 1, 2; return %x }", "g64 is no type"),
        ("f() { %x: f64['a'b] = add 1, 2; return %x }", "is no length"),
        ("f() { return (1) }", "a tuple of one item needs a comma"),
        ("f() { return 1", "expected '}'"),
        ("f() { if True { yield } return 1 }", "expected 'else'"),
        ("f() { %x = add 1 2; return %x }", "unexpected '2; return %x }'"),
        ("f() { return <object a:B> }", "a:B has no text"),
        ("f() { return View(1, x=2) }", "either all items have keys or none"),
        ("f() { return {%x: 1} }", "expected a constant"),
        ("f() { return <dtype nothing> }", "dtype nothing cannot be found"),
        ("f() { return <module no_module_x> }", "module no_module_x cannot be found"),
        ("f() { for %i 3 { next }; return 1 }", "expected 'in'"),
        ("", "expected func @name"),
    ],
)
def test_errors_name_the_line(text, message):
    with pytest.raises(ParseError) as info:
        parse_function(text)
    assert message in str(info.value)
    assert isinstance(info.value, Error) and isinstance(info.value, ValueError)


def test_operators_come_before_builtins_only_for_pow():
    fn = parse_function("f(%x) { %y = pow %x, 2; %z = abs %y; return %z }")
    assert [op.callee for op in fn.body.ops] == [operator.pow, abs]


def test_arrays_of_numpy_scalars_keep_precision():
    fn = parse_function("f() { return <np.longdouble '0.1'> }")
    assert fn.body.terminator.value.value == np.longdouble("0.1")
