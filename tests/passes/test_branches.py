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
