"""ECS clusters, services and task definitions."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

CLUSTER = "arn:aws:ecs:us-east-1:123456789012:cluster/clinic"
TASK = "arn:aws:ecs:us-east-1:123456789012:task-definition/records:1"
LOGS = {"logDriver": "awslogs", "options": {"awslogs-group": "records"}}


def seed(client: Client) -> None:
    """`records` has everything, `bare` nothing; the service `pinned` still runs a revision that is not active any more, `old`."""
    ecs = client("ecs")
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    ecs.create_cluster(
        clusterName="clinic",
        settings=[{"name": "containerInsights", "value": "enabled"}],
        configuration={
            "executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": "sessions"}}
        },
        tags=[{"key": "Team", "value": "records"}],
    )
    ecs.register_task_definition(
        family="records",
        networkMode="awsvpc",
        runtimePlatform={"operatingSystemFamily": "LINUX"},
        containerDefinitions=[
            _container("web", readonlyRootFilesystem=True, user="1000", logConfiguration=LOGS),
        ],
        volumes=[
            {"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678", "transitEncryption": "ENABLED"}},
        ],
        tags=[{"key": "DataClassification", "value": "PHI"}],
    )
    ecs.register_task_definition(
        family="old",
        networkMode="bridge",
        containerDefinitions=[
            _container("web", privileged=True, environment=[{"name": "DB_PASSWORD", "value": "not-a-pointer"}]),
        ],
    )
    ecs.register_task_definition(
        family="bare",
        networkMode="host",
        pidMode="host",
        containerDefinitions=[_container("web")],
        volumes=[{"name": "files", "efsVolumeConfiguration": {"fileSystemId": "fs-12345678"}}],
    )
    for name, task, address in (("api", "records:1", "DISABLED"), ("pinned", "old:1", "ENABLED")):
        ecs.create_service(
            cluster="clinic",
            serviceName=name,
            taskDefinition=task,
            desiredCount=1,
            launchType="FARGATE",
            networkConfiguration={
                "awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [], "assignPublicIp": address},
            },
        )
    ecs.deregister_task_definition(taskDefinition="old:1")


def _container(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "image": "example/web:1", "memory": 128, "cpu": 10, **more}


CASE = Case(
    types=("aws.ecs.cluster", "aws.ecs.service", "aws.ecs.task_definition"),
    seed=seed,
    expected={
        "aws-ecs-service-exec-sessions-logged": {"api": "pass"},
        "aws-ecs-service-no-public-ip": {"api": "pass", "pinned": "fail"},
        "aws-ecs-task-definition-containers-logged": {"records": "pass", "bare": "fail"},
        "aws-ecs-task-definition-efs-encrypted-in-transit": {"records": "pass", "bare": "fail", "old": "not_applicable"},
        "aws-ecs-task-definition-host-network-without-root": {"records": "not_applicable", "bare": "fail"},
        "aws-ecs-task-definition-no-host-namespaces": {"records": "pass", "bare": "fail"},
        "aws-ecs-task-definition-no-plain-text-secrets": {"records": "pass", "old": "fail"},
        "aws-ecs-task-definition-no-privileged-containers": {"records": "pass", "old": "fail"},
        "aws-ecs-task-definition-readonly-root": {"records": "pass", "bare": "fail"},
    },
    plan=(
        resource(
            "aws_ecs_cluster.clinic",
            {
                "name": "clinic",
                "id": CLUSTER,
                "arn": CLUSTER,
                "setting": [{"name": "containerInsights", "value": "enabled"}],
                "configuration": [
                    {
                        "execute_command_configuration": [
                            {"logging": "OVERRIDE", "log_configuration": [{"cloud_watch_log_group_name": "sessions"}]}
                        ]
                    }
                ],
                "tags_all": {"Team": "records"},
            },
        ),
        resource(
            "aws_ecs_service.api",
            {
                "name": "api",
                "id": "arn:aws:ecs:us-east-1:123456789012:service/clinic/api",
                "arn": "arn:aws:ecs:us-east-1:123456789012:service/clinic/api",
                "cluster": CLUSTER,
                "launch_type": "FARGATE",
                "enable_execute_command": False,
                "network_configuration": [{"assign_public_ip": False}],
            },
        ),
        resource(
            "aws_ecs_task_definition.records",
            {
                "family": "records",
                "id": "records",
                "arn": TASK,
                "network_mode": "awsvpc",
                "runtime_platform": [{"operating_system_family": "LINUX"}],
                "container_definitions": (
                    '[{"name": "web", "image": "example/web:1", "readonlyRootFilesystem": true, "user": "1000",'
                    ' "logConfiguration": {"logDriver": "awslogs"}}]'
                ),
                "volume": [
                    {
                        "name": "files",
                        "efs_volume_configuration": [{"file_system_id": "fs-12345678", "transit_encryption": "ENABLED"}],
                    }
                ],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
    ),
    differences={
        ("aws.ecs.service", "execute_command_enabled"): "moto does not tell",
        ("aws-ecs-service-exec-sessions-logged", "api"): "moto does not tell whether ECS Exec is on, and the sessions are logged",
    },
)
