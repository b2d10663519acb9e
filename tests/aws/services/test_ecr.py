"""Repositories, from answers that the simulator does not give."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.services.ecr import REPOSITORIES
from tests.aws.services.scripted import Denied, collect

REPOSITORY = {
    "repositoryArn": "arn:r",
    "repositoryName": "r",
    "imageTagMutability": "MUTABLE",
    "imageScanningConfiguration": {"scanOnPush": False},
    "encryptionConfiguration": {"encryptionType": "AES256"},
}


def repository(listed: dict[str, Any], scanning: Any = Denied) -> Any:
    (found,), _, _ = collect(
        REPOSITORIES,
        {
            "ecr:DescribeRepositories": {"repositories": [{**REPOSITORY, **listed}]},
            "ecr:BatchGetRepositoryScanningConfiguration": scanning,
            "ecr:ListTagsForResource": {"tags": []},
        },
    )
    return found


def configuration(frequency: str) -> dict[str, Any]:
    return {"scanningConfigurations": [{"repositoryName": "r", "scanFrequency": frequency}]}


@pytest.mark.parametrize(
    ("own", "scanning", "wanted"),
    [
        (False, configuration("SCAN_ON_PUSH"), True),
        (False, configuration("CONTINUOUS_SCAN"), True),
        (False, configuration("MANUAL"), False),
        (True, configuration("MANUAL"), Unknown),
        (True, {"scanningConfigurations": [], "failures": [{"repositoryName": "r"}]}, Unknown),
        (True, Denied, Unknown),
    ],
)
def test_whether_images_are_scanned(own: bool, scanning: Any, wanted: Any) -> None:
    found = repository({"imageScanningConfiguration": {"scanOnPush": own}}, scanning)
    assert found.scan_on_push is own
    assert isinstance(found.scanned, Unknown) if wanted is Unknown else found.scanned is wanted


def test_what_is_not_told_is_unknown() -> None:
    bare = repository(dict.fromkeys(("imageTagMutability", "imageScanningConfiguration", "encryptionConfiguration")))
    values = (bare.tag_mutability, bare.scan_on_push, bare.encryption_type, bare.kms_key, bare.policy)
    assert all(isinstance(value, Unknown) for value in values)
