"""Does the code that was made for one call fit the next call too? One generated function asks that,
and calls the code where it does.

It asks for no more than decides the code: of each argument and each captured value its type, of
the constants that were read that they are the same, of the user's rules that none has changed. It
has the parameters of the user's function, so that keywords and defaults are Python's affair. What
surprises: it lives in the user's module, where Python looks up the globals that the function reads
as fast as it does in the function itself.
"""

from __future__ import annotations

import builtins
import types
from collections.abc import Callable, Sequence

import numpy as np

from .frozen import BY_IDENTITY, FIXED, MISSING
from .loaded import Compiled
from .names import read_name
from .rules.registry import USER
from .signatures import PLAIN, Facts, key_of, key_or_none

#: begins the names of an entry that are not parameters of the user's
OWN = "_s2sad_"
#: set in the flags of a class that may be given other attributes, but for those made in C
_CHANGEABLE = 1 << 9
TEXT = """
def {entry}_with({names}):
    def {entry}({parameters}):
        {defaults}
        try:
            if {tests}:
                return {run}({given})
        except {Exception} as {error}:
            if {error}.__traceback__.tb_next:  # else a global is gone
                {explain}({error})
                raise
        return {again}(({passed}), {surplus})
    return {entry}
"""


class Names(dict):
    """What an entry holds: objects, under names that no parameter and no global has."""

    def __init__(self, space: dict, parameters: Sequence[str]):
        #: the globals that the entry sees, and the names that it sees as something else
        self.space, self.parameters = space, frozenset(parameters)

    def bind(self, name: str, value) -> str:
        """What the object is called in the text."""
        self[OWN + name] = value
        return OWN + name

    def sees(self, key: tuple, holder) -> bool:
        """True for a global that the entry reads by its name."""
        if key[0] != "global" or holder is not self.space or key[2] in self.parameters:
            return False
        return not key[2].startswith(OWN) and read_name(key, holder) is not MISSING


def entry_of(code: Compiled, target, args: tuple, again: Callable) -> Callable | None:
    """A function of the arguments that `target` (a `derivative.Target`) has not bound: it calls
    the code where that is right, and `again(args, kwargs)` where it is not. `args` are all that
    the code was made for. None where only the key of the arguments tells what is right."""
    if not target.simple or not all(map(is_tested, code.facts)):
        return None
    own, surplus = _parameters(target)
    names = Names(target.function.__globals__, own)
    bound = [names.bind(f"l{k}", value) for k, value in enumerate(target.leading)]
    missing = names.bind("missing", MISSING)
    filled = _filled(target, own, missing, names)
    given = [*bound, *(filled.get(name, (name,))[0] for name in own)]
    try:
        tests = [_type_test(label, a, names) for label, a in zip(given, args)]
    except TypeError:
        return None
    tests += [_fact_test(given, fact, args) for fact in code.facts]
    tests = [*(f"not {name}" for name in surplus), *tests, *_own_tests(code, target, names)]
    for k, (name, key, holder) in enumerate(code.hidden):
        tests.append(_hidden_test(f"h{k}", key, holder, names))
        given.append(f"{name}={OWN}h{k}")
    passed = "".join(f"({name!r}, {name}), " for name in own)
    parameters = [f"{name}={missing}" for name in own]
    parameters += ["/"] * (len(surplus) > 1 and len(own) > 0)
    parameters += [stars + name for stars, name in zip(("*", "**"), surplus)]
    run, explain = names.bind("run", code.run), names.bind("explain", code.explain)
    text = TEXT.format(
        parameters=", ".join(parameters), tests=" and ".join(tests), given=", ".join(given),
        defaults="; ".join(statement for _, statement in filled.values()) or "pass",
        passed=passed, surplus=", ".join(surplus), run=run, explain=explain,
        again=names.bind("again", _Again(again)), Exception=names.bind("Exception", Exception),
        entry=f"{OWN}entry", error=f"{OWN}error", names=", ".join(names),
    )  # fmt: skip
    made: dict = {}
    exec(text, made)  # not in the user's module, which would be written into
    entry_with = types.FunctionType(made[f"{OWN}entry_with"].__code__, names.space)
    entry = entry_with(**names)
    entry.__name__ = entry.__qualname__ = target.function.__name__
    return entry


class _Again:
    """Hands a call on as it was made: what an entry was not given holds MISSING."""

    __slots__ = ("call",)

    def __init__(self, call: Callable):
        self.call = call

    def __call__(self, given: tuple, rest: tuple, keywords: dict | None = None):
        named = dict(keywords or {})
        args: list = []
        for k, (name, value) in enumerate(given):
            if value is not MISSING and len(args) == k:
                args.append(value)
            elif value is not MISSING:
                named[name] = value
        return self.call((*args, *rest), named)


def _parameters(target) -> tuple[list[str], list[str]]:
    """The parameters that take the arguments, and those that take what is too much. They are those
    of the function, where the transform adds none."""
    code = target.function.__code__
    own = list(code.co_varnames[len(target.leading) : code.co_argcount])
    surplus = [f"{OWN}rest", f"{OWN}keywords"]
    if target.extra or code.co_posonlyargcount or any(name.startswith(OWN) for name in own):
        return [f"{OWN}a{k}" for k in range(len(own) + target.extra)], surplus
    return own, surplus[:1]


def _filled(target, own: list[str], missing: str, names: Names) -> dict[str, tuple[str, str]]:
    """For each parameter with a default: what its value is called, and the statement for it."""
    defaults = target.function.__defaults__ or ()
    if target.extra:
        return {}
    filled = {}
    for k, name in enumerate(own, len(defaults) - len(own)):
        if k >= 0:
            value, default = f"{OWN}v{k}", names.bind(f"d{k}", defaults[k])
            filled[name] = value, f"{value} = {default} if {name} is {missing} else {name}"
    return filled


def _own_tests(code: Compiled, target, names: Names) -> list[str]:
    """Expressions that are true while the defaults, all that was read and the rules are what they
    were."""
    f = target.function
    tests = [f"{names.bind('rules', USER)}.version == {code.version}"]
    if f.__defaults__:
        function, defaults = names.bind("f", f), names.bind("defaults", f.__defaults__)
        tests.append(f"{function}.__defaults__ is {defaults}")
    reads = (*target.taken, *code.reads)
    classes = {id(cls): cls for key, cls, _ in reads if key[0] in ("member", "behind")}
    for k, cls in enumerate(classes.values()):
        order = names.bind(f"mro{k}", cls.__mro__)
        tests.append(f"{names.bind(f'class{k}', cls)}.__mro__ is {order}")
    for k, (key, holder, kept) in enumerate(reads):
        test = _member_tests if key[0] in ("member", "behind") else _value_test
        tests.append(test(f"r{k}", key, holder, kept, names))
    return [test for test in tests if test]


def _member_tests(label: str, key: tuple, cls: type, kept, names: Names) -> str:
    """An expression that is true while a class of the same bases holds under a name what it held;
    nothing to ask of one that Python does not let change."""
    name, bases, tests = key[-1], cls.__mro__, []
    for k, base in enumerate(bases[bases.index(key[2]) + 1 :] if key[0] == "behind" else bases):
        there = vars(base)
        if not base.__flags__ & _CHANGEABLE:
            if name in there:
                break
            continue
        where = names.bind(f"in_{label}_{k}", there)
        if name in there:
            missing = names.bind("missing", MISSING)
            tests.append(_same_test(label, f"{where}.get({name!r}, {missing})", kept, names))
            break
        tests.append(f"{name!r} not in {where}")
    return " and ".join(tests)


def _type_test(label: str, value, names: Names) -> str:
    """An expression that is true for values that give the same code; TypeError where only the
    key of all arguments can tell, or nothing."""
    cls = type(value)
    mine = label.removeprefix(OWN)
    kind = f"{names.bind('type', type)}({label}) is "
    if cls is np.ndarray:
        ones = [n == 1 for n in value.shape]
        dtype = f"{label}.dtype is {names.bind(f'dtype_{mine}', value.dtype)}"
        test = f"{kind}{names.bind('ndarray', np.ndarray)} and {dtype}"
        if any(ones):
            return f"{test} and [_n == 1 for _n in {label}.shape] == {ones}"
        if len(ones) == 1:
            return f"{test} and {label}.ndim == 1 and {names.bind('len', len)}({label}) != 1"
        return f"{test} and {label}.ndim == {len(ones)} and 1 not in {label}.shape"
    if cls in PLAIN:
        return kind + names.bind(f"type_{cls.__name__}", cls)
    if value is None or cls is bool:
        return f"{label} is {value}"
    items = [*map(type, value)] if cls in (list, tuple) else []
    if items and PLAIN.issuperset(items):
        now = f"[*{names.bind('map', map)}({names.bind('type', type)}, {label})]"
        kind += names.bind(f"type_{cls.__name__}", cls)
        return f"{kind} and {now} == {names.bind(f'items_{mine}', items)}"
    key = key_of((value,))
    hash(key)
    names.bind("key_or_none", key_or_none)
    return f"{OWN}key_or_none(({label},)) == {names.bind(f'key_{mine}', key)}"


def is_tested(fact: tuple) -> bool:
    """A fact of an argument itself that an entry asks for: whether it is long enough, or high."""
    kind, path = fact
    return kind == "short" and len(path) == 3 or kind == "low" and len(path) == 2


def _fact_test(given: list[str], fact: tuple, args: tuple) -> str:
    kind, (position, *axis, least) = fact
    seen = f"{given[position]}.shape[{axis[0]}]" if axis else given[position]
    (known,) = Facts([fact]).of(args)
    return f"{seen} >= {least}" if known == least else f"{seen} == {known}"


def _hidden_test(label: str, key: tuple, holder, names: Names) -> str:
    """An expression that is true while a captured value has the type that it has."""
    test = _type_test(OWN + label, read_name(key, holder), names)
    return f"({OWN}{label} := {_expression(label, key, holder, names)},) and {test}"


def _value_test(label: str, key: tuple, holder, kept, names: Names) -> str:
    """An expression that is true while a constant that was read is what it was."""
    return _same_test(label, _expression(label, key, holder, names), kept, names)


def _same_test(label: str, expression: str, kept, names: Names) -> str:
    holds = f"{names.bind(f'kept_{label}', kept)}.holds"
    if isinstance(kept.value, BY_IDENTITY) or _is_descriptor(kept.value):
        return f"{expression} is {names.bind(f'value_{label}', kept.value)}"
    if isinstance(kept.value, FIXED):
        value = f"({OWN}{label} := {expression})"
        return f"({value} is {names.bind(f'value_{label}', kept.value)} or {holds}({OWN}{label}))"
    return f"{holds}({expression})"


def _is_descriptor(value) -> bool:
    """True for a property and its like, which are the same only if they are the very same one."""
    return type(value) in (property, staticmethod, classmethod, types.WrapperDescriptorType,
                           types.MethodDescriptorType, types.GetSetDescriptorType)  # fmt: skip


def _expression(label: str, key: tuple, holder, names: Names) -> str:
    """How the current value of a name is read."""
    if names.sees(key, holder):
        return key[2]
    where = names.bind(f"from_{label}", holder)
    match key[0]:
        case "global" if key[2] in holder:
            return f"{where}.get({key[2]!r})"
        case "global" if hasattr(builtins, key[2]):
            return f"{where}.get({key[2]!r}, {names.bind('builtins', builtins)}.{key[2]})"
        case "cell":
            return f"{where}.cell_contents"
        case "code":
            return f"{where}.__code__"
    return f"{names.bind('read_name', read_name)}({names.bind(f'name_{label}', key)}, {where})"
