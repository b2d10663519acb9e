"""Live AWS as a source: accounts × regions × services → inventory."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress

import msgspec

from hipaacheck import InputError, Inventory, Request
from hipaacheck_aws import redaction
from hipaacheck_aws.accounts import Options, own_credentials, target
from hipaacheck_aws.clients import LINKS, Clients, require_sdk
from hipaacheck_aws.collect import Collector
from hipaacheck_aws.reader import Account, Reader, Scan
from hipaacheck_aws.redaction import Redactor
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_live import run
from hipaacheck_live.gaps import Gaps
from hipaacheck_live.recording import Recording
from hipaacheck_live.redaction import rules_digest
from hipaacheck_live.run import Fields, Run, Task

THREADS = 32
"""Calls under way at once. One process of Python makes no more of them with more threads."""
LIMITS = {"iam": 8, "apigateway": 4, "beanstalk": 4, "organizations": 2, "cloudtrail": 4, "config": 4, "kms": 12, "route53": 4}
"""Module of collectors → calls under way at once in one account and region, where AWS throttles early."""

_CONNECTIONS = 8192


def collectors(reads: Fields) -> dict[str, list[Collector]]:
    """The collectors of the asset types that are needed, by module."""
    return run.collectors(COLLECTORS, "hipaacheck_aws.services", reads)


def read(_: str, request: Request) -> Inventory:
    """Read what the selected controls need. Raises InputError when no account can be read, UsageError."""
    require_sdk()
    for name in ("botocore", "urllib3"):  # failures become gaps; without a handler Python would print them as well
        logging.getLogger(name).addHandler(logging.NullHandler())
    options = msgspec.convert(request.options, Options)
    own = own_credentials(options)
    try:
        clients, gaps = (
            Clients(
                Redactor(None if request.recorder is None else request.recorder.key), threads=THREADS, profile=options.aws_profile
            ),
            Gaps(),
        )
    except ValueError as error:
        raise InputError(f"AWS_MAX_ATTEMPTS or max_attempts: {error}") from None
    _allow_connections()
    recording = None if request.recorder is None else Recording(request.recorder, clients.redactor, LINKS)
    scan = Scan(clients=clients, gaps=gaps, phi=request.phi, now=request.now, recording=recording)
    classified = any("classification" in fields for fields in request.reads.values())
    if options.org and classified:
        request = msgspec.structs.replace(request, reads=with_accounts(request.reads))
    try:
        found = target(options, own, scan, classified=classified)
        tasks = list(_tasks(found.accounts, scan, request.reads))
        reading = Run(request, scan.calls, THREADS)
        assets, cells = reading.all(tasks)
    except BaseException:
        clients.stopped.set()
        raise
    return Inventory(
        source="aws",
        target=found.name,
        assets=assets,
        gaps=(*run.not_collected(COLLECTORS, "aws.", request.reads), *gaps.all()),
        cells=cells,
        calls=clients.calls.all(),
        evidence=reading.evidence,
        collector=found.collector if recording is not None else {},
        redaction=rules_digest(redaction) if recording is not None else "",
    )


def with_accounts(reads: Fields) -> Fields:
    """What is read when assets inherit the classification of their accounts."""
    return {**reads, "aws.account": reads.get("aws.account", frozenset()) | {"tags", "organizational_units"}}


def _allow_connections() -> None:
    """Every client keeps connections open, and each service and region has one: more than the 256 or 1024 files that many
    systems allow a process unless it asks for more."""
    try:
        import resource
    except ImportError:  # Windows counts otherwise
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS if hard == resource.RLIM_INFINITY else min(_CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _tasks(accounts: Iterable[Account], scan: Scan, reads: Fields) -> Iterator[Task]:
    """All cells, a module of collectors in an account and region at a time."""
    for name, found in collectors(reads).items():
        for account in accounts:
            for region in ("global", *account.regions):
                cells: list[tuple[Collector, Reader]] = []
                shared: dict[object, object] = {}
                for collector in found:
                    if (collector.scope == "global") == (region == "global"):
                        calls = collector.calls(reads[collector.asset_type])
                        reader = Reader(scan, account, region, collector.asset_type, calls)
                        reader.shared = shared
                        cells.append((collector, reader))
                if cells:
                    yield Task(cells, LIMITS.get(name, THREADS))
