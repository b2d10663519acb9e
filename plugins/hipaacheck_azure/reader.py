"""What collectors read through: requests for one subscription or tenant, whose failures become gaps and unknown values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from hipaacheck import ApiCall, HipaacheckError, Phi, Tags, Unknown
from hipaacheck_assets.azure.common import arm_id, region
from hipaacheck_azure.client import Client
from hipaacheck_azure.failures import Refused, absence, classify
from hipaacheck_live import reader as live
from hipaacheck_live.answers import Answer, tags
from hipaacheck_live.gaps import Calls, Failure, Gaps, Stopped, Unreadable
from hipaacheck_live.recording import Ended, Recording


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription that is read, or a tenant: `id` is that of the subscription or of the tenant.

    `body` is what Azure Resource Manager says of a subscription. `organizational_units` names the management groups above it,
    the nearest first; null in a run that did not ask for one. `recorded` are the digests of the recorded answers that tell of
    it."""

    id: str
    tenant: str
    body: Answer | Unknown | None = None
    organizational_units: list[str | Unknown] | Unknown | None = None
    recorded: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an asset was read: a subscription, or a tenant."""

    account: str

    def resource(self, item: Answer) -> dict[str, Any]:
        """What every resource of Azure Resource Manager has. Raises Malformed for one without an id."""
        own = item.known("id")
        return {
            "id": own,
            "resource_id": arm_id(own),
            "name": item.text("name"),
            "account": self.account,
            "region": region(item.text("location")),
            "tags": tags(item, "tags"),
        }

    def child(self, item: Answer) -> dict[str, Any]:
        """What a part of a resource has, which has neither a region nor tags of its own."""
        place = region(item.parent.text("location")) if item.parent is not None else None
        return {**self.resource(item), "region": place, "tags": Tags(items={})}

    def parent(self, item: Answer) -> str | Unknown | None:
        """Id of what the item was listed below, in lower case."""
        return arm_id(item.parent.known("id")) if item.parent is not None else None


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole run shares."""

    client: Client
    gaps: Gaps
    phi: Phi
    now: datetime
    accounts: tuple[Account, ...] = ()
    recording: Recording | None = None

    @property
    def calls(self) -> Calls:
        """How calls ended so far."""
        return self.client.calls


class Reader(live.Reader):
    """Requests for one asset type in one subscription or tenant; `fields` are those that the requests are for, none for a
    listing."""

    def __init__(
        self, scan: Scan, account: Account, asset_type: str, operations: frozenset[str], fields: tuple[str, ...] = ()
    ) -> None:
        super().__init__(scan, account.id, "global", asset_type, operations, fields)
        self.scan = scan
        self.account = account
        self.known = account.recorded

    @property
    def place(self) -> Place:
        """Where assets found here are."""
        return Place(account=self.account.id)

    def like(self, region: str, fields: tuple[str, ...]) -> Reader:
        """A new reader that differs in this."""
        return Reader(self.scan, self.account, self.asset_type, self.operations, fields)

    def get(self, operation: str, absent: tuple[str, ...] = (), **arguments: str) -> Answer | Unknown | None:
        """The answer; null when the service answers with one of the codes in `absent`; `Unknown` when it failed, which is
        noted as a gap. `arguments` fill the path: `id`, mostly."""
        self.check(operation)
        try:
            body, old = self.scan.client.get(operation, self.account.id, arguments)
        except (Stopped, HipaacheckError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises is a gap
            self._record_failure(operation, arguments, error)
            if absence(error, absent):
                self.scan.calls.count("answered")
                return None
            return self.failed(operation, classify(error))
        found = Answer(body, operation, old=old)
        found.recorded = self._record(operation, arguments, body)
        return found

    def pages(self, operation: str, absent: tuple[str, ...] = (), **arguments: str) -> list[Answer | Unknown]:
        """The items listed under `value`, of all pages; the last is `Unknown` when there may be more."""
        return list(self._items(operation, absent, arguments))

    def _items(self, operation: str, absent: tuple[str, ...], arguments: dict[str, str]) -> Iterator[Answer | Unknown]:
        self.check(operation)
        number = 0
        try:
            for number, (body, old) in enumerate(self.scan.client.pages(operation, self.account.id, arguments), start=1):
                recorded = self._record(operation, arguments, body, number)
                found = body.get("value")
                if not isinstance(found, list):
                    yield self._unreadable(operation, "the answer has no list of values", "NoList")
                    continue
                for item in found:
                    if isinstance(item, dict):
                        answer = Answer(item, f"{operation}.value", old=old)
                        answer.recorded = recorded
                        yield answer
                    else:
                        yield self._unreadable(operation, "an item of the list cannot be read", "Malformed")
        except (Stopped, HipaacheckError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises is a gap
            self._record_failure(operation, arguments, error, number + 1)
            if number == 0 and absence(error, absent):
                self.scan.calls.count("answered")
            else:
                yield self.failed(operation, classify(error))

    def _record(self, operation: str, arguments: dict[str, str], body: dict[str, Any], page: int = 1) -> tuple[str, ...]:
        """The digest of a body that was recorded; none in a run that records nothing."""
        if self.scan.recording is None:
            return ()
        *refused, last = self.scan.client.ended()
        for ended in refused:
            self.scan.recording.failed(self._call(operation, arguments, page, ended))
        self.recorded.append(self.scan.recording.answered(self._call(operation, arguments, page, last), body))
        return (self.recorded[-1],)

    def _record_failure(self, operation: str, arguments: dict[str, str], error: Exception, page: int = 1) -> None:
        """Record requests that failed, or that told by an error that there is nothing."""
        if self.scan.recording is None:
            return
        found = self.scan.client.ended()
        code = classify(error).code
        if not isinstance(error, Refused | Unreadable):  # no answer came
            found.append(Ended(code=code))
        for ended in found:
            self.scan.recording.failed(self._call(operation, arguments, page, ended, code))

    def _call(self, operation: str, arguments: dict[str, str], page: int, ended: Ended, code: str | None = None) -> ApiCall:
        """A request as it is recorded. Azure Resource Manager and Microsoft Graph are asked in no region."""
        version = {} if ended.version is None else {"api-version": ended.version}
        return ApiCall(
            service=operation.partition("/")[0].partition(":")[0],
            operation=operation,
            account=self.account.id or None,
            region=None,
            parameters={**arguments, **version},
            page=page,
            status=ended.status,
            code=ended.code or code,
            request_id=ended.request_id,
            date=ended.date,
        )

    def _unreadable(self, operation: str, reason: str, code: str) -> Unknown:
        return self.failed(operation, Failure(state="unreadable", reason=reason, code=code))
