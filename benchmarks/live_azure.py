"""The Azure part of `make bench-live`: scans of a loopback server with 30 ms of latency, beside threads of the bare SDK.

Every figure is a ratio within one run, or memory: this says nothing of how fast a machine is.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.stub_azure import PARTS, SUBSCRIPTION, TENANT

ACCOUNTS, DISKS, THREADS = 2_000, 20_000, 32
SAMPLE = 500
"""Storage accounts of the runs whose speed is compared."""
MEMORY = 400
"""Megabytes (10**6 bytes) that the large scan may take."""
SELECT = ("azure.storage.account", "azure.compute.disk")
VERSION = "2024-01-01"


def main() -> int:
    """Measure, print a table, and return 1 when something is over its limit."""
    with server(SAMPLE, 0) as environment:
        rates = [
            (child("bare", environment)["calls_per_second"], child("ours", environment)["calls_per_second"]) for _ in range(3)
        ]
        speed = sorted(own / other for other, own in rates)[1]
    with server(ACCOUNTS, DISKS) as environment:
        large = child("ours", environment)
    rows = [
        (f"calls a second / bare Azure SDK, {THREADS} threads each", speed, speed >= 0.7, "at least 0.70"),
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
def server(accounts: int, disks: int) -> Iterator[dict[str, str]]:
    """The environment that leads to a stub with so many assets."""
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder, "localhost.pem"), Path(folder, "key.pem")
        make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
        subprocess.run([*make.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
        both = Path(folder, "both.pem")
        both.write_bytes(certificate.read_bytes() + key.read_bytes())
        command = [sys.executable, "-m", "benchmarks.stub_azure", str(both), str(accounts), str(disks)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield {
                    "STUB": f"https://localhost:{process.stdout.readline().strip()}",
                    "AZURE_TENANT_ID": TENANT,
                    "AZURE_CLIENT_ID": SUBSCRIPTION,
                    "AZURE_CLIENT_SECRET": "stub",
                    "REQUESTS_CA_BUNDLE": str(certificate),
                }
            finally:
                process.kill()


def child(name: str, environment: dict[str, str]) -> dict[str, Any]:
    """The figures of a measurement in a process of its own."""
    inherited = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    command = [sys.executable, "-c", f"from benchmarks.live_azure import {name}_here; {name}_here()"]
    ran = subprocess.run(
        command,
        env={**inherited, **environment},
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def bare_here() -> None:
    """Threads of the bare SDK, in this process."""
    import requests
    from azure.core.pipeline.transport import RequestsTransport
    from azure.core.rest import HttpRequest
    from azure.identity import DefaultAzureCredential
    from azure.mgmt.resource.resources import ResourceManagementClient
    from requests.adapters import HTTPAdapter

    url = os.environ["STUB"]
    session = requests.Session()
    session.mount("https://", HTTPAdapter(pool_maxsize=THREADS))
    client = ResourceManagementClient(
        DefaultAzureCredential(authority=url, disable_instance_discovery=True),
        SUBSCRIPTION,
        base_url=url,
        credential_scopes=[f"{url}/.default"],
        transport=RequestsTransport(session=session),
    )

    def get(path: str) -> Any:
        response = client.send_request(HttpRequest("GET", f"{url}{path}?api-version={VERSION}"))
        response.raise_for_status()
        return response.json()

    accounts = get(f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts")["value"]
    paths = [account["id"] for account in accounts]

    def one(path: str) -> None:
        for part in PARTS:
            get(path + part)

    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, paths))
    print(json.dumps({"calls_per_second": len(paths) * len(PARTS) / (time.perf_counter() - started)}))


def ours_here() -> None:
    """A scan and its evaluation, in this process."""
    from datetime import UTC, datetime

    from hipaacheck import Request
    from hipaacheck.app import load_pack, needed_fields
    from hipaacheck.engine import evaluate
    from hipaacheck.pluginhost import PluginHost
    from hipaacheck.selection import select_controls
    from hipaacheck_azure.source import read

    url = os.environ["STUB"]
    host, now = PluginHost(third_party=False), datetime.now(UTC)
    controls = select_controls(load_pack(host, ()).controls, SELECT, ())
    reads = {name: fields for name, fields in needed_fields(controls).items() if name in SELECT}
    options = {"authority_host": url, "resource_manager": url, "graph": url}
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


if __name__ == "__main__":
    raise SystemExit(main())
