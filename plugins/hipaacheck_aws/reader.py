"""What collectors read through: calls for one account and region, whose failures become gaps and unknown values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from hipaacheck import ApiCall, Gap, HipaacheckError, Phi, Tags, Unknown
from hipaacheck_aws.clients import Clients, Credentials
from hipaacheck_aws.failures import Failure, Stopped, classify, error_code
from hipaacheck_live import reader as live
from hipaacheck_live.answers import Answer
from hipaacheck_live.gaps import Calls, Gaps
from hipaacheck_live.recording import Ended, Recording


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account that is read. `home` is the region that its global services are asked in. `unread` tells why there may be
    enabled regions that are not read. `tags` and `organizational_units`
    (ids of all units and the root above it) are told by the organization; null in a run that does not read it. `recorded` are
    the digests of the recorded answers that tell of the account."""

    id: str
    partition: str
    home: str
    regions: tuple[str, ...]
    credentials: Credentials
    unread: Unknown | None = None
    tags: Tags | Unknown | None = None
    organizational_units: list[str | Unknown] | Unknown | None = None
    recorded: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an asset was read: account id, region (`global` for global services) and partition."""

    account: str
    region: str
    partition: str

    def common(self, id: str, name: str | Unknown | None, tags: Tags | Unknown) -> dict[str, Any]:  # noqa: A002
        """What every asset has."""
        return {"id": id, "name": name, "account": self.account, "region": self.region, "tags": tags}

    def arn(self, service: str, resource: str, *, region: bool = True, account: bool = True) -> str:
        """`arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, for what AWS gives no ARN of."""
        where = self.region if region and self.region != "global" else ""
        return f"arn:{self.partition}:{service}:{where}:{self.account if account else ''}:{resource}"


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole run shares."""

    clients: Clients
    gaps: Gaps
    phi: Phi
    now: datetime
    recording: Recording | None = None

    @property
    def calls(self) -> Calls:
        """How calls ended so far."""
        return self.clients.calls


def api_call(
    account: str, region: str, operation: str, arguments: dict[str, Any], ended: Ended, *, page: int = 1, code: str | None = None
) -> ApiCall:
    """A call as it is recorded. `region` is the one that was asked, also for global services."""
    return ApiCall(
        service=operation.partition(":")[0],
        operation=operation,
        account=account or None,
        region=region,
        parameters=arguments,
        page=page,
        status=ended.status,
        code=code,
        request_id=ended.request_id,
        date=ended.date,
    )


class Reader(live.Reader):
    """Calls for one asset type in one account and region; `fields` are those that the calls are for, none for a listing."""

    def __init__(
        self, scan: Scan, account: Account, region: str, asset_type: str, operations: frozenset[str], fields: tuple[str, ...] = ()
    ) -> None:
        super().__init__(scan, account.id, region, asset_type, operations, fields)
        self.scan = scan
        self.account = account
        self.known = account.recorded

    @property
    def place(self) -> Place:
        """Where assets found here are."""
        return Place(account=self.account.id, region=self.region, partition=self.account.partition)

    def like(self, region: str, fields: tuple[str, ...]) -> Reader:
        """A new reader that differs in this."""
        return Reader(self.scan, self.account, region, self.asset_type, self.operations, fields)

    def in_scope(self, region: str) -> bool:
        """Whether a region is scanned; an item in one that is not is noted as out of scope."""
        if region in self.account.regions:
            return True
        reason = f"only {', '.join(self.account.regions)} " + ("is" if len(self.account.regions) == 1 else "are") + " read"
        self.scan.gaps.add(
            Gap(state="out_of_scope", reason=reason, asset_type=self.asset_type, account=self.account.id, region=region), 1
        )
        return False

    def call(self, operation: str, absent: tuple[str, ...] = (), **arguments: Any) -> Answer | Unknown | None:
        """The answer; null when the service answers with one of the codes in `absent`; `Unknown` when it failed, which is
        noted as a gap."""
        self.check(operation)
        try:
            answer = self.scan.clients.call(self.account.credentials, self._region, operation, arguments)
        except (Stopped, HipaacheckError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever botocore raises is a gap
            self._record_failure(operation, arguments, error)
            if error_code(error, operation) in absent:
                self.scan.calls.count("answered")
                return None
            return self.failed(operation, self._classify(operation, error))
        found = Answer(answer, operation, self.region)
        found.recorded = self._record(operation, arguments, answer)
        return found

    def pages(self, operation: str, key: str, absent: tuple[str, ...] = (), **arguments: Any) -> list[Answer | Unknown]:
        """The structures listed under `key`, of all pages; the last is `Unknown` when there may be more."""
        out: list[Answer | Unknown] = []
        where = f"{operation}.{key}"
        for items, recorded in self._pages(operation, key, absent, arguments):
            for item in items:
                if isinstance(item, dict):
                    found = Answer(item, where, self.region)
                    found.recorded = recorded
                    out.append(found)
                else:
                    out.append(self._odd(operation, key, item))
        return out

    def names(self, operation: str, key: str, absent: tuple[str, ...] = (), **arguments: Any) -> list[str | Unknown]:
        """The strings listed under `key`, of all pages; the last is `Unknown` when there may be more."""
        out: list[str | Unknown] = []
        for items, recorded in self._pages(operation, key, absent, arguments):
            out += [item if isinstance(item, str) else self._odd(operation, key, item) for item in items]
            if recorded:
                self.listed |= {item: recorded for item in items if isinstance(item, str)}
        return out

    def _pages(
        self, operation: str, key: str, absent: tuple[str, ...], arguments: dict[str, Any]
    ) -> Iterator[tuple[list[Any], tuple[str, ...]]]:
        """The items of each page, with its digest where answers are recorded; `Unknown` in place of items that there may be."""
        self.check(operation)
        *outer, name = key.split(".")
        number = 0
        try:
            answers = self.scan.clients.pages(self.account.credentials, self._region, operation, arguments)
            for number, page in enumerate(answers, start=1):
                recorded = self._record(operation, arguments, page, number)
                around: Any = page
                for step in outer:
                    around = around.get(step) if isinstance(around, dict) else None
                found = around.get(name) if isinstance(around, dict) else None
                if found is None and (around is None or self._lists_always(operation)):
                    yield [self._no_list(operation, f"the answer has no {key}")], ()
                elif found is not None and not isinstance(found, list):
                    yield [self._no_list(operation, f"{key} is no list")], ()
                else:
                    yield found or [], recorded
        except (Stopped, HipaacheckError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever botocore raises is a gap
            self._record_failure(operation, arguments, error, number + 1)
            if number == 0 and error_code(error, operation) in absent:
                self.scan.calls.count("answered")
            else:
                yield [self.failed(operation, self._classify(operation, error))], ()

    def _record(self, operation: str, arguments: dict[str, Any], answer: dict[str, Any], page: int = 1) -> tuple[str, ...]:
        """The digest of an answer that was recorded; none in a run that records nothing."""
        if self.scan.recording is None:
            return ()
        ended = self.scan.clients.ended(operation) or Ended()
        call = api_call(self.account.id, self._region, operation, arguments, ended, page=page)
        self.recorded.append(self.scan.recording.answered(call, answer))
        return (self.recorded[-1],)

    def _record_failure(self, operation: str, arguments: dict[str, Any], error: Exception, page: int = 1) -> None:
        """Record a call that failed, or that told by an error that there is nothing."""
        if self.scan.recording is None or (ended := self.scan.clients.ended(operation, error)) is None:
            return
        code = self._classify(operation, error).code
        self.scan.recording.failed(api_call(self.account.id, self._region, operation, arguments, ended, page=page, code=code))

    def _odd(self, operation: str, key: str, item: Any) -> Unknown:
        """What failed, or an item that cannot be read, such as a name that was redacted: something is there."""
        if isinstance(item, Unknown):
            return item
        return self.failed(operation, Failure(state="unreadable", reason=f"an item of {key} cannot be read", code="Malformed"))

    def _no_list(self, operation: str, reason: str) -> Unknown:
        return self.failed(operation, Failure(state="unreadable", reason=reason, code="NoList"))

    def _lists_always(self, operation: str) -> bool:
        """Whether the protocol writes empty lists, so that a missing one is not an empty one."""
        return self.scan.clients.protocol(operation.partition(":")[0], self._region) in ("query", "ec2")

    @property
    def _region(self) -> str:
        return self.account.home if self.region == "global" else self.region

    def _classify(self, operation: str, error: Exception) -> Failure:
        service = operation.partition(":")[0]
        return classify(error, offered=self.scan.clients.offered(service, self._region, self.account.partition))
