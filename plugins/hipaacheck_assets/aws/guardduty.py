"""Amazon GuardDuty. https://docs.aws.amazon.com/guardduty/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Detector(Asset, frozen=True, kw_only=True, tag="aws.guardduty.detector"):
    """The detector of one region. Live, a region without one is an asset with `enabled` false."""

    arn: str | None | Unknown
    """ARN."""
    enabled: bool | Unknown
    """Whether the detector watches; false when it is suspended."""
    s3_protection: bool | Unknown
    """Whether S3 data events are watched (feature `S3_DATA_EVENTS`)."""
    malware_protection: bool | Unknown
    """Whether volumes of suspicious instances are scanned for malware (feature `EBS_MALWARE_PROTECTION`)."""
    rds_protection: bool | Unknown
    """Whether database logins are watched (feature `RDS_LOGIN_EVENTS`)."""
    open_high_findings: int | None | Unknown
    """How many findings of high or critical severity (from 7) about this account are not archived; null without a detector."""


DETECTOR = AssetType(name="aws.guardduty.detector", record=Detector, runtime=frozenset({"open_high_findings"}))
