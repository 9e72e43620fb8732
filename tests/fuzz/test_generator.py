"""The generator: its programs run, are the same every time, and use every construct."""

import ast
import inspect
from collections import Counter
from random import Random

import pytest

from .generate import Limits, behaves, generate, write
from .program import Module, Program

_PROGRAMS = 300
#: the least share of programs, in percent, in which a construct occurs
_LEAST = {
    35: "branch;for loop;in-place write;call;reduction;broadcast;view",
    15: "else;while loop;augmented assignment;alias;container item read;helper;list;buffer;"
        "item write;slice write;nested loop;comprehension;conditional expression;swap",
    6: "break;continue;elif;early return;recursion;lambda;nested function;default argument;"
        "keyword argument;axis of length 1;loop variable used afterwards;bound in one branch;"
        "bound in every branch;unpacking with star;walrus;append;loop else;mask write;np.add.at;"
        "out argument;swapped buffers;overwritten after nonlinear use;tuple;dict;while on data;"
        "loop over an array;loop over zip;loop over enumerate;range with start or step;"
        "helper writing into its argument;where;maximum or minimum;tuple result;array result;"
        "concatenate or stack;reshape or transpose;axis reduction;fancy read;"
        "early return in a helper;arguments may be written;chained assignment;unpacking",
    2: "clip;zero-trip loop;loop over rows;loop over a list;loop over a tuple;loop over reversed;"
       "fancy write;overlapping write;whole write;broadcasting write;return in a loop;float32;"
       "rebound with another type;nonlocal;closure writing;variadic function;list item write;"
       "dict item write;pop;integer counter;dict result;helper returning an alias;"
       "function returning a tuple;items swapped;variable slice;array of no axes;complex;"
       "captured array;Fortran order;repeated index",
}  # fmt: skip


@pytest.fixture(scope="module")
def programs():
    return [generate(Random(seed)) for seed in range(_PROGRAMS)]


def test_every_construct_occurs_often_enough(programs):
    counts = Counter(tag for program in programs for tag in program.tags)
    missing = {
        f"{tag}: {100 * counts[tag] / _PROGRAMS:.1f} % < {least} %"
        for least, tags in _LEAST.items()
        for tag in tags.split(";")
        if counts[tag] < least / 100 * _PROGRAMS
    }
    assert not missing


def test_no_construct_is_left_out_of_the_table(programs):
    named = {tag for tags in _LEAST.values() for tag in tags.split(";")}
    found = {tag for program in programs for tag in program.tags}
    unnamed = found - named
    assert unnamed <= {
        "assignment", "element read", "variable index", "builtin max or min", "dot or matmul",
        "short circuit", "assert or raise",
    }  # fmt: skip


def test_most_programs_run_at_the_first_attempt():
    assert sum(behaves(write(Random(seed))) for seed in range(100)) > 85


def test_the_same_seed_gives_the_same_program():
    one, other = generate(Random(5)), generate(Random(5))
    assert one.source == other.source and repr(one.args) == repr(other.args)


def test_programs_are_of_very_different_shapes(programs):
    shapes = {tuple(type(s).__name__ for s in ast.walk(ast.parse(p.source))) for p in programs}
    assert len(shapes) == _PROGRAMS


def test_limits_bound_the_size():
    small = [generate(Random(s), Limits(1, 3, 0)) for s in range(20)]
    large = [generate(Random(s), Limits(30, 40, 3)) for s in range(20)]
    lines = [sum(len(p.source.splitlines()) for p in ps) for ps in (small, large)]
    assert lines[1] > 3 * lines[0]


def test_the_source_is_known_to_inspect(programs):
    with Module(programs[0].source) as module:
        assert inspect.getsource(module.f).startswith("def f(x, y, a, b, n):")


def test_a_program_that_fails_or_explodes_is_discarded():
    assert not behaves(Program("def f(x): return x[9]", ((1.0,),)))
    assert not behaves(Program("def f(x): return x * 1e6", (1.0,)))
    assert not behaves(Program("def f(x): return 3", (1.0,)))
    assert behaves(Program("def f(x): return x * 2", (1.0,)))
