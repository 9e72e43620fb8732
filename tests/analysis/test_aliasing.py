import operator

import numpy as np
import pytest

from s2sad.analysis import aliasing
from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Const, For, Function, If, Next, Pack, Param, Return, Value, While, Yield
from s2sad.ir.types import (
    BOOL, INT, ArrayType, Dim, IterType, ListType, OpaqueType, ScalarType, TupleType,
)  # fmt: skip

VEC = ArrayType("f64", (Dim("n", not_one=True),))
MAT = ArrayType("f64", (Dim("n", not_one=True), Dim("m", not_one=True)))
INTS = ArrayType("i64", (Dim("k"),))
F64 = ScalarType("f64")


def function(b: Builder, params, written=()) -> Function:
    trees = tuple(Param(p.name, p) for p in params)
    versions = tuple(written)
    return Function("f", trees, b.block((), Return(Const(None), versions)), tuple(written))


def shares(callee, *args, type=VEC, kwargs=None) -> bool:
    """Whether the call's result may share memory with its first argument."""
    b = Builder()
    result = b.call(callee, *args, type=type, kwargs=kwargs)
    fn = function(b, [a for a in args if isinstance(a, Value)])
    return aliasing.run(fn).may_alias(args[0], result)


x, m, i, ks, mask = (
    Value("x", VEC), Value("m", MAT), Value("i", INT), Value("ks", INTS),
    Value("mask", ArrayType("bool", (Dim("n", not_one=True),))),
)  # fmt: skip


@pytest.mark.parametrize("callee, args", [
    (np.transpose, (m,)), (np.reshape, (m, (-1,))), (np.ravel, (m,)), (np.squeeze, (m,)),
    (np.expand_dims, (x, 0)), (np.broadcast_to, (x, (3, 4))), (np.asarray, (x,)),
    (np.diagonal, (m,)), (np.diag, (m,)), (np.real, (x,)), (np.flip, (x,)), (np.atleast_2d, (x,)),
    (np.swapaxes, (m, 0, 1)), (np.moveaxis, (m, 0, 1)), (np.rot90, (m,)), (np.diff, (x,)),
    (prims.stop_gradient, (x,)), (prims.write, (x, (0,), 1.0)), (operator.iadd, (x, 1.0)),
    (operator.getitem, (x, slice(1, None))), (operator.getitem, (m, 0)),
    (operator.getitem, (m, i)), (operator.getitem, (m, (slice(None), i))),
    (operator.getitem, (x, (None, Ellipsis))), (np.apply_over_axes, (x,)),
])  # fmt: skip
def test_views_and_unknown_calls_share(callee, args):
    assert shares(callee, *args)


def test_a_view_by_einsum_is_of_the_array_behind_the_subscripts():
    b = Builder()
    view = b.call(np.einsum, "ij->ji", m, type=MAT)
    assert aliasing.run(function(b, [m])).may_alias(m, view)


@pytest.mark.parametrize("callee, args", [
    (np.sin, (x,)), (np.copy, (x,)), (np.zeros_like, (x,)), (np.cumsum, (x,)),
    (operator.add, (x, 1.0)), (operator.matmul, (m, x)), (np.concatenate, ((x, x),)),
    (np.linalg.solve, (m, x)), (np.fft.fft, (x,)), (prims.astype, (x, "f4")), (np.tile, (x, 1)),
    (operator.getitem, (x, ks)), (operator.getitem, (x, mask)), (operator.getitem, (x, [0, 1])),
    (operator.getitem, (m, (slice(None), ks))), (np.where, (mask, x, x)), (abs, (x,)),
])  # fmt: skip
def test_fresh_results_do_not_share(callee, args):
    args = tuple(args)
    if isinstance(args[0], tuple):
        args = (Pack(tuple, args[0]),)
    b = Builder()
    result = b.call(callee, *args, type=VEC)
    facts = aliasing.run(function(b, [x, m, ks, mask]))
    for param in (x, m, ks, mask):
        assert not facts.may_alias(param, result)


def test_numbers_share_nothing():
    assert not shares(operator.getitem, x, 0, type=F64)
    assert not shares(max, i, 3, type=INT)


def test_parameters_are_foreign_unless_written():
    b = Builder()
    y = b.call(np.ravel, x, type=VEC)
    assert aliasing.run(function(b, [x])).is_foreign(y)
    assert not aliasing.run(function(b, [x], [x])).is_foreign(y)
    assert aliasing.run(function(b, [x])).is_foreign(Const(np.zeros(2)))


def test_a_broadcast_view_is_foreign_and_shares_with_no_other():
    b = Builder()
    u, v = (b.call(np.zeros, 3, type=VEC) for _ in range(2))
    p, q = (b.call(np.broadcast_to, w, (3, 3), type=MAT) for w in (u, v))
    facts = aliasing.run(function(b, []))
    assert facts.is_foreign(p) and facts.may_alias(p, u)
    assert not facts.may_alias(p, q)


def test_a_list_is_not_its_items():
    b = Builder()
    u = b.call(np.copy, x, type=VEC)
    tape = b.call(prims.list_append, Pack(list, ()), u, type=ListType(VEC))
    other = b.call(prims.list_drop_last, tape, type=ListType(VEC))
    item = b.call(operator.getitem, other, -1, type=VEC)
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(item, u) and facts.may_alias(tape, u)
    assert not facts.own(tape) & facts.reach(u)
    assert facts.own(tape) == facts.own(other)


def test_items_of_tuples_are_told_apart():
    b = Builder()
    u, v = (b.call(np.copy, x, type=VEC) for _ in range(2))
    pair = TupleType((VEC, VEC))
    tape = b.call(prims.list_append, Pack(list, ()), Pack(tuple, (u, v)), type=ListType(pair))
    last = b.call(operator.getitem, tape, -1, type=pair)
    first = b.call(operator.getitem, last, 0, type=VEC)
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(first, u)
    assert not facts.may_alias(first, v)


def swap_loop(b: Builder, u, v):
    """u, v = v, u in a loop; the results, and the carries inside."""
    p, q = Value("u", VEC), Value("v", VEC)
    results = (Value("u", VEC), Value("v", VEC))
    count = b.call(range, 3, type=IterType(INT))
    body = Builder().block((Value("i", INT), p, q), Next((q, p)))
    b.append(For((count,), (u, v), body, results))
    return results, (p, q)


def test_swapped_buffers_stay_two():
    b = Builder()
    u, v = (b.call(np.copy, x, type=VEC) for _ in range(2))
    results, carries = swap_loop(b, u, v)
    facts = aliasing.run(function(b, [x]))
    assert not facts.may_alias(*results)
    assert not facts.may_alias(*carries)
    assert all(facts.may_alias(r, w) for r in results for w in (u, v))


def test_swapped_names_of_one_buffer_share():
    b = Builder()
    u = b.call(np.copy, x, type=VEC)
    results, carries = swap_loop(b, u, u)
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(*results) and facts.may_alias(*carries)


def test_what_an_iteration_allocates_is_new():
    b, body = Builder(), Builder()
    old = Value("old", VEC)
    new = body.call(np.zeros_like, x, type=VEC)
    count = b.call(range, 3, type=IterType(INT))
    last = Value("last", VEC)
    block = body.block((Value("i", INT), old), Next((new,)))
    b.append(For((count,), (b.call(np.copy, x, type=VEC),), block, (last,)))
    facts = aliasing.run(function(b, [x]))
    assert not facts.may_alias(old, new)


def test_two_carries_that_get_one_buffer_share():
    b, body = Builder(), Builder()
    p, q = Value("p", VEC), Value("q", VEC)
    new = body.call(np.zeros_like, x, type=VEC)
    inits = [b.call(np.copy, x, type=VEC) for _ in range(2)]
    results = (Value("p", VEC), Value("q", VEC))
    count = b.call(range, 3, type=IterType(INT))
    block = body.block((Value("i", INT), p, q), Next((new, new)))
    b.append(For((count,), tuple(inits), block, results))
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(p, q) and facts.may_alias(*results)


def test_an_overlap_that_comes_two_iterations_later_is_seen():
    b, body = Builder(), Builder()
    args = [Value(n, VEC) for n in "pqr"]
    new = body.call(np.zeros_like, x, type=VEC)
    view = body.call(operator.getitem, args[0], slice(1, None), type=VEC)
    inits = tuple(b.call(np.copy, x, type=VEC) for _ in range(3))
    results = tuple(Value(n, VEC) for n in "pqr")
    count = b.call(range, 3, type=IterType(INT))
    # p -> q as a view; p -> r is p itself, one iteration on
    block = body.block((Value("i", INT), *args), Next((new, view, args[0])))
    b.append(For((count,), inits, block, results))
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(args[1], args[2])
    assert not facts.may_alias(args[0], args[1])


def test_branches_that_swap_keep_two_buffers():
    b = Builder()
    u, v = (b.call(np.copy, x, type=VEC) for _ in range(2))
    results = (Value("p", VEC), Value("q", VEC))
    then, orelse = Builder().block((), Yield((u, v))), Builder().block((), Yield((v, u)))
    condition = Value("c", BOOL)
    b.append(If(condition, then, orelse, results))
    facts = aliasing.run(function(b, [x, condition]))
    assert not facts.may_alias(*results)
    assert facts.may_alias(results[0], u) and facts.may_alias(results[0], v)


def test_a_branch_value_shares_what_overlaps_its_source_later_named():
    b = Builder()
    u, v = (b.call(np.copy, x, type=VEC) for _ in range(2))
    w = b.call(np.copy, x, type=VEC)
    condition = Value("c", BOOL)
    p, q = Value("p", VEC), Value("q", VEC)
    for result, pair in ((p, (u, v)), (q, (u, w))):
        b.append(If(condition, *(Builder().block((), Yield((o,))) for o in pair), (result,)))
    facts = aliasing.run(function(b, [x, condition]))
    assert facts.may_alias(p, q)
    assert not facts.may_alias(p, w)


def test_rows_of_an_array_and_items_of_a_reversed_list_share():
    b = Builder()
    row, item = Value("row", VEC), Value("item", VEC)
    u = b.call(np.copy, x, type=VEC)
    tape = b.call(prims.list_append, Pack(list, ()), u, type=ListType(VEC))
    backwards = b.call(reversed, tape, type=IterType(VEC))
    body = Builder().block((row, item), Next(()))
    b.append(For((m, backwards), (), body, ()))
    facts = aliasing.run(function(b, [x, m]))
    assert facts.may_alias(row, m) and facts.may_alias(item, u)
    assert not facts.may_alias(row, item)


def test_carries_of_while_share_in_condition_and_body():
    b = Builder()
    c, d, r = Value("c", VEC), Value("d", VEC), Value("r", VEC)
    test = Builder()
    again = test.call(operator.lt, 1, 0, type=BOOL)
    loop = While((x,), test.block((c,), Yield((again,))), Builder().block((d,), Next((d,))), (r,))
    b.append(loop)
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(c, d) and facts.may_alias(r, x)


def test_a_called_function_is_looked_into():
    a, c = Value("a", VEC), Value("c", VEC)
    inner = Builder()
    view = inner.call(np.ravel, a, type=VEC)
    new = inner.call(np.sin, c, type=VEC)
    body = inner.block((), Return(Pack(tuple, (view, new))))
    callee = Function("g", (Param("a", a), Param("c", c)), body)
    b = Builder()
    u, v = (b.call(np.copy, x, type=VEC) for _ in range(2))
    pair = b.call(callee, u, v, type=TupleType((VEC, VEC)))
    first, second = (b.call(operator.getitem, pair, k, type=VEC) for k in range(2))
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(first, u) and not facts.may_alias(first, v)
    assert not facts.may_alias(second, v) and not facts.may_alias(first, second)


def test_a_function_that_calls_itself_may_return_any_argument():
    a, c, result = Value("a", VEC), Value("c", VEC), Value("r", VEC)
    fn = Function("g", (Param("a", a), Param("c", c)), None)
    inner = Builder()
    inner.call(fn, a, c, type=VEC)
    object.__setattr__(fn, "body", inner.block((), Return(inner.ops[-1].result)))
    b = Builder()
    u, v = (b.call(np.copy, x, type=VEC) for _ in range(2))
    result = b.call(fn, u, v, type=VEC)
    facts = aliasing.run(function(b, [x]))
    assert facts.may_alias(result, u) and facts.may_alias(result, v)


def test_what_an_object_returns_may_be_its_own():
    rng = Value("rng", OpaqueType("Generator"))
    assert not shares(prims.Method("normal"), rng, type=VEC)
    assert shares(prims.Method("weights"), rng, type=VEC)
