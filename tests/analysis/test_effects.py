from s2sad.analysis import effects
from s2sad.ir.parser import parse_function


def test_an_effect_is_of_all_that_holds_it():
    fn = parse_function(
        """func @f(%x: f64, %c: bool, %n: int) {
          %y: f64 = np.sin %x
          %k: iter<int> = range %n
          for %i: int in %k {
            if %c { print! %y; yield } else { yield }
            next
          }
          %r: f64 = if %c { yield %x } else { yield %y }
          return %r
        }"""
    )
    _, _, loop, _ = fn.body.ops
    branch = loop.body.ops[0]
    assert effects.run(fn) == {loop, branch, branch.then.ops[0]}


def test_a_call_has_the_effects_of_its_function():
    fn = parse_function(
        """func @f(%x: f64) {
          %a: f64 = @loud %x
          %b: f64 = @quiet %a
          return %b
        }
        func @loud(%x: f64) {
          print! %x
          %r: f64 = @loud %x
          return %r
        }
        func @quiet(%x: f64) {
          return %x
        }"""
    )
    assert effects.run(fn) == {fn.body.ops[0]}
