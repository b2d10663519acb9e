"""Live Azure as a source: subscriptions × asset types → inventory."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import msgspec

from hipaacheck import InputError, Inventory, Request
from hipaacheck_azure import redaction
from hipaacheck_azure.client import LINKS, Client, require_sdk
from hipaacheck_azure.clouds import Cloud, cloud
from hipaacheck_azure.collect import Collector
from hipaacheck_azure.reader import Reader, Scan
from hipaacheck_azure.redaction import Redactor
from hipaacheck_azure.services.table import COLLECTORS
from hipaacheck_azure.subscriptions import Options, Target, check, identity, target
from hipaacheck_live import run
from hipaacheck_live.gaps import Gaps
from hipaacheck_live.recording import Recording
from hipaacheck_live.redaction import rules_digest
from hipaacheck_live.run import Fields, Run, Task

THREADS = 32
"""Requests under way at once. One process of Python makes no more of them with more threads."""


def collectors(reads: Fields) -> dict[str, list[Collector]]:
    """The collectors of the asset types that are needed, by module."""
    return run.collectors(COLLECTORS, "hipaacheck_azure.services", reads)


def read(_: str, request: Request) -> Inventory:
    """Read what the selected controls need. Raises InputError when no subscription can be read, UsageError."""
    require_sdk()
    for name in ("azure", "msal", "urllib3"):  # failures become gaps; without a handler Python would print them as well
        logging.getLogger(name).addHandler(logging.NullHandler())
    options = msgspec.convert(request.options, Options)
    check(options)
    where = cloud(options.cloud, authority=options.authority_host, manager=options.resource_manager, graph=options.graph)
    redactor = Redactor(None if request.recorder is None else request.recorder.key)
    client, gaps = Client(where, _credential(where), redactor, threads=THREADS), Gaps()
    recording = None if request.recorder is None else Recording(request.recorder, redactor, LINKS)
    scan = Scan(client=client, gaps=gaps, phi=request.phi, now=request.now, recording=recording)
    try:
        found = target(options, scan)
        scan = msgspec.structs.replace(scan, accounts=found.subscriptions)
        reads = request.reads
        if any("classification" in fields for fields in reads.values()) and options.management_group is not None:
            reads = with_subscriptions(reads)
        request = msgspec.structs.replace(request, reads=reads)
        reading = Run(request, scan.calls, THREADS)
        assets, cells = reading.all(list(_tasks(found, scan, reads)))
    except BaseException:
        client.stopped.set()
        raise
    return Inventory(
        source="azure",
        target=found.name,
        assets=assets,
        gaps=(*run.not_collected(COLLECTORS, "azure.", reads), *gaps.all()),
        cells=cells,
        calls=client.calls.all(),
        evidence=reading.evidence,
        collector=identity(client.authorization) if recording is not None else {},
        redaction=rules_digest(redaction) if recording is not None else "",
    )


def with_subscriptions(reads: Fields) -> Fields:
    """What is read when assets inherit the classification of their subscription."""
    return {**reads, "azure.subscription": reads.get("azure.subscription", frozenset()) | {"tags", "organizational_units"}}


def _credential(where: Cloud) -> Any:
    """The SDK's chain: environment, workload and managed identity, Azure CLI and the like. Raises InputError."""
    from azure.identity import DefaultAzureCredential

    try:
        return DefaultAzureCredential(authority=where.authority, disable_instance_discovery=not where.known)
    except ValueError as error:
        raise InputError(f"Azure credentials cannot be used: {error}") from None


def _tasks(found: Target, scan: Scan, reads: Fields) -> Iterator[Task]:
    """All cells, a module of collectors in a subscription or tenant at a time."""
    for modules in collectors(reads).values():
        for account in (found.tenant, *found.subscriptions):
            cells: list[tuple[Collector, Reader]] = []
            shared: dict[object, object] = {}
            for collector in modules:
                if (collector.scope == "tenant") == (account is found.tenant):
                    reader = Reader(scan, account, collector.asset_type, collector.calls(reads[collector.asset_type]))
                    reader.shared = shared
                    cells.append((collector, reader))
            if cells:
                yield Task(cells, THREADS)
