"""The progress line comes after a second, and not before."""

from __future__ import annotations

import time

from s2sad.cli import progress as module
from s2sad.cli.progress import progress


def test_quick_work_says_nothing(capsys):
    with progress("working"):
        pass
    assert capsys.readouterr().err == ""


def test_long_work_says_what_it_does(capsys, monkeypatch):
    monkeypatch.setattr(module, "SECOND", 0.02)
    with progress("working"):
        time.sleep(0.2)
    assert capsys.readouterr().err == "working …\n"
