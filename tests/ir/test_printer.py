"""IR to text: the exact text of hand-built functions, and that names never clash."""

from __future__ import annotations

import functools
import operator

import ir_samples
import numpy as np
import scipy.special
from ir_samples import SAMPLES

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Block, Call, Const, For, Function, Next, Pack, Param, Return, Value
from s2sad.ir.printer import (
    callee_name, find_callable, print_block, print_function, print_op, print_operand, print_type,
)  # fmt: skip
from s2sad.ir.types import ArrayType, Dim, ScalarType


def test_straight_line_with_the_lines_of_the_source():
    assert print_function(ir_samples.straight(), lines=True) == (
        "func @straight(%x: float) {\n"
        "  %y: float = mul 2.0, %x  # line 2\n"
        "  %y_1: float = math.sin %y  # line 3\n"
        "  return %y_1\n"
        "}"
    )


def test_loop_and_branch():
    assert print_function(ir_samples.sum_until()) == (
        "func @sum_until(%x: f64[n], %limit: float = inf) {\n"
        "  %s: f64 = for %xi: f64 in %x carry (%s_1: f64 = 0.0) {\n"
        "    %positive: bool = gt %xi, 0.0\n"
        "    %s_2: f64 = if %positive {\n"
        "      %s_3: f64 = add %s_1, %xi\n"
        "      yield %s_3\n"
        "    } else {\n"
        "      yield %s_1\n"
        "    }\n"
        "    %stop: bool = gt %s_2, %limit\n"
        "    next %s_2 stop %stop\n"
        "  }\n"
        "  return %s\n"
        "}"
    )


def test_while():
    assert print_function(ir_samples.halve()) == (
        "func @halve(%x: float) {\n"
        "  %x_1: float, %k: int = while carry (%x_2: float = %x, %k_1: int = 0) {\n"
        "    %big: bool = gt %x_2, 1.0\n"
        "    yield %big\n"
        "  } do (%x_3: float, %k_2: int) {\n"
        "    %x_4: float = truediv %x_3, 2.0\n"
        "    %k_3: int = add %k_2, 1\n"
        "    next %x_4, %k_3\n"
        "  }\n"
        "  return (%x_1, %k)\n"
        "}"
    )


def test_writes():
    assert print_function(ir_samples.write_middle()) == (
        "func @write_middle(%x: f64[n], %v: float) writes %x {\n"
        "  %x_1: f64[n] = write %x, (slice(1, -1, None),), %v\n"
        "  return (%x, %x_1) writes %x_1\n"
        "}"
    )


def test_trees_of_parameters():
    assert print_function(ir_samples.structured()) == (
        "func @structured(positional layers: [ir_samples:Layer(w=%w: f64[n], b=%b: float), "
        "{'eps': %eps: float}], pair: (%a: float, %a_1: float), *%rest: (float,), "
        "keyword axis: None = None, **others: {}) {\n"
        "  %total: f64 = np.sum %w, axis=(0,), keepdims=False\n"
        "  return ({'sum': %total, 1: [%a, (%a_1,)], None: slice(%b, None, %eps)}, %rest)\n"
        "}"
    )


def test_effects_and_other_functions():
    assert print_function(ir_samples.effects()) == (
        "func @effects(%rng: opaque<numpy.random:Generator>) {\n"
        "  print! 'a; b # c\\n', %rng, end=''\n"
        "  %0: f64 = .normal! %rng\n"
        "  %1: float = @straight %0\n"
        "  %2: opaque = dict\n"
        "  %3: f64 = write %1, (View(<np.transpose>, (1, 0)), ...), %2\n"
        "  if True {\n"
        "    yield\n"
        "  } else {\n"
        "    yield\n"
        "  }\n"
        "  for %i: int in (1, 2) {\n"
        "    next\n"
        "  }\n"
        "  while {\n"
        "    yield False\n"
        "  } do {\n"
        "    next stop True\n"
        "  }\n"
        "  return %1\n"
        "}\n"
        "\n"
        "func @straight(%x: float) {\n"
        "  %y: float = mul 2.0, %x\n"
        "  %y_1: float = math.sin %y\n"
        "  return %y_1\n"
        "}"
    )


def test_printing_twice_gives_the_same_text():
    for sample in SAMPLES:
        fn = sample()
        assert print_function(fn) == print_function(fn) == print_function(sample())


def names_of(*wanted: str) -> list[str]:
    b = Builder()
    results = [b.call(operator.pos, 0, name=name) for name in wanted]
    text = print_function(Function("f", (), b.block((), Return(Pack(tuple, tuple(results))))))
    return [line.split(" = ")[0].strip() for line in text.splitlines()[1:-2]]


def test_clashing_names_are_numbered_in_order():
    assert names_of("x", "x", "x_1", "x", "x_1") == ["%x", "%x_1", "%x_1_1", "%x_2", "%x_1_2"]


def test_values_without_a_usable_name():
    assert names_of("", "a b", "", "7") == ["%0", "%a_b", "%1", "%2"]


def test_functions_of_one_name_are_told_apart():
    def helper(value: int) -> Function:
        return Function("h", (), Block((), (), Return(Const(value))))

    b, first, second = Builder(), helper(1), helper(2)
    for callee in (first, second, first):
        b.append(Call(callee, ()))
    lines = print_function(Function("h", (), b.block((), Return(Const(0))))).splitlines()
    assert [line.strip() for line in lines[1:4]] == ["@h_1", "@h_2", "@h_1"]
    assert [line for line in lines if line.startswith("func")] == [
        "func @h() {", "func @h_1() {", "func @h_2() {",
    ]  # fmt: skip


def test_names_of_callables():
    def local():
        pass

    found = {
        operator.add: "add", np.sin: "np.sin", np.linalg.solve: "np.linalg.solve", abs: "abs",
        operator.pow: "pow", pow: "builtins.pow", next: "builtins.next", prims.call: "call",
        operator.call: "operator.call", operator.abs: "operator.abs", np.absolute: "np.absolute",
        np.add.at: "np.add.at", np.ndarray.sum: "np.ndarray.sum", dict.get: "dict.get",
        scipy.special.erf: "scipy.special:erf", prims.Method("normal"): ".normal",
        functools.reduce: "_functools:reduce", ir_samples.straight: "ir_samples:straight",
        functools.partial(local): "<object functools:partial>",
        local: f"{__name__}:test_names_of_callables.<locals>.local",
    }  # fmt: skip
    assert {callee_name(f): f for f in found} == {name: f for f, name in found.items()}


def test_every_bare_name_finds_what_it_names():
    for callee in (operator.matmul, np.where, len, prims.accumulate_at, range, np.fft.fft):
        assert find_callable(callee_name(callee)) is callee


def test_types_tell_apart_what_str_does_not():
    assert print_type(ScalarType("bool")) != print_type(ScalarType("bool", python=True))
    shapes = ((Dim("n"),), (Dim("n", not_one=True),), (Dim("n", True, 1),), (Dim("n-1", True),))
    assert [print_type(ArrayType("f64", shape)) for shape in shapes] == [
        "f64[n?]", "f64[n]", "f64[n-1]", "f64['n-1']",
    ]  # fmt: skip


def test_parts_alone():
    (loop,) = ir_samples.halve().body.ops
    assert print_op(loop).splitlines()[0].startswith("%x: float, %k: int = while carry (%x_1")
    assert print_block(ir_samples.straight().body).splitlines()[-1] == "return %y_1"
    assert print_operand(Pack(list, (Value("x"), Const("s"), Value("x")))) == "[%x, 's', %x_1]"


def test_broken_ir_is_printed_all_the_same():
    loop = For((Const(()),), (Const(1), Const(2)), Block((), (), Next((3,))), (Value("r"),))
    text = print_op(loop)
    assert "carry (? = 1, ? = 2)" in text and "<not an operand: builtins:int>" in text
    param = Param("x", Value("y"))
    assert print_function(Function("f", (param,), Block((), (None,), None))) == (
        "func @f(x: %y) {\n"
        "  <not an op: builtins:NoneType>\n"
        "  <not a terminator: builtins:NoneType>\n"
        "}"
    )
