"""`make bench-live`: live scans against a loopback server with 30 ms of latency, beside threads of bare botocore.

Every figure is a ratio within one run, or memory: this says nothing of how fast a machine is.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from benchmarks.scanning import child, measure, table
from benchmarks.stub import OPERATIONS

BUCKETS, VOLUMES, THREADS = 5_000, 20_000, 32
SAMPLE = 500
"""Buckets of the runs whose speed is compared."""
SELECT = ("aws.s3", "aws.ebs.volume")


def main() -> int:
    """Measure, print a table, and return 1 when something is over its limit."""
    with server(SAMPLE, 0) as address:
        rates = [(bare(address), ours(address)["calls_per_second"]) for _ in range(3)]
    with server(BUCKETS, VOLUMES) as address:
        large = ours(address)
    return table(f"bare botocore, {THREADS} threads each", rates, large)


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
    return float(child("live", "bare_here", _environment(address))["calls_per_second"])


def ours(address: str) -> dict[str, Any]:
    """What a scan takes."""
    return child("live", "ours_here", _environment(address))


def _environment(address: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "stub",
        "AWS_SECRET_ACCESS_KEY": "stub",
        "AWS_DEFAULT_REGION": "us-east-1",
    }


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
    from hipaacheck_aws.source import read

    measure(read, SELECT, {"aws.s3.bucket", "aws.ebs.volume"}, {})


if __name__ == "__main__":
    raise SystemExit(main())
