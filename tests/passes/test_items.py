"""Items of what was written just before."""

from becoming import assert_becomes, assert_stays

from s2sad.passes import items


def test_what_was_written_there():
    assert_becomes(
        items,
        """
        func @f(%x: f64[n], %v: f64, %w: f64[m]) {
          %a: f64[n] = write %x, (0,), %v
          %b: f64 = getitem %a, 0
          %c: f64[n] = write %x, (slice(1, None, None),), %w
          %d: f64[m] = getitem %c, slice(1, None, None)
          return (%a, %b, %c, %d)
        }""",
        """
        func @f(%x: f64[n], %v: f64, %w: f64[m]) {
          %a: f64[n] = write %x, (0,), %v
          %c: f64[n] = write %x, (slice(1, None, None),), %w
          return (%a, %v, %c, %w)
        }""",
    )


def test_what_was_there_before():
    assert_becomes(
        items,
        """
        func @f(%x: f64[n, n], %v: f64[n, m]) {
          %a: f64[n, n] = write %x, ((slice(None, None, None), slice(1, None, 2)),), 0.0
          %b: f64[n, m] = getitem %a, (slice(None, None, None), slice(0, None, 2))
          %c: f64[n, n] = s2sad.ir.prims:accumulate %x, (3,), 1.0
          %d: f64[n] = getitem %c, 2
          return (%b, %d)
        }""",
        """
        func @f(%x: f64[n, n], %v: f64[n, m]) {
          %a: f64[n, n] = write %x, ((slice(None, None, None), slice(1, None, 2)),), 0.0
          %b: f64[n, m] = getitem %x, (slice(None, None, None), slice(0, None, 2))
          %c: f64[n, n] = s2sad.ir.prims:accumulate %x, (3,), 1.0
          %d: f64[n] = getitem %x, 2
          return (%b, %d)
        }""",
    )


def test_where_it_is_not_known():
    assert_stays(
        items,
        """
        func @f(%x: f64[n], %f: f32[n], %v: f64, %k: int) {
          %a: f64[n] = write %x, (0,), %v
          %b: f64 = getitem %a, -1
          %c: f64[n] = write %x, (%k,), %v
          %d: f64 = getitem %c, 0
          %e: f32[n] = write %f, (0,), %v
          %g: f32 = getitem %e, 0
          %h: f64[n] = s2sad.ir.prims:accumulate %x, (0,), %v
          %i: f64 = getitem %h, 0
          %j: f64[n] = write %x, (0,), %v
          %l: f64 = getitem %j, 1
          return (%b, %d, %g, %i, %j, %l)
        }""",
    )
