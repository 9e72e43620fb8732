from becoming import assert_becomes, assert_stays

from s2sad.passes import branches


def test_lists_are_not_made_anew():
    assert_stays(
        branches,
        """
        func @f(%c: bool) {
          %r: list<> = if %c { yield [] } else { yield [] }
          return %r
        }""",
    )


def test_effects_keep_an_if_without_results():
    assert_becomes(
        branches,
        """
        func @f(%c: bool, %x: f64) {
          %r: f64 = if %c { print! %x; yield %x } else { yield %x }
          return %r
        }""",
        """
        func @f(%c: bool, %x: f64) {
          if %c { print! %x; yield } else { yield }
          return %x
        }""",
    )


def test_boolean_of_a_boolean():
    assert_becomes(
        branches,
        "func @f(%c: bool) {\n%r: bool = if %c { yield True } else { yield False }\nreturn %r\n}",
        "func @f(%c: bool) {\nreturn %c\n}",
    )


def test_boolean_of_a_number_stays():
    assert_stays(
        branches,
        "func @f(%c: f64) {\n%r: bool = if %c { yield True } else { yield False }\nreturn %r\n}",
    )


def test_behind_a_branch_that_raises_the_condition_is_known():
    assert_becomes(
        branches,
        """
        func @f(%n: iter<int>, %x: f64, %c: bool) {
          if %c { raise_! %x; yield } else { yield }
          %not: bool = not_ %c
          %r: f64 = for %k: int in %n carry (%s: f64 = %x) {
            %t: f64 = if %not { %u: f64 = mul %s, %x; yield %u } else { yield %s }
            next %t
          }
          return %r
        }""",
        """
        func @f(%n: iter<int>, %x: f64, %c: bool) {
          if %c { raise_! %x; yield } else { yield }
          %not: bool = not_ %c
          %r: f64 = for %k: int in %n carry (%s: f64 = %x) {
            %u: f64 = mul %s, %x
            next %u
          }
          return %r
        }""",
    )


def test_in_a_branch_that_may_raise_nothing_is_known_behind_it():
    assert_stays(
        branches,
        """
        func @f(%x: f64, %c: bool, %d: bool) {
          if %d {
            if %c { raise_! %x; yield } else { yield }
            yield
          } else { yield }
          if %c { print! %x; yield } else { yield }
          return %x
        }""",
    )
