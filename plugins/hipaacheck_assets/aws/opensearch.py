"""Amazon OpenSearch Service, with its Elasticsearch domains.

https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Unknown
from hipaacheck_assets.aws.policy import Policy


class LogPublishing(Record, frozen=True, kw_only=True):
    """One kind of log that the domain writes to CloudWatch Logs."""

    type: str | Unknown
    """`ES_APPLICATION_LOGS`, `AUDIT_LOGS`, `INDEX_SLOW_LOGS` or `SEARCH_SLOW_LOGS`."""
    enabled: bool | Unknown
    """Whether the log is written."""
    log_group: str | Unknown | None
    """ARN of the CloudWatch log group."""


class Domain(Asset, frozen=True, kw_only=True, tag="aws.opensearch.domain"):
    """A managed OpenSearch or Elasticsearch domain."""

    arn: str | Unknown | None
    """ARN of the domain."""
    encrypted_at_rest: bool | Unknown
    """Whether indices, logs, swap files and automated snapshots are encrypted."""
    kms_key: str | Unknown | None
    """KMS key of the encryption at rest; null when none is named, which means the key `aws/es`."""
    node_to_node_encryption: bool | Unknown
    """Whether traffic between the nodes is encrypted with TLS."""
    enforce_https: bool | Unknown
    """Whether the endpoint refuses plain HTTP."""
    tls_policy: str | Unknown | None
    """TLS policy of the endpoint, e.g. `Policy-Min-TLS-1-2-2019-07`; null when not set."""
    in_vpc: bool | Unknown
    """Whether the endpoint lies in a VPC. Otherwise it has a public address."""
    subnets: list[str | Unknown] | Unknown
    """Subnets of the endpoint; empty outside a VPC."""
    logs: list[LogPublishing | Unknown] | Unknown
    """Logs written to CloudWatch Logs, disabled ones included."""
    policy: Policy | Unknown | None
    """Access policy of the domain; null when there is none."""
    fine_grained_access: bool | Unknown
    """Whether fine-grained access control asks every request for an identity known to the domain."""
    anonymous_access: bool | Unknown
    """Whether fine-grained access control lets requests without an identity in."""


DOMAIN = AssetType(name="aws.opensearch.domain", record=Domain)
