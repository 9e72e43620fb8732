import operator

from s2sad.analysis import uses
from s2sad.ir.parser import parse_function


def test_users_in_order_with_repetition():
    fn = parse_function(
        """func @f(%x: f64, %c: bool, %unused: f64) {
          %y: f64 = mul %x, %x
          %r: f64 = if %c { %z: f64 = add %y, %x; yield %z } else { yield %y }
          return (%r, %y)
        }"""
    )
    x, c, unused = (param.tree for param in fn.params)
    square, branch = fn.body.ops
    found = uses.run(fn)
    inner = branch.then.ops[0]
    assert inner.callee is operator.add
    assert found.of(x) == (square, square, inner)
    assert found.of(c) == (branch,)
    assert found.count(square.result) == 3
    assert found.of(square.result)[-1] is fn.body.terminator
    assert found.count(unused) == 0 and found.of(unused) == ()
