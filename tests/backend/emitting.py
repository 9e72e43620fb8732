"""Small functions of typed IR for tests of emission, and their bodies as printed."""

from s2sad.backend.emit import emit
from s2sad.backend.load import load
from s2sad.ir.builder import Builder, operand
from s2sad.ir.nodes import Function, Param, Return, Value
from s2sad.ir.types import FLOAT, ArrayType, Dim, ListType, ScalarType

N, M = Dim("n", True), Dim("m", True)
F64 = ScalarType("f64")
VECTOR = ArrayType("f64", (N,))
MATRIX = ArrayType("f64", (N, M))
FLOATS = ListType(FLOAT)


def function(name, values, b, result):
    """A function whose parameters are these values."""
    params = tuple(Param(value.name, value) for value in values)
    return Function(name, params, b.block((), Return(operand(result))))


def body(fn, **options):
    """The statements of the emitted function, without indentation."""
    lines = emit([fn], **options).splitlines()
    start = max(k for k, line in enumerate(lines) if line.startswith("def "))
    return "\n".join(line[4:] for line in lines[start + 1 :])


def spelled(callee, *args, type=FLOAT, **kwargs):
    """How a call is printed as the result of a function."""
    found = []
    for arg in (*args, *kwargs.values()):
        collect(operand(arg), found)
    b = Builder()
    value = b.call(callee, *args, type=type, kwargs=kwargs)
    return body(function("f", found, b, value)).removeprefix("return ")


def collect(tree, found):
    if isinstance(tree, Value):
        if tree not in found:
            found.append(tree)
    else:
        for item in getattr(tree, "items", ()):
            collect(item, found)


def run(fn, *args):
    return load(emit([fn]), fn.name, f"<emitted {fn.name}>")(*args)
