"""ECS clusters, services and task definitions, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services.ecs import build_cluster, build_service, build_task_definition
from hipaacheck_live.answers import Answer, Malformed

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
ARN = "arn:aws:ecs:us-east-1:123456789012"


def cluster(**item: Any) -> Any:
    """The asset of a cluster."""
    given = {"clusterArn": f"{ARN}:cluster/clinic", "clusterName": "clinic", **item}
    return build_cluster(PLACE, Answer(given, "ecs:DescribeClusters.clusters"), Got({}))


def service(**item: Any) -> Any:
    """The asset of a service."""
    given = {"serviceArn": f"{ARN}:service/clinic/api", "serviceName": "api", "clusterArn": f"{ARN}:cluster/clinic", **item}
    return build_service(PLACE, Answer(given, "ecs:DescribeServices.services"), Got({}))


def task(*containers: dict[str, Any], **more: Any) -> Any:
    """The asset of a task definition."""
    definition: dict[str, Any] = {
        "taskDefinitionArn": f"{ARN}:task-definition/web:3",
        "family": "web",
        "containerDefinitions": list(containers),
        **more,
    }
    item = Answer({"taskDefinition": definition, "tags": [{"key": "Team", "value": "records"}]}, "ecs:DescribeTaskDefinition")
    return build_task_definition(PLACE, item, Got({}))


def hidden(kind: str) -> dict[str, Any]:
    """A value that was redacted."""
    return {"$redacted": {"why": f"may hold secrets: {kind}", "len": 9, "hmac": "00"}}


def test_cluster() -> None:
    found = cluster(settings=[{"name": "other", "value": "x"}])
    assert (found.id, found.name, found.container_insights, found.execute_command) == (
        f"{ARN}:cluster/clinic",
        "clinic",
        None,
        None,
    )
    assert isinstance(cluster(settings="odd").container_insights, Unknown)
    assert isinstance(cluster().container_insights, Unknown)
    assert isinstance(cluster(settings=[{"name": "containerInsights"}]).container_insights, Unknown)


def test_exec_sessions() -> None:
    found = cluster(configuration={"executeCommandConfiguration": {}}).execute_command
    assert (found.logging, found.kms_key, found.log_group, found.log_bucket) == ("DEFAULT", None, None, None)
    found = cluster(
        configuration={
            "executeCommandConfiguration": {
                "logging": "OVERRIDE",
                "kmsKeyId": "key",
                "logConfiguration": {"cloudWatchLogGroupName": "sessions", "s3BucketName": "sessions-bucket"},
            }
        }
    ).execute_command
    assert (found.logging, found.kms_key, found.log_group, found.log_bucket) == ("OVERRIDE", "key", "sessions", "sessions-bucket")


def _network(value: str | None) -> dict[str, Any]:
    return {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": value}}}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, False),
        (_network(None), False),
        (_network("DISABLED"), False),
        (_network("ENABLED"), True),
        ({"taskSets": [_network("DISABLED"), _network("ENABLED")]}, True),
        ({**_network("DISABLED"), "deployments": [_network("DISABLED"), _network("ENABLED")]}, True),
    ],
)
def test_public_addresses(item: dict[str, Any], expected: bool) -> None:
    assert service(**item).assign_public_ip is expected


def test_service() -> None:
    found = service(enableExecuteCommand=True, launchType="FARGATE")
    assert (found.cluster, found.launch_type, found.execute_command_enabled) == (f"{ARN}:cluster/clinic", "FARGATE", True)
    found = service(networkConfiguration="odd")
    assert isinstance(found.execute_command_enabled, Unknown)
    assert isinstance(found.assign_public_ip, Unknown)
    assert isinstance(service(taskSets="odd").assign_public_ip, Unknown)


def test_what_a_task_definition_leaves_out() -> None:
    found = task({"name": "web", "image": "web:1"})
    assert (found.id, found.name, found.tags.items) == (f"{ARN}:task-definition/web:3", "web", {"Team": "records"})
    assert (found.network_mode, found.pid_mode, found.ipc_mode, found.operating_system, found.volumes) == (
        "bridge",
        None,
        None,
        None,
        [],
    )
    assert isinstance(task({"name": "web"}, networkMode=[]).network_mode, Unknown)
    assert isinstance(task({"name": "web"}, containerDefinitions="odd").containers, Unknown)
    container = found.containers[0]
    assert (container.name, container.image, container.user, container.log_driver) == ("web", "web:1", None, None)
    assert (container.privileged, container.readonly_root_filesystem, container.secret_variables) == (False, False, [])


def test_a_task_definition_without_containers_is_unknown() -> None:
    assert isinstance(task().containers, Unknown)
    with pytest.raises(Malformed):
        build_task_definition(PLACE, Answer({}, "ecs:DescribeTaskDefinition"), Got({}))


def test_secret_variables() -> None:
    environment = [
        {"name": "STAGE", "value": hidden("value")},
        {"name": "DB_PASSWORD", "value": hidden("value")},
        {"name": "API_TOKEN", "value": hidden("pointer")},
        {"name": "DSN", "value": hidden("secret (address with user and password)")},
        {"name": "SECRET"},
        {"name": hidden("value"), "value": hidden("value")},
    ]
    found = task({"name": "web", "environment": environment}).containers[0].secret_variables
    assert found[:2] == ["DB_PASSWORD", "DSN"]
    assert len(found) == 3
    assert isinstance(found[2], Unknown)


def test_volumes() -> None:
    found = task(
        {"name": "web"},
        volumes=[
            {"name": "scratch", "host": {}},
            {"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}},
            {"name": "safe", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}},
        ],
    ).volumes
    assert found[0].efs is None
    assert [volume.efs.transit_encryption for volume in found[1:]] == ["DISABLED", "ENABLED"]
