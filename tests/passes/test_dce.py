from becoming import assert_becomes, assert_stays

from s2sad.passes import dce


def test_effects_stay_with_what_they_need():
    assert_becomes(
        dce,
        """
        func @f(%x: f64, %n: int, %c: bool) {
          %k: iter<int> = range %n
          %s: f64 = for %i: int in %k carry (%a: f64 = %x) {
            %b: f64 = np.sin %a
            %d: f64 = np.cos %a
            %r: f64 = if %c { print! %b; yield %a } else { yield %b }
            next %d
          }
          return %x
        }""",
        """
        func @f(%x: f64, %n: int, %c: bool) {
          %k: iter<int> = range %n
          %s: f64 = for %i: int in %k carry (%a: f64 = %x) {
            %b: f64 = np.sin %a
            %d: f64 = np.cos %a
            if %c { print! %b; yield } else { yield }
            next %d
          }
          return %x
        }""",
    )


def test_stop_is_needed_where_the_loop_is():
    assert_stays(
        dce,
        """
        func @f(%x: f64[n]) {
          %s: f64, %t: f64 = for %v: f64 in %x carry (%a: f64 = 0.0, %b: f64 = 0.0) {
            %c: f64 = add %a, 1.0
            %d: f64 = add %b, %v
            %e: bool = gt %d, 3.0
            next %c, %d stop %e
          }
          return %s
        }""",
    )


def test_a_loop_without_needed_results_goes():
    assert_becomes(
        dce,
        """
        func @f(%x: f64) {
          %s: f64 = while carry (%a: f64 = %x) { %c: bool = gt %a, 0.0; yield %c } do (%b: f64) {
            %d: f64 = sub %b, 1.0
            next %d
          }
          return %x
        }""",
        "func @f(%x: f64) {\nreturn %x\n}",
    )


def loop(iterables, header):
    return f"""
    func @f(%x: f64[n], %y: f64[n], %z: f64[m]) {{
      {header}
      %s: f64 = for {iterables} carry (%a: f64 = 0.0) {{
        %b: f64 = add %a, %v
        next %b
      }}
      return %s
    }}"""


def test_iterables_of_equal_length_go():
    header = "%k: int = axis_length %y, 0; %r: iter<int> = range %k; %e: iter<int> = count 0"
    iterables = "%v: f64, %w: f64, %i: int, %j: int in %x, %y, %r, %e"
    assert_becomes(dce, loop(iterables, header), loop("%v: f64 in %x", ""))


def test_an_iterable_of_another_length_stays():
    assert_stays(dce, loop("%v: f64, %w: f64 in %x, %z", ""))


def test_of_iterables_known_to_be_equally_long_one_is_enough():
    even = loop("%w: f64, %v: f64 in even %z, %x", "")
    assert_becomes(dce, even, loop("%v: f64 in %x", ""))


def test_unused_result_of_an_effect():
    assert_becomes(
        dce,
        "func @f(%x: f64) {\n%r: f64 = np.random.random!\nreturn %x\n}",
        "func @f(%x: f64) {\nnp.random.random!\nreturn %x\n}",
    )


def test_an_iterable_chosen_for_its_length_and_read_after_all_stays():
    """What the second loop goes over makes the first one read both of its iterables."""
    for results in ("%s, %t", "%t, %s"):
        assert_stays(
            dce,
            f"""
            func @f(%x: f64[n], %y: f64[n]) {{
              %s: int, %l: list<f64> = for %v: f64, %w: f64 in %x, %y carry (%a: int = 0,
                                                                            %b: list<f64> = []) {{
                %c: int = add %a, 1
                %p: f64 = mul %v, %w
                %q: list<f64> = s2sad.ir.prims:list_append %b, %p
                next %c, %q
              }}
              %t: int = for %u: f64 in %l carry (%d: int = 0) {{
                %e: int = add %d, 1
                next %e
              }}
              return ({results})
            }}""",
        )
