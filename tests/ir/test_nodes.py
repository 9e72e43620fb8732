"""Nodes are immutable: nothing that the compiler does assigns to one that was made."""

import inspect

import pytest
from fuzz.program import Module
from test_cases import SOURCES

import s2sad
from s2sad.errors import NonScalarOutputError, UnsupportedError
from s2sad.ir import nodes

NODES = [
    kind for kind in vars(nodes).values()
    if inspect.isclass(kind) and hasattr(kind, "__dataclass_fields__")
]  # fmt: skip

#: filled in later
MEMOS = ("uses", "key", "checked")


def assign_once(self, name, value):
    if getattr(self, name, None) is not None or (hasattr(self, name) and name not in MEMOS):
        raise AssertionError(f"{type(self).__name__}.{name} is assigned again")
    object.__setattr__(self, name, value)


@pytest.fixture
def frozen(monkeypatch):
    for kind in NODES:
        monkeypatch.setattr(kind, "__setattr__", assign_once, raising=False)


def test_assigning_is_noticed(frozen):
    const = nodes.Const(1)
    with pytest.raises(AssertionError, match="Const.value is assigned again"):
        const.value = 2


@pytest.mark.parametrize("case", sorted(SOURCES)[::40])
def test_nodes_stay(frozen, case):
    with Module(SOURCES[case]) as module:
        try:
            source = s2sad.grad(module.f).source(*module.ARGS)
        except (UnsupportedError, NonScalarOutputError):
            pytest.skip("has no gradient")
    assert "def " in source
