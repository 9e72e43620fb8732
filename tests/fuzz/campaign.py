"""Many random programs: `python -m tests.fuzz.campaign --count 10000 --seed 1 --jobs 2`.

Program number k of a seed is always the same program. With `--again` its derivatives are exported,
and what the files define is differentiated again, twice. A line of counts is printed now and then,
each failure with its shrunk program, each refusal and each program that takes long or much memory
with its number, and in the end one line of JSON. Exits 1 after a failure.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from . import api, fakes
from .again import check_again
from .generate import FAILURES, Limits, generate
from .harness import Mismatch, check_program
from .shrink import shrink

_STATUSES = ("ok", "refused", "failed", "discarded")
_APIS = {"s2sad": api.real_api, "numerical": lambda: fakes.NUMERICAL}


@dataclass(frozen=True)
class Task:
    """One program to generate and check."""

    seed: int
    number: int
    api: str
    limits: Limits
    timeout: int
    shrink_seconds: float
    again: bool = False
    """Hold the exports to their own derivatives instead."""

    @property
    def random(self) -> Random:
        return Random(f"{self.seed}/{self.number}")


@dataclass(frozen=True)
class Outcome:
    number: int
    status: str
    reason: str = ""
    text: str = ""
    entries: int = 0
    skipped: int = 0
    tags: frozenset[str] = frozenset()
    seconds: float = 0.0
    """Processor time of all that was generated, compiled and compared."""
    megabytes: float = 0.0
    """The most memory that the process had so far."""


@dataclass
class Totals:
    """What came out so far."""

    status: Counter = field(default_factory=Counter)
    refusals: Counter = field(default_factory=Counter)
    failures: Counter = field(default_factory=Counter)
    tags: Counter = field(default_factory=Counter)
    failed_numbers: list[int] = field(default_factory=list)
    slow_numbers: list[int] = field(default_factory=list)
    megabytes: float = 0.0
    entries: int = 0
    skipped: int = 0

    def add(self, outcome: Outcome, slow: float) -> None:
        self.status[outcome.status] += 1
        self.tags.update(outcome.tags)
        self.entries += outcome.entries
        self.skipped += outcome.skipped
        self.megabytes = max(self.megabytes, outcome.megabytes)
        if outcome.seconds > slow and outcome.status != "failed":
            self.slow_numbers.append(outcome.number)
        if outcome.status == "refused":
            self.refusals[outcome.reason] += 1
        if outcome.status == "failed":
            self.failures[outcome.reason] += 1
            self.failed_numbers.append(outcome.number)

    def line(self) -> str:
        counts = (f"{self.status[name]} {name}" for name in _STATUSES)
        return f"{sum(self.status.values())} programs: {', '.join(counts)}"

    def summary(self, seconds: float) -> dict:
        return {
            "programs": sum(self.status.values()), "seconds": round(seconds, 1),
            **{name: self.status[name] for name in _STATUSES},
            "refusals": dict(self.refusals.most_common()),
            "failures": dict(self.failures.most_common()),
            "failed_numbers": sorted(self.failed_numbers),
            "slow_numbers": sorted(self.slow_numbers), "megabytes": round(self.megabytes),
            "entries": self.entries, "entries_skipped": self.skipped,
            "constructs": dict(sorted(self.tags.items())),
        }  # fmt: skip


class TimedOut(BaseException):
    """One program took too long, in the compiler or in what it generated: no error of its own."""


def check(task: Task) -> Outcome:
    """Generate and check one program; whatever happens becomes an outcome."""
    start = time.process_time()
    outcome = _judged(task)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return replace(outcome, seconds=time.process_time() - start, megabytes=memory)


def _judged(task: Task) -> Outcome:
    program = generate(task.random, task.limits)
    judged = _APIS[task.api]()
    found = {"number": task.number, "tags": program.tags}
    signal.signal(signal.SIGPROF, _time_out)
    signal.setitimer(signal.ITIMER_PROF, task.timeout)
    try:
        if task.again:
            verdict = check_again(program.source, program.args, deeper=True)
        else:
            verdict = check_program(program.source, program.args, judged)
    except TimedOut:
        return Outcome(status="failed", reason="timeout", text=str(program), **found)
    except Mismatch as mismatch:
        small = mismatch if task.again else _shrunk(mismatch, judged, task)
        text = f"{small.kind}: {small.detail}\n\n{small.program}\n# before shrinking:\n{program}"
        return Outcome(status="failed", reason=mismatch.kind, text=text, **found)
    except FAILURES as error:  # the program itself, at a point around its arguments
        reason = f"discarded: {type(error).__name__}"
        return Outcome(status="discarded", reason=reason, text=str(program), **found)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Outcome(
        status=verdict.status, reason=verdict.reason, entries=verdict.entries,
        skipped=verdict.skipped, **found,
    )  # fmt: skip


def _shrunk(mismatch: Mismatch, judged: api.Api, task: Task) -> Mismatch:
    """The mismatch of a smaller program; of the same one where a smaller one takes too long."""
    signal.setitimer(signal.ITIMER_PROF, task.shrink_seconds + task.timeout)
    try:
        return shrink(mismatch, judged, task.shrink_seconds)
    except TimedOut:
        return mismatch


def _time_out(signum, frame):
    raise TimedOut


def outcomes(tasks: Iterator[Task], jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(check, tasks)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, maxtasksperchild=500) as pool:
        yield from pool.imap_unordered(check, tasks, chunksize=4)


def run(options: argparse.Namespace) -> Totals:
    limits = Limits(options.fewest, options.most, options.helpers)
    tasks = (
        Task(options.seed, k, options.api, limits, options.timeout, options.shrink_seconds,
             options.again)
        for k in range(options.first, options.first + options.count)
    )
    totals, start, said = Totals(), time.monotonic(), 0.0
    for outcome in outcomes(tasks, options.jobs):
        if outcome.megabytes > max(options.large, totals.megabytes):
            print(f"large   seed {options.seed}, program {outcome.number}: "
                  f"{outcome.megabytes:.0f} MB", flush=True)  # fmt: skip
        totals.add(outcome, options.slow)
        _report(outcome, options)
        if time.monotonic() - said > options.progress:
            said = time.monotonic()
            print(f"[{said - start:7.0f} s] {totals.line()}", flush=True)
        if options.fail_fast and outcome.status == "failed":
            break
    summary = {"commit": _commit(), "seed": options.seed, "first": options.first}
    summary |= totals.summary(time.monotonic() - start)
    for reason, count in totals.refusals.most_common(20):
        print(f"refused {count:6d}  {reason}")
    for reason, count in totals.failures.most_common():
        print(f"FAILED  {count:6d}  {reason}")
    print(json.dumps(summary), flush=True)
    return totals


def _report(outcome: Outcome, options: argparse.Namespace) -> None:
    place = f"seed {options.seed}, program {outcome.number}"
    if outcome.seconds > options.slow and outcome.status != "failed":
        print(f"slow    {place}: {outcome.seconds:.1f} s", flush=True)
    if outcome.status == "refused":
        print(f"refused {place}: {outcome.reason}", flush=True)
    if outcome.status != "failed":
        return
    print(f"--- {place}: {outcome.reason}")
    print(outcome.text, flush=True)
    if options.failures:
        folder = Path(options.failures)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"seed{options.seed}_{outcome.number}.txt").write_text(outcome.text)


def _commit() -> str:
    """The commit that was tested; empty outside a repository."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=Path(__file__).parent,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return described.stdout.strip()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.campaign", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="number of the first program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--api", choices=sorted(_APIS), default="s2sad")
    parser.add_argument("--again", action="store_true", help="differentiate the exports again")
    parser.add_argument("--fewest", type=int, default=Limits.fewest, help="statements, at least")
    parser.add_argument("--most", type=int, default=Limits.most, help="statements, at most")
    parser.add_argument("--helpers", type=int, default=Limits.helpers)
    parser.add_argument("--timeout", type=int, default=120, help="seconds for one program")
    parser.add_argument("--slow", type=float, default=10.0, help="seconds that are reported")
    parser.add_argument("--large", type=float, default=2000.0, help="megabytes that are reported")
    parser.add_argument("--shrink-seconds", type=float, default=30.0)
    parser.add_argument("--progress", type=float, default=10.0, help="seconds between lines")
    parser.add_argument("--failures", help="folder for a file per failure")
    parser.add_argument("--fail-fast", action="store_true")
    return 1 if run(parser.parse_args(argv)).status["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
