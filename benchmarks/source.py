"""`make bench-source`: scans of Terraform source by a freshly built wheel, beside tfparse, c7n-left and checkov.

HIPAACHECK_BENCH_TOOLS names the folders with the programs c7n-left and checkov, divided as in PATH; without it they are left out.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from benchmarks.__main__ import install
from benchmarks.configurations import EACH, FLAT, write
from benchmarks.measure import RUNS, Cost, costs

POLICIES = Path(__file__).parent / "c7n"
TOOLS = os.environ.get("HIPAACHECK_BENCH_TOOLS", "")
PARSE = "import sys, tfparse; tfparse.load_from_path(sys.argv[1])"
SIZES = (100, 1_000, 5_000)
TIMES_PARSER, SECONDS_COMMIT, STARTS_COMMIT = 3.0, 1.0, 50.0
"""Limits: CPU of a scan to that of tfparse; CPU seconds of a commit, and how many bare starts of Python that may be."""


class Row(NamedTuple):
    """One figure, and the largest that is accepted; null for one that is only shown."""

    what: str
    figure: float | None
    limit: float | None = None


def main() -> int:
    """Measure, print a table, and return 1 when a figure is over its limit."""
    with tempfile.TemporaryDirectory(prefix="hipaacheck-bench-") as name:
        folder = Path(name)
        python = install(folder)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "tfparse"], check=True)
        print("\n".join(_versions(python)))
        print(f"medians of {RUNS} runs, CPU time (user and system) of processes and all that they start\n")
        print(f"{'':<62}{'figure':>9}{'limit':>8}")
        over = 0
        for row in chain(by_size(python, folder), commit(python, folder)):
            late = row.figure is not None and row.limit is not None and row.figure > row.limit
            over += late
            figure = "not installed" if row.figure is None else f"{row.figure:.2f}"
            limit = "" if row.limit is None else f"{row.limit:.1f}"
            print(f"{row.what:<62}{figure:>9}{limit:>8}{'  over' if late else ''}".rstrip(), flush=True)
    return 1 if over else 0


def _versions(python: str) -> Iterator[str]:
    ask = "import importlib.metadata as m; print(*(f'{name} {m.version(name)}' for name in ('hipaacheck', 'tfparse')), sep=', ')"
    said = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    yield f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; {said}"
    for tool, package in (("c7n-left", "c7n_left"), ("checkov", "checkov")):
        found = shutil.which(tool, path=TOOLS)
        if found is not None:
            own = f"import importlib.metadata as m; print(m.version({package!r}))"
            said = subprocess.run([Path(found).with_name("python"), "-c", own], check=True, capture_output=True, text=True).stdout
            yield f"{tool} {said.strip()}"


def by_size(python: str, folder: Path) -> Iterator[Row]:
    """All controls on one root module, beside a parser that evaluates it and judges nothing."""
    ours: dict[int, float] = {}
    for number in SIZES:
        root = write(folder / f"root-{number}", number)
        ours[number] = yield from _beside_parser(python, root, f"{number:,} resources", limited=number == 1_000)
    flat = 1_000 // FLAT * FLAT
    yield from _beside_parser(python, write(folder / "flat", flat, modules=False), f"{flat:,}, no modules", limited=True)
    small, middle, large = SIZES
    early, late = ours[middle] - ours[small], ours[large] - ours[middle]
    yield Row("CPU a further resource, to 5,000 / to 1,000", late / (large - middle) / (early / (middle - small)), 1.5)


def _beside_parser(python: str, root: Path, what: str, *, limited: bool) -> Generator[Row, None, float]:
    """The rows about one root module; gives the CPU seconds of a scan."""
    scan = [*_scan(python), str(root)]
    _judged(scan, root.parent)
    parse, judge = costs([[python, "-c", PARSE, str(root)], scan], root.parent)
    yield Row(f"{what}: CPU seconds", judge.cpu)
    yield Row(f"{what}: CPU seconds of tfparse", parse.cpu)
    yield Row(f"{what}: CPU / tfparse", judge.cpu / parse.cpu, TIMES_PARSER if limited else None)
    yield Row(f"{what}: peak memory / tfparse", judge.memory / parse.memory)
    return judge.cpu


def commit(python: str, folder: Path) -> Iterator[Row]:
    """Five files of two roots, as a hook names them, in a folder with many; other programs are given the folder of the two."""
    both = folder / "commit"
    changed = {"app": ("service_000.tf", "variables.tf", "versions.tf"), "data": ("service_000.tf", "variables.tf")}
    roots = {root: write(both / root, EACH) for root in changed}
    files = [str(roots[root] / name) for root, names in changed.items() for name in names]
    scan = [*_scan(python), *files]
    _judged(scan, folder)
    others = {
        "c7n-left": ["run", "-p", str(POLICIES), "-d", str(both)],
        "checkov": ["-d", str(both), "--framework", "terraform", "--quiet", "--compact", "--skip-download"],
    }
    found = {tool: shutil.which(tool, path=TOOLS) for tool in others}
    present = [tool for tool in others if found[tool] is not None]
    bare, ours, *rest = costs([[python, "-c", "pass"], scan, *([str(found[tool]), *others[tool]] for tool in present)], folder)
    theirs: dict[str, Cost] = dict(zip(present, rest, strict=True))
    of = f"{len(files)} of {len(list(folder.rglob('*.tf')))} files, 2 roots"
    yield Row(f"{of}: CPU seconds", ours.cpu, SECONDS_COMMIT)
    yield Row(f"{of}: CPU / python -c pass", ours.cpu / bare.cpu, STARTS_COMMIT)
    for tool in others:
        cost = theirs.get(tool)
        yield Row(f"the 2 roots with {tool}: CPU seconds", None if cost is None else cost.cpu)
        yield Row(f"the 2 roots with {tool}: its CPU / ours", None if cost is None else cost.cpu / ours.cpu)


def _scan(python: str) -> list[str]:
    return [str(Path(python).with_name("hipaacheck")), "scan", "terraform", "--no-progress"]


def _judged(scan: list[str], folder: Path) -> None:
    """Stop unless a scan judges: the volumes that are not encrypted must fail."""
    ran = subprocess.run(scan, cwd=folder, capture_output=True, text=True, check=False)
    if ran.returncode != 1 or "aws-ebs-volume-encrypted" not in ran.stdout:
        raise SystemExit(f"{' '.join(scan[:3])} ended with {ran.returncode}, and did not find what is wrong:\n{ran.stderr}")


if __name__ == "__main__":
    sys.exit(main())
