"""The transforms that the harness judges, as one record: the real ones or a stand-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import s2sad
from s2sad.api import vjp_of
from s2sad.compile import defaults_of, ir_for, made_of, parameter_kinds
from s2sad.derivative import Derivative, target_of
from s2sad.errors import UnsupportedError
from s2sad.facts import with_facts
from s2sad.ir.evaluator import evaluate
from s2sad.loaded import Compiled
from s2sad.pipeline import generate
from s2sad.rules.lift import Noted
from s2sad.structure import copy_arrays
from s2sad.transforms.residuals import store_everything
from s2sad.types.signature import spec_of


@dataclass(frozen=True)
class Api:
    """`source(derivative, *args)` is the text of what `grad`, … returned and what ran just now for
    these arguments, if there is any; `evaluate(f, *args)` runs the IR of `f`; `everything_stored`
    has a `vjp` that recomputes no residual. `rounding` is how far two results may be apart. What is
    None is not asked for."""

    grad: Callable
    value_and_grad: Callable | None
    jvp: Callable
    vjp: Callable
    unsupported: type[BaseException] = UnsupportedError
    source: Callable | None = None
    evaluate: Callable | None = None
    everything_stored: Api | None = None
    rounding: float = 1e-9


def exists() -> bool:
    return hasattr(s2sad, "value_and_grad")


def real_api() -> Api:
    """The transforms of s2sad itself, held against themselves with every residual stored."""
    stored = Api(s2sad.grad, s2sad.value_and_grad, s2sad.jvp, _stored_vjp)
    return replace(
        short_api(), value_and_grad=s2sad.value_and_grad, evaluate=_evaluated,
        everything_stored=stored,
    )  # fmt: skip


def short_api() -> Api:
    """The transforms that have code of their own, each generated once."""
    return Api(s2sad.grad, None, s2sad.jvp, s2sad.vjp,
               source=lambda derivative, *args: derivative.source())  # fmt: skip


def _evaluated(f: Callable, *args):
    """The value of the typed IR of `f` itself, run op by op."""
    target = target_of(f)
    special = ir_for(target, args, {})
    captured = {h.name: h.fetch() for h in special.hidden}
    return evaluate(special.function, *target.leading, *args, **captured)


def _stored_vjp(f: Callable, *primals):
    derivative = vjp_of(f, tuple(range(len(primals))))
    before = copy_arrays(primals)
    compiled = _compiled(derivative, before)
    y = f(*primals)

    def pullback(y_bar):
        return compiled(*copy_arrays(before), y_bar)

    return y, pullback


def _compiled(derivative: Derivative, primals: tuple) -> Callable:
    """A derivative as a function of these primals and a cotangent, if there is one, generated to
    store what it can."""
    target = derivative.target
    values = target.bind_own(primals, {})

    def made(specs):
        return generate(
            target.function, target.chain, specs, defaults_of(target), planner=store_everything
        )

    generated, facts = with_facts(made, tuple(map(spec_of, values)), values)
    code = Compiled(made_of(target, generated, parameter_kinds(target), facts, Noted()))
    return lambda *args: code.call(*target.bind(args, {}))
