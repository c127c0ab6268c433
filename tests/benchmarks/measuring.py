"""Lines of the benchmarks: a task set against a reference in the same run, each in a process of its own.

A module that is a section has ``LINES``. What is measured is named as ``module:function``; called with the argument of
its line, the function prepares and returns the action, whose time alone counts. Task and reference take turns, so that
a busy machine is fair to both. Peak memory is that of the whole process, preparation included.
"""

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

SIZE = "CUSTODIA_BENCHMARK_SIZE"
"""The variable that says how many third parties a register has that is made for the run."""
WORK = "CUSTODIA_BENCHMARK_FOLDER"
"""The variable that names the folder in which the processes of a run share what they have prepared."""


@dataclass(frozen=True)
class Line:
    """What is measured, against what, and how far the task may be from it: *target* times as long.

    A line without a *target* is there to be watched. *long* lines are run less often. *each* is how often a process
    does the action, of which the median counts. *scale* is by how much the reference's time is multiplied, where it
    does only a part of the same work.
    """

    title: str
    task: str
    against: str
    reference: str
    target: float | None
    argument: str = ""
    reference_argument: str | None = None
    long: bool = False
    each: int = 1
    scale: float = 1.0
    limit: int | None = None
    """The most memory in MB that the task may take."""


@dataclass(frozen=True)
class Counted:
    """What an action returns that has counted by itself: seconds of one of many, and work where it knows."""

    seconds: float
    work: float | None = None


class Ending:
    """An action with what is to be done after all of them, which is not measured."""

    def __init__(self, action: Callable[[], object], finish: Callable[[], object]) -> None:
        """Keep both."""
        self._action, self.finish = action, finish

    def __call__(self) -> object:
        """Do what is measured."""
        return self._action()


@dataclass(frozen=True)
class Measure:
    """Seconds by the clock and of the processor, the medians of those taken, and peak memory in MB, the largest."""

    seconds: float
    work: float
    memory: float

    @classmethod
    def of(cls, found: Sequence["Measure"]) -> "Measure":
        """All of *found* as one."""
        seconds, work = (
            statistics.median(getattr(one, name) for one in found) for name in ("seconds", "work")
        )
        return cls(seconds, work, max(one.memory for one in found))


@dataclass(frozen=True)
class Result:
    """A line with what was measured."""

    line: Line
    task: Measure
    reference: Measure
    runs: int

    @property
    def ratio(self) -> float:
        """How many times as long as the reference the task takes."""
        return self.task.seconds / (self.reference.seconds * self.line.scale)

    @property
    def work_ratio(self) -> float:
        """The same in time of the processor, which others on the machine leave alone."""
        return self.task.work / (self.reference.work * self.line.scale)


def measure(lines: Iterable[Line], folder: str, *, runs: int, long_runs: int) -> Iterator[Result]:
    """Each of *lines*, run so many times; *folder* holds what is prepared once."""
    for line in lines:
        tasks, references = [], []
        count = long_runs if line.long else runs
        for _ in range(count):
            tasks.append(_apart(line.task, line.argument, line.each, folder))
            argument = line.argument if line.reference_argument is None else line.reference_argument
            references.append(_apart(line.reference, argument, line.each, folder))
        yield Result(line, Measure.of(tasks), Measure.of(references), count)


def table(results: Iterable[Result]) -> Iterator[str]:
    """*results* as lines of text, ratios first."""
    heads = f"{'ratio':>7}  {'of work':>7}  {'target':>7}  {'seconds':>9}  {'against':>9}"
    yield f"{heads}  {'peak MB':>8}  {'theirs':>8}  runs  what"
    for result in results:
        line = result.line
        met = (line.target is None or result.ratio <= line.target) and (
            line.limit is None or result.task.memory <= line.limit
        )
        target = "none   " if line.target is None else f"{line.target:6.1f}x"
        against = result.reference.seconds * line.scale
        yield (
            f"{result.ratio:6.2f}x  {result.work_ratio:6.2f}x  {target}  "
            f"{result.task.seconds:9.4f}  {against:9.4f}  "
            f"{result.task.memory:8.0f}  {result.reference.memory:8.0f}  {result.runs:4}  "
            f"{line.title} : {line.against}{'' if met else '  (missed)'}"
        )


def _apart(name: str, argument: str, each: int, folder: str) -> Measure:
    command = [sys.executable, "-m", "tests.benchmarks.measuring", name, argument, str(each)]
    env = {**os.environ, WORK: folder}
    run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{name} {argument} failed:\n{run.stderr[-3000:]}")
    return Measure(**json.loads(run.stdout.splitlines()[-1]))


def _worked() -> float:
    """Seconds of the processor that this process took, and those that it has waited for."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _measured(name: str, argument: str, each: int) -> Measure:
    """Measure in this process; processes that it waits for count into the work."""
    module, function = name.split(":")
    prepare: Callable[[str], Callable[[], object]] = getattr(importlib.import_module(module), function)
    action = prepare(argument)
    taken, worked = [], []
    try:
        for _ in range(each):
            start, begun = time.perf_counter(), _worked()
            found = action()
            taken.append(time.perf_counter() - start)
            worked.append(_worked() - begun)
            if isinstance(found, Counted):
                taken[-1] = found.seconds
                worked[-1] = worked[-1] if found.work is None else found.work
    finally:
        getattr(action, "finish", lambda: None)()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measure(statistics.median(taken), statistics.median(worked), memory)


if __name__ == "__main__":
    # Under its name, by which what is measured knows the classes of this module.
    by_name = importlib.import_module("tests.benchmarks.measuring")
    made = by_name._measured(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    print(json.dumps(asdict(made)))
