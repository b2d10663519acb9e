"""The Azure part of `make bench-live`: scans of a loopback server with 30 ms of latency, beside threads of the bare SDK.

Every figure is a ratio within one run, or memory: this says nothing of how fast a machine is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.scanning import child, measure, table
from benchmarks.stub_azure import PARTS, SUBSCRIPTION, TENANT

ACCOUNTS, DISKS, THREADS = 2_000, 20_000, 32
SAMPLE = 500
"""Storage accounts of the runs whose speed is compared."""
SELECT = ("azure.storage.account", "azure.compute.disk")
VERSION = "2024-01-01"


def main() -> int:
    """Measure, print a table, and return 1 when something is over its limit."""
    with server(SAMPLE, 0) as environment:
        rates = [
            (
                child("live_azure", "bare_here", environment)["calls_per_second"],
                child("live_azure", "ours_here", environment)["calls_per_second"],
            )
            for _ in range(3)
        ]
    with server(ACCOUNTS, DISKS) as environment:
        large = child("live_azure", "ours_here", environment)
    return table(f"bare Azure SDK, {THREADS} threads each", rates, large)


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
    from hipaacheck_azure.source import read

    url = os.environ["STUB"]
    measure(read, SELECT, SELECT, {"authority_host": url, "resource_manager": url, "graph": url})


if __name__ == "__main__":
    raise SystemExit(main())
