"""What is recorded of a scan, and what each asset's evidence is: all that was answered about it, and no secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from azure.core.credentials import AccessToken

from hipaacheck import Inventory, Request
from hipaacheck_azure.source import read
from hipaacheck_azure.subscriptions import identity
from tests.aws.test_redaction import SECRETS
from tests.support import azure
from tests.support.azure import SUBSCRIPTION, TENANT, listing, resource
from tests.support.plans import NOW
from tests.support.recording import DATE, Memory, faults

CASES = azure.cases()
VAULT = "Microsoft.KeyVault/vaults"
KEY, KEYS = f"{VAULT}/keys/one", f"{VAULT}/keys"
READS = {"azure.keyvault.vault": frozenset({"*"}), "azure.keyvault.key": frozenset({"*"})}
OID, APP = "aaaaaaaa-0000-0000-0000-000000000001", "aaaaaaaa-0000-0000-0000-000000000002"
Answered = tuple[int, dict[str, str], bytes]


class Scripted(azure.Estate):
    """An estate whose answers a script may change: `(url, answer) -> answer`."""

    def __init__(self, bodies: dict[str, Any], script: Callable[[str, Answered], Answered]) -> None:
        super().__init__(bodies)
        self.script = script

    def answer(self, url: str) -> Answered:
        """What the script makes of the estate's own answer."""
        status, headers, body = super().answer(url)
        return self.script(url, (status, {**headers, "Date": DATE, "x-ms-request-id": "id-1"}, body))


def recorded(estate: azure.Estate, reads: dict[str, frozenset[str]], memory: Memory | None, **options: Any) -> Inventory:
    """What a scan of the estate reads and records."""
    with azure.serving(estate):
        return read("", Request(reads=reads, now=NOW, stdin=lambda: b"", options=options, recorder=memory))


def vaults(*names: str, keys: int = 2) -> dict[str, Any]:
    """Vaults, each with so many keys."""
    out: dict[str, Any] = {listing(VAULT): [resource(VAULT, name, {"enableSoftDelete": True}) for name in names]}
    for name in names:
        made = [resource(KEYS, f"{name}/{name}{number}", {"attributes": {"enabled": True}}) for number in range(keys)]
        out[f"{azure.resource_id(VAULT, name)}/keys"] = made
        out |= {item["id"]: item for item in made}
    return out


def same(_: str, answer: Answered) -> Answered:
    return answer


# -- all cases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_asset_is_shown_by_its_evidence(name: str) -> None:
    memory = Memory()
    estate, reads = Scripted(dict(CASES[name].estate), same), azure.reads(CASES[name].types)
    inventory = recorded(estate, reads, memory)
    assert dict(faults(inventory, memory)) == {}
    assert len(memory.calls) == len(estate.asked), "every request is recorded"
    assert all(call.status and call.date == DATE for call in memory.calls)
    plainly = recorded(Scripted(dict(CASES[name].estate), same), reads, None)
    assert (plainly.evidence, plainly.collector) == ({}, {})
    assert (plainly.gaps, plainly.cells, len(plainly.assets)) == (inventory.gaps, inventory.cells, len(inventory.assets))


# -- calls -------------------------------------------------------------------------------------------------------


def test_a_request_is_recorded_as_it_ended() -> None:
    memory = Memory()
    recorded(Scripted(vaults("one", keys=0), same), READS, memory)
    (listed,) = memory.of(VAULT)
    assert (listed.service, listed.account, listed.region, listed.page) == ("Microsoft.KeyVault", SUBSCRIPTION, None, 1)
    assert (listed.status, listed.code, listed.request_id, listed.date) == (200, None, "id-1", DATE)
    assert listed.parameters.keys() == {"api-version"}
    (below,) = memory.of(KEYS)
    assert below.parameters == {"id": azure.resource_id(VAULT, "one"), "api-version": below.parameters["api-version"]}
    (first,) = memory.of("Microsoft.Resources/subscriptions")
    assert first.account is None


def test_pages_are_numbered_and_their_links_are_not_kept() -> None:
    bodies = vaults("one", "two", keys=0)
    items = bodies[listing(VAULT)]
    link = f"https://management.azure.com{listing(VAULT)}?api-version=2024-11-01&$skiptoken=t0ken"

    def script(url: str, answer: Answered) -> Answered:
        if not url.partition("?")[0].endswith(listing(VAULT)):
            return answer
        body = {"value": items[1:]} if "skiptoken" in url else {"value": items[:1], "nextLink": link}
        return answer[0], answer[1], json.dumps(body).encode()

    memory = Memory()
    inventory = recorded(Scripted(bodies, script), READS, memory)
    assert [(call.page, memory.bodies[str(call.digest)]) for call in memory.of(VAULT)] == [
        (1, {"value": items[:1]}), (2, {"value": items[1:]}),
    ]  # fmt: skip
    assert not [text for text in memory.texts() if "t0ken" in text]
    for call, item in zip(memory.of(VAULT), items, strict=True):
        digests = inventory.evidence["azure.keyvault.vault", item["id"]]
        assert {other.digest for other in memory.of(VAULT)} & set(digests) == {call.digest}


@pytest.mark.parametrize(
    ("operation", "mode", "expected"),
    [
        (KEYS, "forbidden", (403, "AuthorizationFailed")),
        (KEYS, "html", (200, "Unreadable")),
        (KEYS, "failed", (500, "InternalServerError")),
        ("Microsoft.Insights/diagnosticSettings", "missing", (404, "ResourceNotFound")),
    ],
)
def test_a_failed_request_tells_what_is_known_of_it(operation: str, mode: str, expected: tuple[int, str]) -> None:
    memory = Memory()
    estate = Scripted(vaults("one"), same)
    estate.failing = (operation, mode)
    inventory = recorded(estate, READS, memory)
    (call,) = memory.of(operation)
    assert (call.status, call.code, call.request_id, call.date, call.digest) == (*expected, "id-1", DATE, None)
    assert dict(faults(inventory, memory)) == {}


def test_a_request_without_an_answer_is_recorded() -> None:
    def script(url: str, answer: Answered) -> Answered:
        if "/keys" in url:
            raise OSError("reset")
        return answer

    memory = Memory()
    inventory = recorded(Scripted(vaults("one"), script), READS, memory)
    (call,) = memory.of(KEYS)
    assert (call.status, call.code, call.request_id, call.digest) == (None, "OSError", None, None)
    assert [gap.operation for gap in inventory.gaps] == [KEYS]


def test_a_version_that_was_refused_is_recorded_too() -> None:
    message = "No registered resource provider found for x. The supported api-versions are '2020-01-01'."
    refusal = json.dumps({"error": {"code": "NoRegisteredProviderFound", "message": message}}).encode()

    def script(url: str, answer: Answered) -> Answered:
        refused = listing(VAULT) in url and "2020-01-01" not in url
        return (400, answer[1], refusal) if refused else answer

    memory = Memory()
    recorded(Scripted(vaults("one", keys=0), script), READS, memory)
    first, second = memory.of(VAULT)
    assert (first.status, first.code, first.digest) == (400, "NoRegisteredProviderFound", None)
    assert (second.status, second.code, second.parameters) == (200, None, {"api-version": "2020-01-01"})
    assert first.parameters["api-version"] > "2020-01-01"


# -- evidence ----------------------------------------------------------------------------------------------------


def test_each_of_many_has_its_own_details_and_its_parents_page() -> None:
    names = [f"vault{number:02}" for number in range(12)]
    memory = Memory()
    inventory = recorded(Scripted(vaults(*names, keys=4), same), READS, memory)
    calls = {call.digest: call for call in memory.calls}
    for name in names:
        own = azure.resource_id(VAULT, name)
        for number in range(4):
            digests = inventory.evidence["azure.keyvault.key", f"{own}/keys/{name}{number}"]
            asked = sorted((calls[found].operation, calls[found].parameters.get("id")) for found in digests)
            assert asked == [
                (VAULT, None), (KEYS, own), (KEY, own), ("Microsoft.Resources/subscriptions", None),
            ]  # fmt: skip
            (one,) = [calls[found] for found in digests if calls[found].operation == KEY]
            assert one.parameters["key"] == f"{name}{number}"


def test_evidence_holds_the_groups_above_a_subscription() -> None:
    parent = {"id": "/providers/Microsoft.Management/managementGroups/clinic"}
    below = {
        "id": f"/subscriptions/{SUBSCRIPTION}",
        "name": SUBSCRIPTION,
        "type": "/subscriptions",
        "properties": {"parent": parent},
    }
    group = "/providers/Microsoft.Management/managementGroups/clinic/descendants"
    estate = {**vaults("one"), group: [below], f"/subscriptions/{SUBSCRIPTION}": azure.SUBSCRIPTIONS["/subscriptions"][0]}
    memory = Memory()
    inventory = recorded(Scripted(estate, same), READS, memory, management_group="clinic")
    calls = {call.digest: call for call in memory.calls}
    digests = inventory.evidence["azure.keyvault.vault", azure.resource_id(VAULT, "one")]
    assert {calls[digest].operation for digest in digests} >= {
        "Microsoft.Management/managementGroups/descendants", "Microsoft.Resources/subscriptions/one", VAULT,
    }  # fmt: skip
    (asked,) = memory.of("Microsoft.Management/managementGroups/descendants")
    assert (asked.account, asked.parameters["group"]) == (None, "clinic")


# -- who, and secrets --------------------------------------------------------------------------------------------


def token(claims: Any) -> str:
    """A token with these claims, signed by nobody."""
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b"{}", json.dumps(claims).encode(), b"x"))


def test_the_collector_is_whom_the_token_names() -> None:
    claims = {"tid": TENANT, "oid": OID, "appid": APP, "upn": "someone"}
    memory = Memory()
    with patch.object(azure._Credential, "get_token", lambda *_, **__: AccessToken(token(claims), 4102444800)):
        inventory = recorded(Scripted(vaults("one"), same), READS, memory)
    assert inventory.collector == {"tid": TENANT, "oid": OID, "appid": APP}
    assert not [text for text in memory.texts() if token(claims) in text]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", {}),
        ("Bearer token", {}),
        ("Bearer a.b.c", {}),
        ("Bearer a.\u00e9.c", {}),
        (f"Bearer {token([1])}", {}),
        (f"Bearer {token({'tid': 'x', 'oid': 7, 'appid': None})}", {}),
        (f"Bearer {token({'oid': OID, 'azp': APP})}", {"oid": OID, "appid": APP}),
    ],
)
def test_what_a_token_does_not_tell_is_left_out(header: str, expected: dict[str, str]) -> None:
    assert identity(header) == expected


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_recorded(secret: str) -> None:
    """A server that puts it everywhere: into names, values, codes, messages and headers."""
    bodies = vaults("one", keys=1)
    inner = {secret: secret, "enableSoftDelete": True}
    named = {"id": f"{azure.GROUP}/providers/{VAULT}/{secret}", "name": secret}
    bodies[listing(VAULT)].append({**resource(VAULT, "two", inner, tags={secret: secret}), **named})
    refusal = json.dumps({"error": {"code": secret, "message": secret}}).encode()

    def script(url: str, answer: Answered) -> Answered:
        headers = {**answer[1], "Date": secret, "x-ms-request-id": secret}
        return (409, headers, refusal) if "diagnosticSettings" in url else (answer[0], headers, answer[2])

    memory = Memory()
    recorded(Scripted(bodies, script), READS, memory)
    assert memory.of("Microsoft.Insights/diagnosticSettings")[0].status == 409
    assert not [text for text in memory.texts() if secret in text]
