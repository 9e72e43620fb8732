"""What the pages show is what the program does now: `make docs` writes them anew."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import s2sad
from s2sad.decorator import ATTRIBUTES

ROOT = Path(__file__).parents[2]
#: a number whose last digits are those of a processor and a library
MEASURED = re.compile(r"-?\d+\.\d{9,}(?:e[+-]\d+)?")
REFRESH = "the page is not current; run `make docs` and look at what changed"


@pytest.fixture
def docs(monkeypatch):
    """Imports scripts from docs/."""
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module


@pytest.mark.parametrize("page", [
    "README.md", "docs/limits.md", "docs/reference.md", "docs/scipy.md"
])  # fmt: skip
def test_examples_of_a_page(docs, page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert text.count("```python") > 5 and text.count("```text") > 5
    now = docs("run_examples").rewritten(text)
    assert MEASURED.sub("…", now) == MEASURED.sub("…", text), REFRESH
    assert numbers(now) == pytest.approx(numbers(text), rel=1e-9), REFRESH


def numbers(text: str) -> list[float]:
    return [float(number) for number in MEASURED.findall(text)]


def test_the_reference_has_every_public_name():
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", prose))))
    assert {*s2sad.__all__, *ATTRIBUTES} - {"__version__"} <= named


def test_architecture_is_current(docs):
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert docs("make_architecture").page() == text, REFRESH


def test_architecture_lists_every_file():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"\(\.\./s2sad/(\S+\.py)\)", text))
    files = {p.relative_to(ROOT / "s2sad").as_posix() for p in (ROOT / "s2sad").rglob("*.py")}
    documented = {name for name in files if (ROOT / "s2sad" / name).stat().st_size}
    assert documented - listed == {"__init__.py"}


LINK = re.compile(r"\]\(([^)#:]+)\)")
PAGES = ["README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    path = ROOT / page
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = [link for link in LINK.findall(prose) if not (path.parent / link).exists()]
    assert not broken


def first_bash_block() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(r"```bash\n(.*?)```", text, re.DOTALL)[1].splitlines()


def test_first_block_of_readme_has_two_commands():
    main, tests = first_bash_block()
    assert main.startswith("pip install -e") and main.endswith("python -m s2sad demo")
    assert tests.startswith("pip install -e") and "python -m pytest" in tests


def test_ci_runs_the_command_of_readme():
    """CI finds the second line of the first block by its own rule."""
    line = next(line for line in (ROOT / ".ci" / "run").read_text().splitlines() if "awk" in line)
    script = f'{line}\necho "$command"'
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.rstrip("\n") == first_bash_block()[1]


def test_tests_leave_out_the_slow_ones():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--markers"], cwd=ROOT, capture_output=True, text=True
    )
    assert "@pytest.mark.slow" in done.stdout
