"""`make bench-live`: live scans against a loopback server with 30 ms of latency, beside threads of bare botocore.

Every figure is a ratio within one run, or memory: this says nothing of how fast a machine is.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.stub import OPERATIONS

BUCKETS, VOLUMES, THREADS = 5_000, 20_000, 32
SAMPLE = 500
"""Buckets of the runs whose speed is compared."""
MEMORY = 400
"""Megabytes (10**6 bytes) that the large scan may take."""
SELECT = ("aws.s3", "aws.ebs.volume")


def main() -> int:
    """Measure, print a table, and return 1 when something is over its limit."""
    with server(SAMPLE, 0) as address:
        rates = [(bare(address), ours(address)["calls_per_second"]) for _ in range(3)]
        speed = sorted(own / other for other, own in rates)[1]
    with server(BUCKETS, VOLUMES) as address:
        large = ours(address)
    rows = [
        (f"calls a second / bare botocore, {THREADS} threads each", speed, speed >= 0.7, "at least 0.70"),
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


@contextmanager
def server(buckets: int, volumes: int) -> Iterator[str]:
    """The address of a stub with so many assets."""
    command = [sys.executable, "-m", "benchmarks.stub", str(buckets), str(volumes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def bare(address: str) -> float:
    """Calls a second of threads that do nothing but call botocore."""
    return float(child("bare", address)["calls_per_second"])


def ours(address: str) -> dict[str, Any]:
    """What a scan takes."""
    return child("ours", address)


def child(name: str, address: str) -> dict[str, Any]:
    """The figures of a measurement in a process of its own."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")},
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "stub",
        "AWS_SECRET_ACCESS_KEY": "stub",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    command = [sys.executable, "-c", f"from benchmarks.live import {name}_here; {name}_here()"]
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def bare_here() -> None:
    """Threads of bare botocore, in this process."""
    import botocore.session
    from botocore.config import Config

    client = botocore.session.Session().create_client("s3", config=Config(max_pool_connections=THREADS))
    names = [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]

    def one(name: str) -> None:
        for operation in OPERATIONS:
            getattr(client, operation)(Bucket=name)

    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, names))
    print(json.dumps({"calls_per_second": len(names) * len(OPERATIONS) / (time.perf_counter() - started)}))


def ours_here() -> None:
    """A scan and its evaluation, in this process."""
    from datetime import UTC, datetime

    from hipaacheck import Request
    from hipaacheck.app import load_pack, needed_fields
    from hipaacheck.engine import evaluate
    from hipaacheck.pluginhost import PluginHost
    from hipaacheck.selection import select_controls
    from hipaacheck_aws.source import read

    host, now = PluginHost(third_party=False), datetime.now(UTC)
    controls = select_controls(load_pack(host, ()).controls, SELECT, ())
    wanted = {"aws.s3.bucket", "aws.ebs.volume"}
    reads = {name: fields for name, fields in needed_fields(controls).items() if name in wanted}
    started = time.perf_counter()
    inventory = read("", Request(reads=reads, now=now, stdin=lambda: b""))
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


if __name__ == "__main__":
    raise SystemExit(main())
