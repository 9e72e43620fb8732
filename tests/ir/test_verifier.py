"""The verifier: valid IR passes unchanged, and each message has a broken IR."""

from __future__ import annotations

import operator
import time
from dataclasses import replace

import numpy as np
import pytest
from ir_samples import SAMPLES, every_type

from s2sad.errors import InternalError
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Next, Pack, Param, Return, Value, While,
    Yield,
)  # fmt: skip
from s2sad.ir.parser import parse_function, parse_type
from s2sad.ir.traverse import clone_function
from s2sad.ir.types import FLOAT, INT, ArrayType
from s2sad.ir.fitting import fits, type_fits
from s2sad.ir.verifier import verify
from s2sad.source import Span


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.__name__)
def test_valid_ir_passes_unchanged(sample):
    fn = sample()
    assert verify(fn) is fn
    assert verify(clone_function(fn)) is not fn


TYPED = [
    s for s in SAMPLES if s.__name__ not in ("untyped_closure", "every_type", "every_constant")
]


@pytest.mark.parametrize("sample", TYPED, ids=lambda s: s.__name__)
def test_typed_ir_passes(sample):
    verify(sample(), typed=True)


# --- broken IR that has a text --------------------------------------------------------------

BROKEN_TEXT = {
    "the definition of %y does not dominate this use": """
        f(%c) { if %c { %y = pos 1; yield } else { yield }; return %y }""",
    "the definition of %a does not dominate this use": """
        f(%c) { %r = for %i in %c carry (%a = 0) { next %a }; return (%r, %a) }""",
    "the definition of %x does not dominate this use": """
        f(%c) { if %c { %x = pos 1; yield } else { %y = add %x, 1; yield }; return 0 }""",
    "the definition of %r does not dominate this use": """
        f(%c) { %r = for %i in %c carry (%a = 0) { next %r }; return %r }""",
    "1 yields, 0 results": "f(%c) { if %c { yield 1 } else { yield }; return 0 }",
    "0 yields, 1 results": "f(%c) { %y = if %c { yield 1 } else { yield }; return %y }",
    "2 next operands, 1 carries": """
        f(%c) { %r = for %i in %c carry (%a = 0) { next %a, %i }; return %r }""",
    "0 results, 1 carries": "f(%c) { for %i in %c carry (%a = 0) { next %a }; return 0 }",
    "1 block arguments, 2 iterables and carries": """
        f(%c) { for %i in %c, %c { next }; return 0 }""",
    "0 block arguments, 1 carries": """
        f(%c) { %r = while carry (%a = 0) { yield %a } do { next 1 }; return %r }""",
    "2 yields, 1 of a condition": "f(%c) { while { yield %c, %c } do { next }; return 0 }",
    "a block of If ends in Yield, not in Next": """
        f(%c) { if %c { next } else { yield }; return 0 }""",
    "a block of If ends in Yield, not in Return": """
        f(%c) { if %c { return 1 } else { yield }; return 0 }""",
    "a block of For ends in Next, not in Yield": "f(%c) { for %i in %c { yield }; return 0 }",
    "a block of While ends in Yield, not in Next": """
        f(%c) { while { next %c } do { next }; return 0 }""",
    "a block of While ends in Next, not in Yield": """
        f(%c) { while { yield %c } do { yield }; return 0 }""",
    "a function ends in Return, not in Yield": "f(%c) { yield %c }",
    "return has 0 versions for 1 written parameters": "f(%c) writes %c { return 0 }",
    "return has 1 versions for 0 written parameters": "f(%c) { return 0 writes %c }",
}


@pytest.mark.parametrize("message", BROKEN_TEXT)
def test_structure_is_checked(message):
    with pytest.raises(InternalError) as info:
        verify(parse_function(BROKEN_TEXT[message]))
    assert message in str(info.value)
    assert "invalid IR in @f" in str(info.value)


BROKEN_TYPES = {
    "%y has no type": "f(%c: bool) { %y = pos %c; return %y }",
    "%c has no type": "f(%c) { return %c }",
    "%i has no type": "f(%c: list<int>) { for %i in %c { next }; return 0 }",
    "yield 1.5 does not fit %y: int": """
        f(%c: bool) { %y: int = if %c { yield 1 } else { yield 1.5 }; return %y }""",
    "yield %x: f64[n] does not fit %y: f64[n, n]": """
        f(%c: bool, %x: f64[n]) { %y: f64[n, n] = if %c { yield %x } else { yield %x }
          return %y }""",
    "initial value 0.0 does not fit %a: f64[n]": """
        f(%x: f64[n]) { %r: f64[n] = for %v: f64 in %x carry (%a: f64[n] = 0.0) { next %x }
          return %r }""",
    "next operand %v: f64 does not fit %a: int": """
        f(%x: f64[n]) { %r: int = for %v: f64 in %x carry (%a: int = 0) { next %v }
          return %r }""",
    "carry %a: f64 does not fit %r: f32": """
        f(%x: f64[n]) { %r: f32 = for %v: f64 in %x carry (%a: f64 = 0) { next %v }
          return %r }""",
    "initial value 0.5 does not fit %a: int": """
        f() { %r: f64 = while carry (%a: int = 0.5) { yield %a } do (%b: f64) { next %b }
          return %r }""",
    "the condition %x is an array, f64[n]": """
        f(%x: f64[n]) { if %x { yield } else { yield }; return 0 }""",
    "the condition %p is an array, bool[n]": """
        f(%x: f64[n]) { while { %p: bool[n] = gt %x, 0; yield %p } do { next }; return 0 }""",
    "the condition %v is an array, f64[3]": """
        f(%x: f64[n, 3]) { for %v: f64[3] in %x { next stop %v }; return 0 }""",
}


@pytest.mark.parametrize("message", BROKEN_TYPES)
def test_types_are_checked(message):
    fn = parse_function(BROKEN_TYPES[message])
    verify(fn)
    with pytest.raises(InternalError) as info:
        verify(fn, typed=True)
    assert message in str(info.value)


# --- broken IR that has no text -------------------------------------------------------------


def function(*ops, value=Const(0), params=(), written=()) -> Function:
    return Function("f", params, Block((), ops, Return(value)), written)


X, P = Value("x", FLOAT), Value("p", FLOAT)
EMPTY = Block((), (), Yield())
BROKEN_NODES = {
    "%x is defined twice": function(Call(abs, (Const(1),), (), X), Call(abs, (Const(1),), (), X)),
    "%p is defined twice": function(params=(Param("a", P), Param("b", P))),
    "the definition of %x is missing": function(value=X),
    "3 is not an operand": function(Call(abs, (3,))),
    "'k' is not an operand": function(Call(abs, (), (("key", "k"),))),
    "None stands where a value is defined": function(
        For((Const(()),), (), Block((None,), (), Next()))
    ),
    "7 cannot be called": function(Call(7, ())),
    "None is not an op": function(None),
    "a function ends in Return, not in NoneType": Function("f", (), Block((), (), None)),
    "the body of a function has no block arguments": Function("f", (), Block((X,), (), Return(X))),
    "%x is written and is no leaf of a parameter": function(written=(X,)),
    "1 is not an operand, in parameter p": function(params=(Param("p", Pack(list, (1,))),)),
    "a slice has three items": function(value=Pack(slice, (X, X)), params=(Param("x", X),)),
    "a dict has keys": function(value=Pack(dict, ())),
    "the keys of a dict do not match its items": function(value=Pack(dict, (), ("k",))),
    "the keys of a tuple do not match its items": function(value=Pack(tuple, (), ())),
    "a pack of 3, which is no class": function(value=Pack(3, ())),
    "1 block arguments, 0 of a branch": function(If(Const(1), Block((X,), (), Yield()), EMPTY, ())),
    "1 condition arguments, 0 carries": function(
        While((), Block((X,), (), Yield((X,))), Block((), (), Next()))
    ),
    "a for loop without an iterable": function(For((), (), Block((), (), Next()))),
}


@pytest.mark.parametrize("message", BROKEN_NODES)
def test_nodes_are_checked(message):
    with pytest.raises(InternalError) as info:
        verify(BROKEN_NODES[message])
    assert message in str(info.value)


def test_the_error_shows_the_op_and_the_users_line():
    b = Builder(Span(__file__, 1))
    b.call(operator.add, X, 2.0, name="y")
    with pytest.raises(InternalError, match=r"\n  %y = add %x, 2.0") as info:
        verify(Function("f", (), b.block((), Return(Const(0)))))
    assert "test_verifier.py" in str(info.value) and "line 1" in str(info.value)


def test_values_of_a_block_may_be_used_in_nested_blocks_only():
    text = """
        f(%c, %x) {
          %a = pos %x
          %r = if %c {
            %b = add %a, %x
            %s = while carry (%k = %b) { %d = gt %k, %b; yield %d } do (%l) { next %b }
            yield %s
          } else { yield %a }
          return (%r, %a, %x)
        }"""
    fn = parse_function(text)
    assert verify(fn) is fn
    with pytest.raises(InternalError, match="%k does not dominate"):
        verify(parse_function(text.replace("next %b", "next %k")))


def test_undefined_fits_everywhere():
    for sample in every_type().body.ops[:-1]:
        assert fits(Const(UNDEFINED), sample.result.type)


def test_which_types_fit():
    def fit(found: str, expected: str) -> bool:
        return type_fits(parse_type(found), parse_type(expected))

    assert all(fit(t, t) for t in ("f64", "f64[n]", "(int, f64)", "list<f64>", "iter<int>"))
    assert all(fit(t, "opaque") for t in ("f64", "(int,)", "opaque<str>", "f64[n]"))
    assert fit("int", "float") and fit("float", "f32") and fit("f32", "f64") and fit("bool", "i8")
    assert fit("f64[n]", "f64[m?]") and fit("f64[3]", "f64[n]")
    assert fit("list<>", "list<f64>") and fit("(int, list<>)", "(float, list<int>)")
    assert not fit("float", "int") and not fit("f64", "f32") and not fit("c64", "f64")
    assert (
        not fit("f64[n]", "f32[n]") and not fit("f64[n]", "f64[n, n]") and not fit("f64", "f64[]")
    )
    assert not fit("opaque", "f64") and not fit("(int,)", "(int, int)") and not fit("f64[]", "f64")
    assert not fit("list<f64>", "list<>") and not fit("list<f64>", "iter<f64>")


def test_which_constants_and_packs_fit():
    pair = parse_type("(int, list<float>)")
    assert fits(Const(True), INT) and fits(Const(np.float32(1)), FLOAT)
    assert not fits(Const(1.0), INT) and not fits(Const(None), FLOAT)
    assert not fits(Const(np.float64), FLOAT) and not fits(Const(np.str_("s")), FLOAT)
    assert not fits(Const(0.0), ArrayType("f64", (3,)))
    assert fits(Const(np.zeros(3)), ArrayType("f64", (3,)))
    assert not fits(Const(np.zeros(3)), FLOAT)
    assert not fits(Const(np.zeros(3, "f4")), ArrayType("f64", (3,)))
    assert fits(Pack(tuple, (Const(1), Pack(list, (Const(1.0), Const(2))))), pair)
    assert not fits(Pack(tuple, (Const(1), Pack(list, (Const(1j),)))), pair)
    assert not fits(Pack(list, (Const(1), Const(2))), parse_type("(int, int)"))
    assert fits(Const((1, 2.0)), parse_type("(int, float)"))
    assert not fits(Const((1, 2.0)), parse_type("(int, int)"))


def test_functions_that_are_called_are_not_entered():
    broken = function(value=X)
    assert verify(function(Call(broken, ())))


def test_a_thousand_ops_take_a_few_milliseconds():
    b, y = Builder(), X
    for number in range(1000):
        y = b.call(operator.mul, y, (X, number), name="y", type=FLOAT)
    fn = Function("f", (Param("x", X),), b.block((), Return(y)))

    def once() -> float:
        start = time.perf_counter()
        verify(fn, typed=True)
        return time.perf_counter() - start

    # the aim is 5 ms; the bound leaves room for a loaded machine
    assert min(once() for _ in range(10)) < 0.02


def test_a_loop_that_was_right_is_so_only_where_what_it_reads_is_visible():
    text = """
        func @f(%n: int, %x: float) {
          %r: iter<int> = range %n
          %a: float = mul %x, 2.0
          %s: float = for %k: int in %r carry (%c: float = %x) {
            %b: float = add %c, %a
            next %b
          }
          return %s
        }"""
    fn = verify(parse_function(text), typed=True)
    before, made, loop = fn.body.ops
    assert loop.checked == ({*before.results, made.result, fn.params[1].tree},
                            {*loop.body.args, *loop.body.ops[0].results})  # fmt: skip
    for ops, message in (
        ((before, loop, made), "the definition of %a does not dominate this use"),
        ((before, made, loop, loop), "%s is defined twice"),
    ):
        body = replace(fn.body, ops=ops)
        with pytest.raises(InternalError, match=message):
            verify(replace(fn, body=body), typed=True)
    other = replace(loop, results=(Value("t", loop.results[0].type),))
    verify(replace(fn, body=Block((), (before, made, other), Return(Const(0)))), typed=True)
    with pytest.raises(InternalError, match="%k is defined twice"):
        verify(replace(fn, body=replace(fn.body, ops=(*fn.body.ops, other))), typed=True)


def test_a_call_that_was_right_is_so_only_where_what_it_reads_is_visible():
    text = """
        func @f(%x: float) {
          %a: float = mul %x, 2.0
          %b: float = add %a, 1.0
          return %b
        }"""
    fn = verify(parse_function(text), typed=True)
    made, read = fn.body.ops
    assert read.checked
    for ops, message in (
        ((read, made), "the definition of %a does not dominate this use"),
        ((read,), "the definition of %a is missing"),
        ((made, read, read), "%b is defined twice"),
    ):
        with pytest.raises(InternalError, match=message):
            verify(replace(fn, body=replace(fn.body, ops=ops)), typed=True)
