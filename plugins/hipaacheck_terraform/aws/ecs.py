"""Amazon ECS: task definitions, clusters, services.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.ecs import Cluster, EfsVolume, ExecuteCommand, Service, TaskDefinition, Volume, parse_containers
from hipaacheck_terraform.arguments import KMS_KEYS, default, flag
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.documents import document
from hipaacheck_terraform.estate import Estate


def task_definitions(estate: Estate) -> Iterator[TaskDefinition]:
    """One asset per task definition."""
    for task in estate.each("aws_ecs_task_definition"):
        platform = task.block("runtime_platform")
        containers = document(task, "container_definitions")
        yield TaskDefinition(
            **estate.common(task, task.text("family")),
            arn=task.text("arn"),
            network_mode=default(task.text("network_mode"), "bridge"),
            pid_mode=task.text("pid_mode"),
            ipc_mode=task.text("ipc_mode"),
            operating_system=platform.text("operating_system_family") if isinstance(platform, Block) else platform,
            containers=parse_containers(containers, f"{task.address}.container_definitions"),
            volumes=_volumes(estate, task),
        )


def _volumes(estate: Estate, task: Resource) -> list[Volume | Unknown] | Unknown:
    found = task.blocks("volume")
    return (
        found
        if isinstance(found, Unknown)
        else [item if isinstance(item, Unknown) else _volume(estate, task, item) for item in found]
    )


def _volume(estate: Estate, task: Resource, block: Block) -> Volume:
    efs = block.block("efs_volume_configuration")
    if isinstance(efs, Block):
        system = estate.link(efs, "file_system_id", ("aws_efs_file_system",), of=task)
        return Volume(
            name=block.text("name"),
            efs=EfsVolume(file_system=system, transit_encryption=default(efs.text("transit_encryption"), "DISABLED")),
        )
    return Volume(name=block.text("name"), efs=efs)


def clusters(estate: Estate) -> Iterator[Cluster]:
    """One asset per cluster."""
    for cluster in estate.each("aws_ecs_cluster"):
        configuration = cluster.block("configuration")
        command = configuration.block("execute_command_configuration") if isinstance(configuration, Block) else configuration
        yield Cluster(
            **estate.common(cluster, cluster.text("name")),
            arn=cluster.text("arn"),
            container_insights=_insights(cluster),
            execute_command=_command(estate, cluster, command) if isinstance(command, Block) else command,
        )


def _insights(cluster: Resource) -> str | Unknown | None:
    settings = cluster.blocks("setting")
    if isinstance(settings, Unknown):
        return settings
    doubt: Unknown | None = None
    for setting in settings:
        name = setting if isinstance(setting, Unknown) else setting.text("name")
        if isinstance(setting, Block) and name == "containerInsights":
            return setting.text("value")
        if isinstance(name, Unknown):
            doubt = name
    return doubt


def _command(estate: Estate, cluster: Resource, block: Block) -> ExecuteCommand:
    target = block.block("log_configuration")
    group, bucket = (
        (target, target)
        if not isinstance(target, Block)
        else (
            estate.link(target, "cloud_watch_log_group_name", ("aws_cloudwatch_log_group",), of=cluster),
            estate.link(target, "s3_bucket_name", ("aws_s3_bucket",), of=cluster),
        )
    )
    return ExecuteCommand(
        logging=default(block.text("logging"), "DEFAULT"),
        kms_key=estate.link(block, "kms_key_id", KMS_KEYS, of=cluster),
        log_group=group,
        log_bucket=bucket,
    )


def services(estate: Estate) -> Iterator[Service]:
    """One asset per service."""
    for service in estate.each("aws_ecs_service"):
        arn = service.text("arn")
        yield Service(
            **estate.common(service, service.text("name")),
            arn=service.text("id") if arn is None else arn,
            cluster=_cluster(estate, service),
            launch_type=service.text("launch_type"),
            assign_public_ip=flag(service.block("network_configuration"), "assign_public_ip", False),
            execute_command_enabled=flag(service, "enable_execute_command", False),
        )


def _cluster(estate: Estate, service: Resource) -> str | Unknown:
    """A cluster of this plan that is named by name is meant by its ARN, like one that is referred to."""
    value = default(estate.link(service, "cluster", ("aws_ecs_cluster",)), "default")
    if isinstance(value, Unknown) or value.startswith("arn:"):
        return value
    region = estate.region(service)
    named = [item for item in estate.each("aws_ecs_cluster") if item.text("name") == value and estate.region(item) == region]
    if len(named) != 1:
        return value
    arn = named[0].text("arn")
    return arn if isinstance(arn, str) else Unknown(AFTER_APPLY, f"{service.address}.cluster", named[0].address)
