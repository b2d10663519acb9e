"""ECS task definitions, clusters and services."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.ecs import Container
from hipaacheck_assets.secret_names import looks_secret
from tests.support.plans import asset, assets, resource

COMPUTED = ("id", "arn", "network_mode")


def task(*containers: dict[str, Any], **values: Any) -> dict[str, Any]:
    return resource(
        "aws_ecs_task_definition.a", {"family": "a", "container_definitions": json.dumps(containers), **values}, unknown=COMPUTED
    )


def test_containers_are_read_from_json() -> None:
    environment = [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "REGION", "value": "us-east-1"}]
    logs = {"logDriver": "awslogs", "options": {}}
    found = asset(
        task(
            {
                "name": "app",
                "image": "a:1",
                "user": 1000,
                "privileged": True,
                "readonlyRootFilesystem": True,
                "logConfiguration": logs,
            },
            {"Name": "side", "environment": environment},
            network_mode="host",
        )
    )
    assert found.network_mode == "host"
    assert found.containers == [
        Container(
            name="app",
            image="a:1",
            privileged=True,
            readonly_root_filesystem=True,
            user="1000",
            log_driver="awslogs",
            secret_variables=[],
        ),
        Container(
            name="side",
            image=None,
            privileged=False,
            readonly_root_filesystem=False,
            user=None,
            log_driver=None,
            secret_variables=["DB_PASSWORD"],
        ),
    ]
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("text", ["{}", "[]", "not json", "[1]"])
def test_what_is_not_container_definitions_is_unknown(text: str) -> None:
    containers = asset(resource("aws_ecs_task_definition.a", {"family": "a", "container_definitions": text})).containers
    assert isinstance(containers[0] if text == "[1]" else containers, Unknown)


def test_definitions_that_need_other_resources_are_unknown() -> None:
    refs = {"container_definitions": "aws_ecr_repository.a.repository_url"}
    found = asset(resource("aws_ecs_task_definition.a", {"family": "a"}, unknown=COMPUTED, refs=refs))
    assert isinstance(found.containers, Unknown)
    assert isinstance(found.network_mode, Unknown)


def test_sensitive_definitions_are_not_read() -> None:
    values = {"family": "a", "container_definitions": "[{}]"}
    assert isinstance(
        asset(resource("aws_ecs_task_definition.a", values, sensitive=["container_definitions"])).containers, Unknown
    )


def test_volumes() -> None:
    plain = {"name": "a", "efs_volume_configuration": [{"file_system_id": "fs-1", "transit_encryption": None}]}
    encrypted = {"name": "b", "efs_volume_configuration": [{"file_system_id": "fs-1", "transit_encryption": "ENABLED"}]}
    found = asset(task({}, volume=[plain, encrypted, {"name": "c", "efs_volume_configuration": []}])).volumes
    assert [volume.efs and volume.efs.transit_encryption for volume in found] == ["DISABLED", "ENABLED", None]


def test_cluster_settings() -> None:
    command = {
        "logging": "OVERRIDE",
        "kms_key_id": "k",
        "log_configuration": [{"cloud_watch_log_group_name": "g", "s3_bucket_name": None}],
    }
    values = {
        "name": "a",
        "setting": [{"name": "containerInsights", "value": "enhanced"}],
        "configuration": [{"execute_command_configuration": [command]}],
    }
    found = asset(resource("aws_ecs_cluster.a", values))
    assert found.container_insights == "enhanced"
    assert (found.execute_command.logging, found.execute_command.kms_key) == ("OVERRIDE", "k")
    assert (found.execute_command.log_group, found.execute_command.log_bucket) == ("g", None)


def test_cluster_defaults() -> None:
    found = asset(resource("aws_ecs_cluster.a", {"name": "a", "configuration": []}, unknown=("arn", "setting")))
    assert isinstance(found.container_insights, Unknown)
    assert found.execute_command is None


def test_a_service_knows_its_cluster() -> None:
    values = {"name": "a", "network_configuration": [{"assign_public_ip": True}], "enable_execute_command": True}
    service = resource("aws_ecs_service.a", values, refs={"cluster": "aws_ecs_cluster.a.id"})
    found: Any = assets(service, resource("aws_ecs_cluster.a", {"name": "a"}))["aws_ecs_service.a"]
    assert found.cluster.refers == "aws_ecs_cluster.a"
    assert (found.assign_public_ip, found.execute_command_enabled) == (True, True)


def test_a_service_names_a_cluster_of_this_plan() -> None:
    service = resource("aws_ecs_service.a", {"name": "a", "cluster": "c"})
    new: Any = assets(service, resource("aws_ecs_cluster.c", {"name": "c"}))["aws_ecs_service.a"]
    old: Any = assets(service, resource("aws_ecs_cluster.c", {"name": "c", "arn": "arn:aws:ecs:c"}))["aws_ecs_service.a"]
    elsewhere = resource("aws_ecs_cluster.c", {"name": "c"}, provider="aws.eu")
    regions = {
        "aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}},
        "aws.eu": {"name": "aws", "alias": "eu", "expressions": {"region": {"constant_value": "eu-west-1"}}},
    }
    other: Any = assets(service, elsewhere, providers=regions)["aws_ecs_service.a"]
    assert (new.cluster.refers, old.cluster, other.cluster) == ("aws_ecs_cluster.c", "arn:aws:ecs:c", "c")


def test_service_defaults() -> None:
    found = asset(resource("aws_ecs_service.a", {"name": "a", "network_configuration": [], "enable_execute_command": None}))
    assert (found.cluster, found.assign_public_ip, found.execute_command_enabled) == ("default", False, False)


def test_a_network_configuration_known_only_after_apply() -> None:
    assert isinstance(
        asset(resource("aws_ecs_service.a", {"name": "a"}, unknown=("network_configuration",))).assign_public_ip, Unknown
    )


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("dbPassword", "x", True),
        ("API_KEY", None, True),
        ("AWS_ACCESS_KEY_ID", "x", True),
        ("DATABASE_URL", "postgres://user:pass@host/db", True),
        ("DATABASE_URL", "postgres://host:5432/db", False),
        ("NOTE", "AKIAABCDEFGHIJKLMNOP", True),
        ("DB_SECRET", "arn:aws:secretsmanager:us-east-1:111122223333:secret:db", False),
        ("API_KEY", "", False),
        ("PASSWORD_LENGTH", "8", False),
        ("PWD", "work", False),
        ("DB_PASS", "x", True),
        ("COMPASS", "x", False),
        ("DB_PASSWORD", "DB_PASSWORD", False),
        ("REDIS_URL", "redis://:x@host:6379", True),
        ("DATABASE_URL", "postgres://user:${PASSWORD}@host/db", False),
        ("CONNECTION", "Server=db;User Id=sa;Password=x;", True),
        ("API_KEY", "ssm:/prod/key", False),
        ("DB_PASSWORD", "${DB_PASSWORD}", False),
        ("PARTITION_KEY", "id", False),
    ],
)
def test_names_that_look_secret(name: str, value: str | None, secret: bool) -> None:
    assert looks_secret(name, value) is secret
