"""Machines that AWS Systems Manager manages.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/ (DescribeInstanceInformation, ListResourceComplianceSummaries)
"""

from __future__ import annotations

from datetime import datetime

from hipaacheck import Asset, AssetType, Record, Unknown


class Compliance(Record, frozen=True, kw_only=True):
    """What was last reported about one kind of compliance of a machine."""

    status: str | Unknown
    """`COMPLIANT` or `NON_COMPLIANT`."""
    compliant: int | Unknown | None
    """How many items (patches, associations) are as they should be; null when that was not counted."""
    non_compliant: int | Unknown | None
    """How many items are not."""
    reported: datetime | Unknown | None
    """When it was found: the end of a patch scan, the time at which Systems Manager took down the state of associations."""


class ManagedInstance(Asset, frozen=True, kw_only=True, tag="aws.ssm.managed_instance"):
    """An EC2 instance, or a machine elsewhere, with an agent that is registered with Systems Manager. EC2 instances that are
    stopped are not listed. Known only in a running estate."""

    arn: str | Unknown | None
    """ARN, written as that of a managed instance for EC2 instances too."""
    instance_id: str | Unknown
    """`i-…` of an EC2 instance, `mi-…` of another machine."""
    ping_status: str | Unknown
    """`Online` when the agent answers, `ConnectionLost` when it does not."""
    agent_latest: bool | Unknown | None
    """Whether the newest agent runs on it; says little on Windows, where old systems use another agent."""
    association_status: str | Unknown | None
    """How State Manager's associations ended last: `Success`, `Failed`, `Pending`, …; null when none ran."""
    association_compliance: Compliance | Unknown | None
    """State of its associations; null when nothing was reported about any."""
    patch_compliance: Compliance | Unknown | None
    """State of its patches; null when no scan for patches was ever reported."""


MANAGED_INSTANCE = AssetType(
    name="aws.ssm.managed_instance",
    record=ManagedInstance,
    runtime=frozenset(
        {
            "agent_latest",
            "arn",
            "association_compliance",
            "association_status",
            "instance_id",
            "patch_compliance",
            "ping_status",
        }
    ),
)
