"""File systems of FSx, from answers that the simulator does not give."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.services import fsx
from tests.aws.services.scripted import collect

FSX = {"FileSystemId": "fs-1", "ResourceARN": "arn:f", "OwnerId": "123456789012", "FileSystemType": "WINDOWS"}


@pytest.mark.parametrize(
    ("given", "kind", "deployment", "days"),
    [
        ({"WindowsConfiguration": {"AutomaticBackupRetentionDays": 7}}, "WINDOWS", None, 7),
        ({"WindowsConfiguration": {"AutomaticBackupRetentionDays": 0}}, "WINDOWS", None, 0),
        ({"WindowsConfiguration": {}}, "WINDOWS", None, Unknown),
        ({"FileSystemType": "LUSTRE", "LustreConfiguration": {"DeploymentType": "PERSISTENT_2"}}, "LUSTRE", "PERSISTENT_2", 0),
        ({"FileSystemType": "ONTAP", "OntapConfiguration": {"DeploymentType": "MULTI_AZ_1"}}, "ONTAP", "MULTI_AZ_1", Unknown),
        ({"FileSystemType": "OPENZFS"}, "OPENZFS", Unknown, Unknown),
        ({"FileSystemType": "OTHER"}, "OTHER", Unknown, Unknown),
    ],
)
def test_an_fsx_file_system(given: dict[str, Any], kind: str, deployment: Any, days: Any) -> None:
    (found,), _, _ = collect(fsx.FILE_SYSTEMS, {"fsx:DescribeFileSystems": {"FileSystems": [{**FSX, **given}]}})
    assert found.kind == kind
    for value, wanted in ((found.deployment_type, deployment), (found.backup_retention_days, days)):
        assert isinstance(value, Unknown) if wanted is Unknown else value == wanted


def test_fsx_file_systems_of_others_and_those_that_go_are_left_out() -> None:
    listed = [{**FSX, "OwnerId": "999988887777"}, {**FSX, "Lifecycle": "DELETING"}]
    assert collect(fsx.FILE_SYSTEMS, {"fsx:DescribeFileSystems": {"FileSystems": listed}})[0] == []
