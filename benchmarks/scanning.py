"""What a live scan and its evaluation take, in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hipaacheck import Inventory, Request
from hipaacheck.app import load_pack, needed_fields
from hipaacheck.engine import evaluate
from hipaacheck.pluginhost import PluginHost
from hipaacheck.selection import select_controls

MEMORY = 400
"""Megabytes (10**6 bytes) that a large scan may take."""


def table(bare: str, rates: list[tuple[float, float]], large: Mapping[str, Any]) -> int:
    """Print the figures beside their limits, and return 1 when one is over its limit. `rates` are calls a second of `bare` and
    of a scan, a pair for each run."""
    speed = sorted(own / other for other, own in rates)[len(rates) // 2]
    rows = [
        (f"calls a second / {bare}", speed, speed >= 0.7, "at least 0.70"),
        (f"evaluation / whole run, {large['assets']:,} assets", large["evaluation"], large["evaluation"] <= 0.1, "at most 0.10"),
        (
            f"MB, {large['calls']:,} calls, {large['assets']:,} assets",
            large["memory"],
            large["memory"] <= MEMORY,
            f"at most {MEMORY}",
        ),
    ]
    for what, value, _, limit in rows:
        print(f"{what:<62}{value:>8.2f}  {limit}")
    return 0 if all(fine for _, _, fine, _ in rows) else 1


def child(module: str, function: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """The figures that a function prints in a process of its own."""
    inherited = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    ran = subprocess.run(
        [sys.executable, "-c", f"from benchmarks.{module} import {function}; {function}()"],
        env={**inherited, **environment},
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def measure(
    read: Callable[[str, Request], Inventory], select: Collection[str], wanted: Collection[str], options: Mapping[str, Any]
) -> None:
    """Scan and evaluate in this process, and print the figures. `wanted` are the asset types that are read."""
    host, now = PluginHost(third_party=False), datetime.now(UTC)
    controls = select_controls(load_pack(host, ()).controls, tuple(select), ())
    reads = {name: fields for name, fields in needed_fields(controls).items() if name in wanted}
    started = time.perf_counter()
    inventory = read("", Request(reads=reads, now=now, stdin=lambda: b"", options=options))
    collected = time.perf_counter()
    evaluate(controls, inventory, vocabulary=host.vocabulary, predicates={}, params={}, now=now)
    ended = time.perf_counter()
    calls = sum(inventory.calls.values())
    assert inventory.calls.get("answered") == calls, inventory.calls
    figures = {
        "calls": calls,
        "assets": len(inventory.assets),
        "calls_per_second": calls / (collected - started),
        "evaluation": (ended - collected) / (ended - started),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }
    print(json.dumps(figures))
