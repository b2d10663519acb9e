"""A live AWS account for tests: moto's services behind the real SDK, and what a scan reads of it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import msgspec

from hipaacheck import Asset, Inventory, Request
from hipaacheck_aws.services.table import COLLECTORS
from hipaacheck_aws.source import read
from tests.support import live
from tests.support.plans import NOW

ACCOUNT = "123456789012"
"""moto's account."""
REGION = "us-east-1"


class Client(Protocol):
    """Makes a boto3 client: `client("s3")`, `client("s3", "eu-west-1")`."""

    def __call__(self, service: str, region: str = REGION) -> Any: ...


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Good and bad instances of a service's assets.

    `types`: the asset types that it is about. `seed` makes them in an account. `expected`: control → name (or end of the id) of
    an asset → verdict; every control about these types is named. `unserved`: operation → what moto lacks or misstates of it;
    verdicts that need it are unknown. `canned`: operation → what to answer in its place where answers are played back: JSON
    values, text as it is, or what a function makes of the recorded body. `plan`: resources that declare the same, already
    applied. `differences`: asset type and field, or control and asset → why plan and account rightly differ there.
    """

    types: tuple[str, ...]
    seed: Callable[[Client], None]
    expected: Mapping[str, Mapping[str, str]]
    unserved: Mapping[str, str] = {}
    canned: Mapping[str, Any] = {}
    plan: tuple[Mapping[str, Any], ...] = ()
    differences: Mapping[tuple[str, str], str] = {}


def boto(service: str, region: str = REGION) -> Any:
    """A boto3 client."""
    import boto3
    from botocore.config import Config

    return boto3.client(service, region_name=region, config=Config(retries={"total_max_attempts": 4}))


def cases() -> dict[str, Case]:
    """Every case, by service."""
    import tests.aws.cases

    names = [info.name for info in pkgutil.iter_modules(tests.aws.cases.__path__)]
    return {name: importlib.import_module(f"tests.aws.cases.{name}").CASE for name in names}


def reads(types: Iterable[str]) -> dict[str, frozenset[str]]:
    """All fields of these types, and what their controls need of others."""
    return live.reads(types, COLLECTORS)


def scan(needs: Mapping[str, frozenset[str]], regions: tuple[str, ...] = (REGION,), **options: Any) -> Inventory:
    """What a scan reads of the account that the environment leads to."""
    return read("", Request(reads=needs, now=NOW, stdin=lambda: b"", options={"region": regions, **options}))


def assets(types: Iterable[str], regions: tuple[str, ...] = (REGION,)) -> dict[str, Asset]:
    """The assets of these types in the account, by id."""
    return {asset.id: asset for asset in scan(reads(types), regions).assets}
