"""A backward region asks for no more than it needs."""

import numpy as np

import s2sad
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


def taps(h, x, pad):
    """How long the windows are is for the run to say."""
    padded = np.zeros(len(x) + 2 * pad)
    padded[pad : len(x) + pad] = x
    y = np.zeros(len(x))
    for k in range(len(h)):
        y += h[k] * padded[k : k + len(x)]
    return np.sum(y**2)


def test_no_array_is_kept_for_its_shape():
    x = np.array([0.3, -1.2, 0.8, 2.0])
    source = s2sad.grad(taps, argnums=(0, 1)).source(x[:3], x, 1)
    assert ".append(" not in source
    s2sad.check_grads(taps, (x[:3], x, 1), order=1)
    s2sad.check_grads(taps, (x[:1], x[:1], 0), order=1)
