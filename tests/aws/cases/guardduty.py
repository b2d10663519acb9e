"""GuardDuty: the detector of a region."""

from __future__ import annotations

from moto.moto_api._internal import mock_random

from tests.support.aws import Case, Client
from tests.support.plans import resource

ID = "048c6de438fa52df81ee5968e92b3f80"


def seed(client: Client) -> None:
    """The region's detector watches S3, and databases not. A seed makes its id the same each time."""
    mock_random.seed("guardduty")
    client("guardduty").create_detector(
        Enable=True,
        Tags={"Owner": "security"},
        Features=[
            {"Name": "S3_DATA_EVENTS", "Status": "ENABLED"},
            {"Name": "EBS_MALWARE_PROTECTION", "Status": "ENABLED"},
            {"Name": "RDS_LOGIN_EVENTS", "Status": "DISABLED"},
        ],
    )


CASE = Case(
    types=("aws.guardduty.detector",),
    seed=seed,
    expected={
        "aws-guardduty-detector-enabled": {ID: "pass"},
        "aws-guardduty-detector-malware-protection": {ID: "pass"},
        "aws-guardduty-detector-no-open-high-findings": {ID: "unknown"},
        "aws-guardduty-detector-rds-protection": {ID: "fail"},
        "aws-guardduty-detector-s3-protection": {ID: "pass"},
    },
    unserved={"guardduty:ListFindings": "not simulated"},
    plan=(
        resource(
            "aws_guardduty_detector.detector",
            {
                "enable": True,
                "id": ID,
                "arn": f"arn:aws:guardduty:us-east-1:123456789012:detector/{ID}",
                "tags_all": {"Owner": "security"},
            },
        ),
        *(
            resource(f"aws_guardduty_detector_feature.{name.lower()}", {"detector_id": ID, "name": name, "status": status})
            for name, status in (
                ("S3_DATA_EVENTS", "ENABLED"),
                ("EBS_MALWARE_PROTECTION", "ENABLED"),
                ("RDS_LOGIN_EVENTS", "DISABLED"),
            )
        ),
    ),
    differences={("aws.guardduty.detector", "open_high_findings"): "a plan has no findings"},
)
