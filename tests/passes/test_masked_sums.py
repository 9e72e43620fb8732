"""Which masks may be put on a sum again, after the loop or branch that makes it."""

import pytest
from becoming import assert_stays

from s2sad.passes import masked_sums

SUM = """
func @f(%x: f64[n], %g: f64[n], %m: bool[n], %some: list<bool[n]>, %n: int) {{
  %k: iter<int> = range %n
  %z: f64[n] = np.zeros_like %x
  {loop} {{
    {inside}
    %b: f64[n] = add %a, %h
    next %b{more}
  }}
  %c: f64[n] = truediv %s, %x
  return %c
}}
"""
KEPT = "%h: f64[n] = s2sad.runtime.masks:kept_where %g, "
PLAIN = "%s: f64[n] = for %i: int in %k carry (%a: f64[n] = %z)"
LOOPS = {
    "its variable": ("%s: f64[n] = for %o: bool[n] in %some carry (%a: f64[n] = %z)", KEPT + "%o",
                     ""),
    "a carry": ("%s: f64[n], %t: bool[n] = for %i: int in %k carry "
                "(%a: f64[n] = %z, %o: bool[n] = %m)",
                f"{KEPT}%o\n    %p: bool[n] = gt %x, %i", ", %p"),
    "made inside": (PLAIN, f"%o: bool[n] = gt %x, %i\n    {KEPT}%o", ""),
    "one of two": (PLAIN, f"%o: bool[n] = gt %x, 0.0\n    %j: f64[n] = s2sad.runtime.masks:"
                   f"kept_unless %g, %m\n    {KEPT}%m\n    %q: f64[n] = add %h, %j", ""),
}  # fmt: skip


@pytest.mark.parametrize("mask", LOOPS)
def test_a_mask_that_is_not_there_after_the_loop_is_not_put_on(mask):
    loop, inside, more = LOOPS[mask]
    text = SUM.format(loop=loop, inside=inside, more=more)
    if mask == "one of two":
        text = text.replace("add %a, %h", "add %a, %q")
    assert_stays(masked_sums, text)


def test_a_mask_that_a_branch_leaves_undefined_is_not_put_on():
    assert_stays(masked_sums, """
func @f(%x: f64[n], %g: f64[n], %c: bool) {
  %m: bool[n] = if %c {
    %o: bool[n] = gt %x, 0.0
    yield %o
  } else {
    yield undefined
  }
  %s: f64[n] = if %c {
    %h: f64[n] = s2sad.runtime.masks:kept_where %g, %m
    yield %h
  } else {
    %z: f64[n] = np.zeros_like %x
    yield %z
  }
  %d: f64[n] = truediv %s, %x
  return %d
}
""")
