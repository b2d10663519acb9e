"""GuardDuty detectors and their features.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector and
guardduty_detector_feature. Until provider version 4 features were the nested block `datasources`, which is still read.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.guardduty import Detector
from hipaacheck_terraform.arguments import flag
from hipaacheck_terraform.blocks import Block
from hipaacheck_terraform.estate import Estate, Family

_FEATURE = "aws_guardduty_detector_feature"


def detectors(estate: Estate) -> Iterator[Detector]:
    """One asset per detector, and one per detector that only features name."""
    for family in estate.families(("aws_guardduty_detector",), ("id",), {_FEATURE: "detector_id"}):
        detector = family.resource
        yield Detector(
            **estate.common(detector, None),
            arn=detector.text("arn"),
            enabled=flag(detector, "enable", True),
            s3_protection=_feature(family, "S3_DATA_EVENTS", ("s3_logs",)),
            malware_protection=_feature(
                family, "EBS_MALWARE_PROTECTION", ("malware_protection", "scan_ec2_instance_with_findings", "ebs_volumes")
            ),
            rds_protection=_feature(family, "RDS_LOGIN_EVENTS", ()),
            open_high_findings=Unknown("only known at run time", detector.address),
        )


def _feature(family: Family, name: str, nested: tuple[str, ...]) -> bool | Unknown:
    """Whether a feature is on. What a new detector starts with when nothing is declared depends on the region and on when
    the account was created, so it is unknown."""
    doubt = family.doubt(_FEATURE)
    for child in family.children.get(_FEATURE, []):
        kind = child.text("name")
        if kind == name:
            status = child.text("status")
            return status if isinstance(status, Unknown) else status == "ENABLED"
        if isinstance(kind, Unknown):
            doubt = kind
    own = _nested(family.resource, nested) if nested and doubt is None else doubt
    return Unknown(f"the feature {name} is not declared", family.resource.address) if own is None else own


def _nested(block: Block, path: tuple[str, ...]) -> bool | None | Unknown:
    """`datasources { PATH { enable } }`; null when not declared."""
    for name in ("datasources", *path):
        inner = block.block(name)
        if not isinstance(inner, Block):
            return inner
        block = inner
    return block.flag("enable")
