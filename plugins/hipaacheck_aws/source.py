"""Live AWS as a source: accounts × regions × services → inventory."""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Iterable, Mapping
from functools import partial

import msgspec

from hipaacheck import Asset, Cell, Gap, InputError, Inventory, PluginError, Request, Unknown
from hipaacheck_aws.accounts import Options, target
from hipaacheck_aws.answers import Malformed
from hipaacheck_aws.clients import Clients
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
    try:
        import boto3  # noqa: F401
    except ImportError:
        raise InputError("scanning AWS needs boto3. Install it with: pip install 'hipaacheck[aws]'") from None
    for name in ("botocore", "urllib3"):  # failures become gaps; without a handler Python would print them as well
        logging.getLogger(name).addHandler(logging.NullHandler())
    options = msgspec.convert(request.options, Options)
    clients, gaps = Clients(Redactor(), threads=THREADS), Gaps()
    scan = Scan(clients=clients, gaps=gaps, phi=request.phi, now=request.now)
    classified = any("classification" in fields for fields in request.reads.values())
    run = _Run(scan, _with_accounts(request) if options.org and classified else request)
    try:
        found = target(options, scan, classified=classified)
        assets, cells = run.all(found.accounts)
    except BaseException:
        clients.stopped.set()
        raise
    return Inventory(
        source="aws",
        target=found.name,
        assets=tuple(sorted(assets, key=lambda asset: (asset.type, asset.id))),
        gaps=(*not_collected(request.reads), *gaps.all()),
        cells=tuple(sorted(cells, key=lambda cell: (cell.asset_type, cell.account, cell.region))),
        calls=dict(clients.calls),
    )


def _with_accounts(request: Request) -> Request:
    """The request, with what assets inherit from their accounts."""
    fields = request.reads.get("aws.account", frozenset()) | {"tags", "organizational_units"}
    return msgspec.structs.replace(request, reads={**request.reads, "aws.account": fields})


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
            self._done += 1
            self._tell()
        work.close()
        items.close()
        return self._assets, self._cells

    def _belongs(self, collector: Collector, region: str) -> bool:
        return (collector.scope == "global") == (region == "global")

    def _tell(self) -> None:
        counts = self.scan.clients.calls
        text = (
            f"{sum(counts.values()):,} calls, {len(self._assets):,} assets, {counts['denied']:,} denied, "
            f"{counts['throttled']:,} throttled"
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
            found += [asset for asset in items.map(one, listed, limit) if asset is not None]
        except (Stopped, PluginError):
            raise
        except Malformed as error:
            reader.failed(collector.operations[0], Failure(state="unreadable", reason=str(error), code="Malformed"))
        except Exception as error:  # noqa: BLE001 - one collector must not end the run, nor may its assets look complete
            reason = f"the collector failed: {type(error).__name__}: {error}"
            reader.failed(collector.operations[0], Failure(state="failed", reason=reason, code=type(error).__name__))
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
