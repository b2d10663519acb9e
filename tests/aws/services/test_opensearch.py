"""OpenSearch answers that no simulator gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.opensearch import Domain, LogPublishing
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.failures import Failure
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import opensearch
from hipaacheck_live.answers import REDACTED, Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DOMAIN: dict[str, Any] = {
    "DomainName": "records",
    "ARN": "arn:aws:es:us-east-1:123456789012:domain/records",
    "AccessPolicies": "",
    "EncryptionAtRestOptions": {"Enabled": True},
    "NodeToNodeEncryptionOptions": {"Enabled": True},
    "DomainEndpointOptions": {"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
    "AdvancedSecurityOptions": {"Enabled": True, "AnonymousAuthEnabled": False},
}


def domain(values: dict[str, Any] | None = None, *, without: str = "") -> Domain:
    """The asset of a domain that has these members, or lacks one."""
    answer = {name: value for name, value in (DOMAIN | (values or {})).items() if name != without}
    return opensearch.build(PLACE, Answer(answer, "opensearch:DescribeDomains"), Got({"opensearch:ListTags": NOT_READ}))


def test_a_domain_with_a_public_endpoint() -> None:
    got = domain()
    assert (got.encrypted_at_rest, got.kms_key, got.node_to_node_encryption, got.enforce_https) == (True, None, True, True)
    assert (got.in_vpc, got.subnets, got.logs, got.policy) == (False, [], [], None)
    assert (got.fine_grained_access, got.anonymous_access) == (True, False)


@pytest.mark.parametrize(
    ("member", "fields"),
    [
        ("EncryptionAtRestOptions", ("encrypted_at_rest", "kms_key")),
        ("NodeToNodeEncryptionOptions", ("node_to_node_encryption",)),
        ("DomainEndpointOptions", ("enforce_https", "tls_policy")),
        ("AdvancedSecurityOptions", ("fine_grained_access", "anonymous_access")),
    ],
)
def test_what_a_domain_lacks_is_unknown(member: str, fields: tuple[str, ...]) -> None:
    assert all(isinstance(getattr(domain(without=member), name), Unknown) for name in fields)


@pytest.mark.parametrize(
    ("security", "anonymous"), [({"Enabled": False}, False), ({"Enabled": True}, None), ({"AnonymousAuthEnabled": False}, False)]
)
def test_anonymous_access(security: dict[str, Any], anonymous: bool | None) -> None:
    got = domain({"AdvancedSecurityOptions": security}).anonymous_access
    assert isinstance(got, Unknown) if anonymous is None else got is anonymous


@pytest.mark.parametrize(
    ("options", "in_vpc"), [({"VPCId": "vpc-1", "SubnetIds": ["subnet-1"]}, True), ({"SubnetIds": []}, False), ({}, False)]
)
def test_network(options: dict[str, Any], in_vpc: bool) -> None:
    assert domain({"VPCOptions": options}).in_vpc is in_vpc


def test_logs() -> None:
    redacted = {REDACTED: {"why": "looks like a secret: secret (token)"}}
    kinds = {"AUDIT_LOGS": {"Enabled": True}, "SEARCH_SLOW_LOGS": {}, "INDEX_SLOW_LOGS": redacted}
    audit, hidden, slow = domain({"LogPublishingOptions": kinds}).logs  # type: ignore[misc]
    assert audit == LogPublishing(type="AUDIT_LOGS", enabled=True, log_group=None)
    assert isinstance(hidden, Unknown)
    assert isinstance(slow, LogPublishing)
    assert isinstance(slow.enabled, Unknown)


def test_policy() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "es:*", "Resource": "*"}
    got = domain({"AccessPolicies": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}).policy
    assert isinstance(got, Policy)
    assert got.allows_public is True
    assert isinstance(domain({"AccessPolicies": "{"}).policy, Unknown)


class Listing:
    """Stands for a reader: lists these domains, and describes all but some."""

    def __init__(self, names: list[str], hidden: set[str]) -> None:
        self.names = names
        self.hidden = hidden
        self.batches: list[list[str]] = []
        self.failures: list[Failure] = []

    def pages(self, operation: str, key: str, **arguments: Any) -> list[Answer]:
        """Names, or descriptions."""
        if operation == "opensearch:ListDomainNames":
            return [Answer({"DomainName": name}, operation) for name in self.names]
        self.batches.append(arguments["DomainNames"])
        return [Answer({"DomainName": name}, operation) for name in arguments["DomainNames"] if name not in self.hidden]

    def failed(self, operation: str, failure: Failure) -> Unknown:
        """Takes note."""
        self.failures.append(failure)
        return Unknown(failure.reason, operation)


@pytest.mark.parametrize(("hidden", "failures"), [(set(), 0), ({"d6"}, 1)])
def test_domains_are_described_in_batches_and_none_is_missed(hidden: set[str], failures: int) -> None:
    names = [f"d{number}" for number in range(7)]
    reader = Listing(names, hidden)
    found = list(opensearch.DOMAINS.find(reader))
    assert [item.known("DomainName") for item in found if isinstance(item, Answer)] == [n for n in names if n not in hidden]
    assert [len(batch) for batch in reader.batches] == [5, 2]
    assert len(reader.failures) == failures
