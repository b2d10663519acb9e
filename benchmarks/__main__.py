"""`make bench`: start-up and plan scans of a freshly built wheel in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import RUNS, costs

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("HIPAACHECK_SHARED", ROOT.parent / "shared"))
GENERATOR = SHARED / "bench/gen_plan.py"
LOAD = "import gc, json, sys; gc.disable(); json.load(open(sys.argv[1], encoding='utf-8'))"


class Row(NamedTuple):
    """One measured ratio and the largest that is accepted."""

    what: str
    ratio: float
    limit: float


def main() -> int:
    """Measure, print a table, and return 1 when a ratio is over its limit."""
    if not GENERATOR.is_file():
        print(f"{GENERATOR} is not there; set HIPAACHECK_SHARED to the folder that holds bench/gen_plan.py")
        return 2
    with tempfile.TemporaryDirectory(prefix="hipaacheck-bench-") as name:
        folder = Path(name)
        python = install(folder)
        print(f"medians of {RUNS} runs, CPU time (user and system) of whole processes\n")
        print(f"{'':<58}{'ratio':>8}{'limit':>8}")
        over = 0
        for row in measure(python, folder):
            over += row.ratio > row.limit
            print(f"{row.what:<58}{row.ratio:>8.2f}{row.limit:>8.1f}{'  over' if row.ratio > row.limit else ''}", flush=True)
    return 1 if over else 0


def install(folder: Path) -> str:
    """Build the wheel and install it, with its dependencies only, into an environment of its own."""
    wheels = folder / "wheel"
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(ROOT)], check=True
    )
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv/bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(next(wheels.glob("*.whl")))], check=True)
    return python


def generate(folder: Path, resources: int) -> Path:
    """A synthetic plan with that many resources."""
    path = folder / f"plan-{resources}.json"
    subprocess.run([sys.executable, str(GENERATOR), "-n", str(resources), "-o", str(path)], check=True)
    return path


def measure(python: str, folder: Path) -> Iterator[Row]:
    """All ratios, one at a time."""
    tool = str(Path(python).with_name("hipaacheck"))
    small = [tool, "scan", "plan", str(generate(folder, 10)), "-f", "sarif=small.sarif", "--no-progress"]
    bare, version, few = costs([[python, "-c", "pass"], [tool, "--version"], small], folder)
    yield Row("hipaacheck --version / python -c pass", version.cpu / bare.cpu, 5)
    yield Row("10 resources, all controls / python -c pass", few.cpu / bare.cpu, 15)
    each = {}
    for number in (1_000, 10_000, 50_000):
        plan = generate(folder, number)
        command = [tool, "scan", "plan", str(plan), "-f", "sarif=out.sarif", "--no-progress"]
        load, scan = costs([[python, "-c", LOAD, str(plan)], command], folder)
        each[number] = scan.cpu / number
        if number > 1_000:
            yield Row(f"{number:,} resources: CPU / json.load without collector", scan.cpu / load.cpu, 5)
            yield Row(f"{number:,} resources: peak memory / file size", scan.memory / plan.stat().st_size, 8)
    yield Row("CPU a resource at 50,000 / at 1,000", each[50_000] / each[1_000], 1)


if __name__ == "__main__":
    raise SystemExit(main())
