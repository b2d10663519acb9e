"""Amazon GuardDuty: the detector of each region. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.guardduty import Detector
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_DETECTORS = "guardduty:ListDetectors"
_HIGH = 7
"""Severity from which GuardDuty calls a finding high; critical ones lie above.
https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html"""


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """The region's detector; an item without id where it has none."""
    found = reader.names(_DETECTORS, "DetectorIds")
    for detector in found:
        yield detector if isinstance(detector, Unknown) else _item(reader, DetectorId=detector)
    if not found:
        yield _item(reader)


def _item(reader: Reader, **values: str) -> Answer:
    return Answer({"AccountId": reader.account.id, **values}, _DETECTORS)


def _exists(item: Answer) -> bool:
    return "DetectorId" in item.values


def _detector(item: Answer) -> dict[str, Any]:
    return {"DetectorId": item.known("DetectorId")}


def _open_high(item: Answer) -> dict[str, Any]:
    """The account's own findings: an administrator's detector lists those of its members too."""
    return {
        **_detector(item),
        "MaxResults": 50,
        "FindingCriteria": {
            "Criterion": {
                "accountId": {"Equals": [item.known("AccountId")]},
                "service.archived": {"Equals": ["false"]},
                "severity": {"GreaterThanOrEqual": _HIGH},
            }
        },
    }


def build(place: Place, item: Answer, got: Got) -> Detector:
    """One asset per region. A region without a detector has nothing switched on, and no findings."""
    arn = place.arn("guardduty", f"detector/{item.known('DetectorId')}") if _exists(item) else None
    return Detector(
        **place.common(
            arn or place.arn("guardduty", "detector"),
            None,
            got.read("guardduty:GetDetector", lambda answer: tags(answer, "Tags"), Tags(items={})),
        ),
        arn=arn,
        enabled=got.read("guardduty:GetDetector", lambda answer: _on(answer), False),
        s3_protection=_feature(got, "S3_DATA_EVENTS"),
        malware_protection=_feature(got, "EBS_MALWARE_PROTECTION"),
        rds_protection=_feature(got, "RDS_LOGIN_EVENTS"),
        open_high_findings=got.read("guardduty:ListFindings", _count),
    )


def _on(answer: Answer) -> bool | Unknown:
    status = answer.required("Status")
    return status if isinstance(status, Unknown) else status == "ENABLED"


def _feature(got: Got, name: str) -> Any:
    def read(answer: Answer) -> bool | Unknown:
        """Not every region has every feature; one that is not named is not known to be off."""
        features = answer.blocks("Features")
        if isinstance(features, Unknown):
            return features
        for feature in features:
            if isinstance(feature, Unknown):
                return feature
            if feature.text("Name") == name:
                return _on(feature)
        return Unknown(f"GuardDuty does not say whether {name} is on", answer.where)

    return got.read("guardduty:GetDetector", read, False)


def _count(found: list[str | Unknown]) -> int | Unknown:
    doubt = next((item for item in found if isinstance(item, Unknown)), None)
    return len(found) if doubt is None else doubt


DETECTORS = Collector(
    asset_type="aws.guardduty.detector",
    operations=(_DETECTORS,),
    find=_find,
    details=(
        detail(
            "guardduty:GetDetector",
            "enabled",
            "s3_protection",
            "malware_protection",
            "rds_protection",
            "tags",
            arguments=_detector,
            when=_exists,
        ),
        detail("guardduty:ListFindings", "open_high_findings", arguments=_open_high, names="FindingIds", when=_exists),
    ),
    build=build,
)
