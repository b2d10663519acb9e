"""Live AWS as a source: accounts × regions × services → inventory."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial

import msgspec

from hipaacheck import Asset, Cell, Gap, InputError, Inventory, PluginError, Request, Unknown
from hipaacheck_aws.accounts import Options, own_credentials, target
from hipaacheck_aws.answers import Malformed
from hipaacheck_aws.clients import Clients, require_sdk
from hipaacheck_aws.collect import Collector, collect_one
from hipaacheck_aws.failures import Failure, Stopped
from hipaacheck_aws.pool import Pool
from hipaacheck_aws.reader import Account, Gaps, Reader, Scan
from hipaacheck_aws.redaction import Redactor
from hipaacheck_aws.services.table import COLLECTORS

THREADS = 32
"""Calls under way at once. One process of Python makes no more of them with more threads."""
LIMITS = {"iam": 8, "apigateway": 4, "beanstalk": 4, "organizations": 2, "cloudtrail": 4, "config": 4, "kms": 12, "route53": 4}
"""Module of collectors → calls under way at once in one account and region, where AWS throttles early."""

_CONNECTIONS = 8192

Fields = Mapping[str, frozenset[str]]
"""Asset type → fields that are needed; `*` for all."""


def collectors(reads: Fields) -> dict[str, list[Collector]]:
    """The collectors of the asset types that are needed, by module."""
    out: dict[str, list[Collector]] = {}
    for asset_type, reference in COLLECTORS.items():
        if asset_type in reads:
            name, _, attribute = reference.partition(":")
            module = importlib.import_module(f"hipaacheck_aws.services.{name}")
            out.setdefault(name, []).append(getattr(module, attribute))
    return out


def read(_: str, request: Request) -> Inventory:
    """Read what the selected controls need. Raises InputError when no account can be read, UsageError."""
    require_sdk()
    for name in ("botocore", "urllib3"):  # failures become gaps; without a handler Python would print them as well
        logging.getLogger(name).addHandler(logging.NullHandler())
    options = msgspec.convert(request.options, Options)
    own = own_credentials(options)
    try:
        clients, gaps = Clients(Redactor(), threads=THREADS, profile=options.aws_profile), Gaps()
    except ValueError as error:
        raise InputError(f"AWS_MAX_ATTEMPTS or max_attempts: {error}") from None
    _allow_connections()
    scan = Scan(clients=clients, gaps=gaps, phi=request.phi, now=request.now)
    classified = any("classification" in fields for fields in request.reads.values())
    if options.org and classified:
        request = msgspec.structs.replace(request, reads=with_accounts(request.reads))
    run = _Run(scan, request)
    try:
        found = target(options, own, scan, classified=classified)
        assets, cells = run.all(found.accounts)
    except BaseException:
        clients.stopped.set()
        raise
    return Inventory(
        source="aws",
        target=found.name,
        assets=tuple(sorted(assets, key=lambda asset: (asset.type, asset.id, str(asset.account), str(asset.region)))),
        gaps=(*not_collected(request.reads), *gaps.all()),
        cells=tuple(sorted(cells, key=lambda cell: (cell.asset_type, cell.account, cell.region))),
        calls=clients.counts(),
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


def _distinct(assets: Iterable[Asset]) -> list[Asset]:
    """Without what a listing gave twice, as it does when something changes between its pages."""
    found: dict[str, list[Asset]] = {}
    for asset in assets:
        same = found.setdefault(asset.id, [])
        if asset not in same:
            same.append(asset)
    return [asset for same in found.values() for asset in same]


class _Run:
    """One pass over all cells: an account, a region and a service each."""

    def __init__(self, scan: Scan, request: Request) -> None:
        self.scan = scan
        self.request = request
        self.collectors = collectors(request.reads)
        self._lock = threading.Lock()
        self._assets: list[Asset] = []
        self._cells: list[Cell] = []
        self._done = 0
        self._total = 0

    def all(self, accounts: Iterable[Account]) -> tuple[list[Asset], list[Cell]]:
        """Every asset of every cell."""
        work, items = Pool(THREADS, "cell"), Pool(THREADS, "item")
        tasks = [
            partial(self._service, account, region, name, items)
            for name in self.collectors
            for account in accounts
            for region in ("global", *account.regions)
            if any(self._belongs(collector, region) for collector in self.collectors[name])
        ]
        self._total = len(tasks)
        futures = [work.submit(task) for task in tasks]
        for future in futures:
            future.result()
        work.close()
        items.close()
        return self._assets, self._cells

    def _belongs(self, collector: Collector, region: str) -> bool:
        return (collector.scope == "global") == (region == "global")

    def _tell(self) -> None:
        counts = self.scan.clients.counts()
        text = (
            f"{sum(counts.values()):,} calls, {len(self._assets):,} assets, {counts.get('denied', 0):,} denied, "
            f"{counts.get('throttled', 0):,} throttled"
        )
        self.request.progress(text, self._done, self._total)

    def _service(self, account: Account, region: str, name: str, items: Pool) -> None:
        shared: dict[object, object] = {}
        for collector in self.collectors[name]:
            if not self._belongs(collector, region):
                continue
            found, cell = self._cell(collector, account, region, shared, items, LIMITS.get(name, THREADS))
            with self._lock:
                self._assets += found
                self._cells.append(cell)
        with self._lock:
            self._done += 1
            self._tell()

    def _cell(
        self, collector: Collector, account: Account, region: str, shared: dict[object, object], items: Pool, limit: int
    ) -> tuple[list[Asset], Cell]:
        """The assets of one type in one account and region."""
        fields = self.request.reads[collector.asset_type]
        reader = Reader(self.scan, account, region, collector.asset_type, collector.calls(fields))
        reader.shared = shared
        one = partial(collect_one, collector, collector.needed(fields), reader)
        found: list[Asset] = []
        try:
            listed = (item for item in collector.find(reader) if not isinstance(item, Unknown))
            for asset in items.map(one, listed, limit):
                if asset is not None:
                    found.append(asset)  # noqa: PERF401 - what was read before something fails is kept
        except (Stopped, PluginError):
            raise
        except Malformed as error:
            reader.failed(collector.operations[0], Failure(state="unreadable", reason=str(error), code="Malformed"))
        except Exception as error:  # noqa: BLE001 - one collector must not end the run, nor may its assets look complete
            reason = f"the collector failed: {type(error).__name__}: {error}"
            reader.failed(collector.operations[0], Failure(state="failed", reason=reason, code=type(error).__name__))
        found = _distinct(found)
        return found, Cell(
            asset_type=collector.asset_type,
            account=account.id,
            region=region,
            state=reader.state,
            assets=len(found),
        )


def not_collected(reads: Fields) -> list[Gap]:
    """A gap for each asset type that is needed and that nothing collects."""
    return [
        Gap(state="not_attempted", reason="no collector reads this type", asset_type=name)
        for name in sorted(reads)
        if name.startswith("aws.") and name not in COLLECTORS
    ]
