from types import SimpleNamespace

from becoming import assert_becomes, assert_stays

from s2sad.passes import copies

once = SimpleNamespace(run=copies.once)


def test_a_new_list_is_not_copied():
    assert_becomes(
        once,
        """
        func @f(%x: f64, %n: int) {
          %a: list<f64> = build_list %x
          %b: list<f64> = mul %a, %n
          %d: list<f64> = list %b
          %e: list<f64> = build_list %x
          %g: list<f64> = list %e
          %h: list<f64> = list %g
          return (%d, %h)
        }""",
        """
        func @f(%x: f64, %n: int) {
          %a: list<f64> = build_list %x
          %d: list<f64> = mul %a, %n
          %h: list<f64> = build_list %x
          return (%d, %h)
        }""",
    )


def test_a_list_that_has_another_reader_is_copied():
    assert_stays(
        once,
        """
        func @f(%x: f64) {
          %a: list<f64> = build_list %x
          %b: list<f64> = list %a
          return (%a, %b)
        }""",
    )


def test_a_list_is_copied_anew_in_each_iteration():
    assert_stays(
        once,
        """
        func @f(%x: f64, %it: iter<int>) {
          %a: list<f64> = build_list %x
          %r: list<f64> = for %k: int in %it carry (%s: list<f64> = []) {
            %b: list<f64> = list %a
            next %b
          }
          return %r
        }""",
    )
