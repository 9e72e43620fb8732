"""Which kinds of numbers a value may be at run time: of loops, lists of lists and keywords."""

from s2sad.analysis.kinds import Items, KindsAtRunTime
from s2sad.ir.parser import parse_function
from s2sad.ir.types import FLOAT, ScalarType

BOTH = {FLOAT, ScalarType("f32")}


def kinds(body: str) -> dict:
    """The kinds that the types do not tell, by the names of the values."""
    fn = parse_function(f"""
    func @f(%p: bool, %y: f32, %n: int) {{
      %a: f32 = if %p {{
        yield 0.5
      }} else {{
        yield %y
      }}
      {body}
    }}""")
    return {value.name: found for value, found in KindsAtRunTime(fn.body.ops).found.items()}


def test_the_condition_of_a_loop_takes_part():
    found = kinds("""
      %s: f32 = while carry (%b: f32 = %y) {
        %h: f32 = mul %b, 2.0
        %c: bool = lt %h, 3.0
        yield %c
      } do (%d: f32) {
        next %a
      }
      return %s""")
    assert found["b"] == found["d"] == found["h"] == found["s"] == BOTH


def test_what_an_earlier_iteration_hands_on_takes_part():
    found = kinds("""
      %k: iter<int> = range %n
      %s: f32 = for %i: int in %k carry (%b: f32 = %y) {
        %h: f32 = mul %b, 2.0
        next %a
      }
      return %s""")
    assert found["b"] == found["h"] == found["s"] == BOTH


def test_a_slice_of_a_list_of_lists_holds_lists_and_an_item_is_one():
    found = kinds("""
      %rows: list<list<f32>> = build_list [%a, 1.0], [%y]
      %some: list<list<f32>> = getitem %rows, slice(0, 1, None)
      %row: list<f32> = getitem %rows, 0
      %v: f32 = getitem %row, 1
      return %v""")
    assert found["some"] == found["rows"] == Items(Items(BOTH))
    assert found["row"] == Items(BOTH) and found["v"] == BOTH


def test_a_call_with_keywords_only():
    found = kinds("""
      %r: f32[2] = np.full shape=2, fill_value=%a
      return %r""")
    assert found["r"] == {ScalarType("f32"), ScalarType("f64")}
