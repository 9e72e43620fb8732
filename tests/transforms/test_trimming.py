"""A backward region asks for no more than it needs."""

from s2sad.ir.nodes import Block, Return, Yield
from s2sad.ir.parser import parse_function
from s2sad.transforms.trimming import trimmed

TEXT = """
func @f(%s: float, %a: f64[n], %b: f64[n], %s_bar: float) {
  %t: float = math.sin %s
  %y: float = mul %t, 2.0
  %0: f64[n] = np.add %a, %b
  %1: f64[n] = np.zeros_like %0
  %2: float = math.sin %s
  %3: float = mul %2, 2.0
  %4: float = mul %s_bar, %3
  return %4
}"""


def halves(count):
    """The first ops as a forward block, the others as its backward block."""
    body = parse_function(TEXT).body
    end = body.terminator
    assert isinstance(end, Return)
    return (Block((), body.ops[:count], Yield(())),
            Block((), body.ops[count:], Yield((end.value,))))  # fmt: skip


def test_what_the_forward_block_has_is_not_computed_again():
    forward, backward = halves(2)
    (product,) = trimmed(forward, backward, {}).ops
    assert product.args[1] is forward.ops[1].result


def test_what_nobody_reads_is_not_asked_for():
    forward, backward = halves(0)
    assert len(trimmed(forward, backward, {}).ops) == 3
