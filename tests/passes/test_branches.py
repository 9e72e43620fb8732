import pytest
from becoming import assert_becomes, assert_stays

from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
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


@pytest.mark.parametrize("type", ["bool", "f64", "int"])
def test_falsehood_of_anything_is_not(type):
    assert_becomes(
        branches,
        f"""
        func @f(%c: {type}) {{
          %r: bool = if %c {{ yield False }} else {{ yield True }}
          return %r
        }}""",
        f"func @f(%c: {type}) {{\n%0: bool = not_ %c\nreturn %0\n}}",
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


AND = "%c: bool = if %a { yield %b } else { yield %a }"
OR = "%c: bool = if %a { yield True } else { yield %b }"


@pytest.mark.parametrize("made, branch, known", [
    (AND, "if %c { {0} yield %r } else { yield 2.0 }", "%x"),
    (OR, "if %c { yield 2.0 } else { {0} yield %r }", "2.0"),
])  # fmt: skip
def test_what_a_conjunction_says_of_its_parts_is_known(made, branch, known):
    asked = "%r: f64 = if %a { yield %x } else { yield 2.0 }"
    head, tail = f"func @f(%a: bool, %b: bool, %x: f64) {{\n{made}\n%s: f64 = ", "\nreturn %s\n}"
    known = branch.replace("{0} ", "").replace("%r", known)
    before = head + branch.replace("{0}", asked + ";") + tail
    after = print_function(branches.run(parse_function(before)))
    assert after == print_function(branches.run(parse_function(head + known + tail)))


@pytest.mark.parametrize("made, branch", [
    (AND, "if %c { yield 2.0 } else { {0} yield %r }"),
    (OR, "if %c { {0} yield %r } else { yield 2.0 }"),
])  # fmt: skip
def test_where_it_says_nothing_both_are_possible(made, branch):
    asked = "%r: f64 = if %a { yield %x } else { yield 2.0 };"
    assert_stays(
        branches,
        f"func @f(%a: bool, %b: bool, %x: f64) {{\n{made}\n%s: f64 = "
        + branch.replace("{0}", asked) + "\nreturn %s\n}",
    )
