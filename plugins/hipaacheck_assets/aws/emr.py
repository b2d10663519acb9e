"""Amazon EMR on EC2. https://docs.aws.amazon.com/emr/latest/APIReference/"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from hipaacheck import Asset, AssetType, Relation, Unknown


class Cluster(Asset, frozen=True, kw_only=True, tag="aws.emr.cluster"):
    """A cluster on EC2."""

    arn: str | Unknown | None
    """ARN of the cluster."""
    kerberos: bool | Unknown
    """Whether Kerberos authenticates users and services of the cluster."""
    security_configuration: str | Unknown | None
    """Name of the security configuration; null when none is used, so that EMR encrypts nothing."""
    subnets: list[str | Unknown] | Unknown
    """Subnets that EMR may start the nodes in; it uses one of them. Of a cluster that runs, the one that it uses."""
    log_uri: str | Unknown | None
    """S3 location that keeps the logs; null when they end with the cluster."""
    log_kms_key: str | Unknown | None
    """KMS key of the logs; null when none is named."""


CLUSTER = AssetType(
    name="aws.emr.cluster",
    record=Cluster,
    relations={
        "security": Relation(
            to="aws.emr.security_configuration",
            mine="security_configuration",
            theirs="name",
            within="region",
            doc="The security configuration in use.",
        ),
        "in_subnets": Relation(
            to="aws.ec2.subnet", mine="subnets", theirs="subnet_id", many=True, doc="The subnets that EMR may start the nodes in."
        ),
    },
)


class SecurityConfiguration(Asset, frozen=True, kw_only=True, tag="aws.emr.security_configuration"):
    """A security configuration, which clusters name."""

    local_disks_encrypted: bool | Unknown
    """Whether the disks of the nodes are encrypted."""
    s3_encrypted: bool | Unknown
    """Whether EMRFS asks for encryption of what it writes to S3."""
    in_transit_encrypted: bool | Unknown
    """Whether the applications encrypt traffic between nodes, with TLS certificates."""
    kerberos: bool | Unknown
    """Whether Kerberos is configured."""


SECURITY_CONFIGURATION = AssetType(name="aws.emr.security_configuration", record=SecurityConfiguration)


class Settings(NamedTuple):
    """What the document of a security configuration says."""

    local_disks_encrypted: bool | Unknown
    s3_encrypted: bool | Unknown
    in_transit_encrypted: bool | Unknown
    kerberos: bool | Unknown


def parse_settings(text: Any, where: str) -> Settings:
    """The settings from JSON text or from the decoded document. What is no such document is unknown throughout."""
    found = text
    if isinstance(text, str):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
    if not isinstance(found, dict):
        unknown = text if isinstance(text, Unknown) else Unknown("not a security configuration in JSON", where)
        return Settings(unknown, unknown, unknown, unknown)
    encryption = _part(found, "EncryptionConfiguration")
    at_rest = _part(encryption, "AtRestEncryptionConfiguration") if _true(encryption, "EnableAtRestEncryption") else {}
    return Settings(
        local_disks_encrypted=bool(_part(at_rest, "LocalDiskEncryptionConfiguration")),
        s3_encrypted=bool(_part(at_rest, "S3EncryptionConfiguration")),
        in_transit_encrypted=_true(encryption, "EnableInTransitEncryption"),
        kerberos=bool(_part(_part(found, "AuthenticationConfiguration"), "KerberosConfiguration")),
    )


def _part(document: dict[str, Any], name: str) -> dict[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _true(document: dict[str, Any], name: str) -> bool:
    return document.get(name) in (True, "true")
