"""Requests: pages, versions, pace, tokens that stay at home, odd answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError

from hipaacheck import InputError, Phi, Request, UsageError
from hipaacheck_azure import client as clients
from hipaacheck_azure.client import Client, Pace
from hipaacheck_azure.clouds import CLOUDS, cloud
from hipaacheck_azure.failures import Refused, older_version
from hipaacheck_azure.operation import at
from hipaacheck_azure.operations import OPERATIONS, table
from hipaacheck_azure.redaction import Redactor
from hipaacheck_azure.source import read
from hipaacheck_live.gaps import Unreadable
from tests.support import azure
from tests.support.cli import hipaacheck
from tests.support.plans import NOW

LIST = "Microsoft.Storage/storageAccounts"
PATH = azure.listing(LIST)
OLD = "No registered resource provider found for location 'x' and API version 'y'. The supported api-versions are '{}'."
Answered = tuple[int, dict[str, str], bytes]


class Scripted(azure.Estate):
    """Answers by a function from a URL and how often it was asked."""

    def __init__(self, script: Callable[[str, int], Answered | None]) -> None:
        super().__init__({})
        self.script = script

    def answer(self, url: str) -> Answered:
        """What the script says; null stands for the estate's own answer."""
        times = sum(asked == url for _, asked in self.asked)
        return self.script(url, times) or super().answer(url)


def ok(body: Any) -> Answered:
    """A successful answer."""
    return 200, {"Content-Type": "application/json"}, azure._encode(body)


def refused(status: int, code: str, message: str = "no", **headers: str) -> Answered:
    """An error."""
    body = {"error": {"code": code, "message": message}}
    return status, {"Content-Type": "application/json", **headers}, azure._encode(body)


def client(estate: azure.Estate, retries: int = 0) -> Client:
    """A client that the estate answers."""
    return Client(
        CLOUDS["public"], azure._Credential(), Redactor(b"test"), threads=4, transport=estate.transport(), retries=retries
    )


def values(made: Client) -> list[Any]:
    """All items that the storage accounts' listing gives."""
    return [item for body, _ in made.pages(LIST, azure.SUBSCRIPTION, {}) for item in body["value"]]


def test_pages_are_followed_with_their_own_links() -> None:
    link = f"https://management.azure.com{PATH}?api-version=2024-01-01&$skipToken=a%2Bb"
    estate = Scripted(lambda url, _: ok({"value": [2]}) if "skipToken" in url else ok({"value": [1], "nextLink": link}))
    assert values(client(estate)) == [1, 2]
    assert [url for _, url in estate.asked][1] == link


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/subscriptions?api-version=2024-01-01",
        "http://management.azure.com/subscriptions",
        "https://management.azure.com@evil.example/",
        "https://management.azure.com.evil.example/",
        7,
    ],
)
def test_a_link_to_elsewhere_is_not_followed(link: Any) -> None:
    estate = Scripted(lambda url, _: ok({"value": [1], "nextLink": link}))
    with pytest.raises(Unreadable):
        values(client(estate))
    assert len(estate.asked) == 1


def test_pages_that_go_round_end() -> None:
    link = f"https://management.azure.com{PATH}?round"
    with pytest.raises(Unreadable):
        values(client(Scripted(lambda *_: ok({"value": [], "nextLink": link}))))


def test_redirects_are_not_followed() -> None:
    estate = Scripted(lambda *_: (302, {"Location": "https://evil.example/"}, b""))
    with pytest.raises(Refused):
        values(client(estate))
    assert len(estate.asked) == 1


@pytest.mark.parametrize(
    ("supported", "found"),
    [
        ("2019-06-01, 2023-01-01, 2025-01-01", "2023-01-01"),
        ("2019-06-01, 2023-05-01-preview", "2019-06-01"),
        ("2023-05-01-preview", "2023-05-01-preview"),
        ("2025-01-01", None),
        ("", None),
    ],
)
def test_a_cloud_that_lags_is_asked_in_the_newest_version_it_has(supported: str, found: str | None) -> None:
    assert older_version(Refused(400, "NoRegisteredProviderFound", OLD.format(supported)), "2024-01-01") == found


def test_answers_of_an_older_version_say_so_and_it_is_kept() -> None:
    message = OLD.format("2019-06-01")
    estate = Scripted(
        lambda url, _: ok({"value": []}) if "2019-06-01" in url else refused(400, "NoRegisteredProviderFound", message)
    )
    made = client(estate)
    assert [old for _ in range(2) for _, old in made.pages(LIST, azure.SUBSCRIPTION, {})] == [True, True]
    assert len(estate.asked) == 3


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_what_may_pass_is_tried_again(status: int) -> None:
    headers = {"Retry-After": "0"}
    estate = Scripted(lambda _, times: refused(status, "Busy", **headers) if times < 3 else ok({"value": [1]}))
    assert values(client(estate, retries=4)) == [1]
    assert len(estate.asked) == 3


def test_what_fails_for_everybody_is_not_tried_again_for_each() -> None:
    accounts = [azure.resource(LIST, f"a{number}", {}, kind="StorageV2") for number in range(100)]
    estate = Scripted(lambda url, _: refused(503, "Busy", **{"Retry-After": "0"}) if url.count("blobServices") else None)
    estate.bodies |= {PATH.lower(): accounts}
    with azure.serving(estate, retries=3):
        request = Request(reads={"azure.storage.account": frozenset({"blob_service"})}, now=NOW, stdin=lambda: b"")
        inventory = read("", request)
    assert len(inventory.assets) == 100
    assert [gap.assets for gap in inventory.gaps] == [100]
    assert len(estate.asked) < 250


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409])
def test_what_stays_is_not(status: int) -> None:
    estate = Scripted(lambda *_: refused(status, "No"))
    with pytest.raises(Refused) as caught:
        values(client(estate, retries=4))
    assert (caught.value.code, len(estate.asked)) == ("No", 1)


def test_too_many_requests_hold_back_all_of_the_subscription() -> None:
    time = [100.0]
    pace = Pace(lambda: time[0])
    assert pace.wait() == 0
    pace.told(0, 30.0)
    assert pace.wait() == 30.0
    time[0] += 31
    pace.told(240, None)
    assert pace.wait() == 0


def test_scarce_reads_are_spread_as_they_come_back() -> None:
    pace = Pace(lambda: 100.0)
    pace.told(10, None)
    assert [round(pace.wait() * clients.REFILL) for _ in range(3)] == [0, 1, 2]


def test_nobody_waits_for_hours() -> None:
    pace = Pace(lambda: 0.0)
    pace.told(0, 86400.0)
    assert pace.wait() <= 120


@pytest.mark.parametrize(
    "body",
    [
        b"",
        azure.HTML,
        b'{"value": [',
        b"[]",
        b'"text"',
        b'{"error": {"code": "Forbidden"}}',
        b'{"value": null}',
        b'{"value": {}}',
        b"{}",
    ],
)
def test_a_successful_answer_that_is_none_leaves_the_listing_incomplete(body: bytes) -> None:
    inventory = azure.scan(
        Scripted(lambda url, _: (200, {}, body) if PATH.lower() in url.lower() else None),
        {"azure.storage.account": frozenset({"https_only"})},
    )
    assert [(gap.operation, gap.state) for gap in inventory.gaps] == [(LIST, "unreadable")]
    assert [cell.state for cell in inventory.cells] == ["unreadable"]


def test_an_item_that_makes_no_sense_loses_no_other() -> None:
    good = azure.resource(LIST, "a", {"supportsHttpsTrafficOnly": True}, kind="StorageV2")
    inventory = azure.scan(
        azure.Estate({PATH: [{"properties": {}}, 7, good]}), {"azure.storage.account": frozenset({"https_only"})}
    )
    assert [asset.name for asset in inventory.assets] == ["a"]
    assert {gap.state for gap in inventory.gaps} == {"unreadable"}


def test_a_provider_that_is_not_registered_has_nothing() -> None:
    script = Scripted(lambda url, _: refused(409, "MissingSubscriptionRegistration") if PATH.lower() in url.lower() else None)
    inventory = azure.scan(script, {"azure.storage.account": frozenset({"https_only"})})
    assert [gap.state for gap in inventory.gaps] == ["unsupported"]
    assert {method for method, _ in script.asked} == {"GET"}


def test_one_subscription_that_fails_loses_no_other() -> None:
    other = "22222222-2222-3333-4444-555555555555"
    subscriptions = [
        {"subscriptionId": name, "tenantId": azure.TENANT, "state": "Enabled"} for name in (azure.SUBSCRIPTION, other)
    ]
    good = azure.resource(LIST, "a", {"supportsHttpsTrafficOnly": True}, kind="StorageV2")
    estate = Scripted(lambda url, _: refused(403, "AuthorizationFailed") if other in url else None)
    estate.bodies |= {"/subscriptions": subscriptions, PATH.lower(): [good]}
    inventory = azure.scan(estate, {"azure.storage.account": frozenset({"https_only"})})
    assert [(asset.name, asset.account) for asset in inventory.assets] == [("a", azure.SUBSCRIPTION)]
    assert [(gap.account, gap.state, gap.code) for gap in inventory.gaps] == [(other, "denied", "AuthorizationFailed")]


def test_no_token_at_all_is_an_error_that_says_so() -> None:
    class Refusing(azure._Credential):
        def get_token(self, *_: str, **__: Any) -> Any:
            raise ClientAuthenticationError("AADSTS: no")

    estate = azure.Estate({})
    made = Client(CLOUDS["public"], Refusing(), Redactor(b"k"), threads=2, transport=estate.transport(), retries=0)
    with pytest.raises(ClientAuthenticationError):
        values(made)
    assert estate.asked == []


def groups(parents: dict[str, str]) -> dict[str, Any]:
    """What a management group tells is below it, each with what it is right below."""
    return {
        "/providers/Microsoft.Management/managementGroups/clinics/descendants": [
            {
                "id": f"/x/{name}",
                "name": name,
                "type": "/subscriptions" if "-" in name else "Microsoft.Management/managementGroups",
                "properties": {"parent": {"id": f"/providers/Microsoft.Management/managementGroups/{parent}"}},
            }
            for name, parent in parents.items()
        ],
        f"/subscriptions/{azure.SUBSCRIPTION}": azure.SUBSCRIPTIONS["/subscriptions"][0],
    }


def test_a_management_group_leads_to_its_subscriptions_and_what_is_above_them() -> None:
    from hipaacheck_azure.reader import Scan
    from hipaacheck_azure.subscriptions import Options, target
    from hipaacheck_live.gaps import Gaps

    estate = azure.Estate(groups({"wards": "clinics", azure.SUBSCRIPTION: "wards"}))
    scan = Scan(client=client(estate), gaps=Gaps(), phi=Phi(), now=NOW)
    found = target(Options(management_group="clinics"), scan)
    (account,) = found.subscriptions
    assert account.id == azure.SUBSCRIPTION
    assert isinstance(account.organizational_units, list)
    assert account.organizational_units[:2] == ["wards", "clinics"]
    assert len(account.organizational_units) == 3


@pytest.mark.parametrize("subscription", [azure.SUBSCRIPTION, "33333333-2222-3333-4444-555555555555"])
def test_a_subscription_by_its_id(subscription: str) -> None:
    estate = azure.Estate({f"/subscriptions/{azure.SUBSCRIPTION}": azure.SUBSCRIPTIONS["/subscriptions"][0]})
    needs = {"azure.storage.account": frozenset({"https_only"})}
    if subscription == azure.SUBSCRIPTION:
        assert azure.scan(estate, needs, subscription=(subscription,)).target == f"subscription {subscription}"
    else:
        with pytest.raises(InputError, match=subscription):
            azure.scan(estate, needs, subscription=(subscription,))


def test_clouds() -> None:
    assert {name: found.manager for name, found in CLOUDS.items()}.keys() == {"public", "usgov", "china"}
    own = cloud("public", authority="https://login.hospital.example", manager="https://arm.hospital.example/")
    assert (own.known, own.manager_scope) == (False, "https://arm.hospital.example/.default")
    with pytest.raises(UsageError):
        cloud("public", graph="https://user@graph.example")


def test_one_name_stands_for_one_path() -> None:
    with pytest.raises(ValueError, match="two paths"):
        table((at("a", "/x", "2020-01-01"),), (at("a", "/y", "2020-01-01"),))
    assert all(operation.path.startswith(("/", "{")) for operation in OPERATIONS.values())


def test_without_the_sdk_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    ran = hipaacheck("scan", "azure", "--select", "azure.storage")
    assert (ran.code, ran.err) == (3, "hipaacheck: Azure needs its SDK. Install it with: pip install 'hipaacheck[azure]'\n")


def test_the_least_privilege_is_told_without_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    assert hipaacheck("iam-policy", "azure", "--select", "azure.storage").code == 0
