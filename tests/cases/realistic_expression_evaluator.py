from dataclasses import dataclass
import math


@dataclass(frozen=True)
class Const:
    value: float


@dataclass(frozen=True)
class Var:
    name: str


@dataclass(frozen=True)
class Op:
    kind: str
    args: tuple


FUNCTIONS = {"sin": math.sin, "exp": math.exp, "neg": lambda v: -v}


def evaluate(expr, env):
    match expr:
        case Const(value):
            return value
        case Var(name) if name in env:
            return env[name]
        case Var(name):
            raise NameError(name)
        case Op("+", (left, right)):
            return evaluate(left, env) + evaluate(right, env)
        case Op("*", args):
            out = 1.0
            for arg in args:
                out *= evaluate(arg, env)
            return out
        case Op(kind, (arg,)) if kind in FUNCTIONS:
            return FUNCTIONS[kind](evaluate(arg, env))
        case _:
            raise TypeError(f"cannot evaluate {expr}")


def f(x, y):
    product = Op("*", (Var("x"), Var("y"), Const(2.0)))
    expr = Op("+", (product, Op("sin", (Op("neg", (Var("x"),)),))))
    env = dict(x=x, y=y)
    return evaluate(expr, env) * evaluate(Op("exp", (Var("y"),)), env)


ARGS = (0.7, 0.4)
