"""Amazon ECS: clusters, services, task definitions. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/

Of each family of task definitions the newest active revision is read, and every revision that a service deploys. Older ones
that nothing but single tasks or schedules run are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.ecs import Cluster, Container, EfsVolume, ExecuteCommand, Service, TaskDefinition, Volume
from hipaacheck_assets.secret_names import looks_secret_by_kind
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_aws.collect import Collector, Got
from hipaacheck_aws.failures import Failure
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed, tags
from hipaacheck_live.redaction import redacted_kind


def _once(reader: Reader, key: str, read: Callable[[], list[Any]]) -> list[Any]:
    """What was read for another asset type here. What that left unknown is read again, so that it is a gap of this type too."""
    found: list[Any] = reader.once(key, read)
    if any(isinstance(item, Unknown) for item in found):
        found = reader.once((key, reader.asset_type), read)
    return found


def _cluster_arns(reader: Reader) -> list[str | Unknown]:
    return _once(reader, "clusters", lambda: reader.names("ecs:ListClusters", "clusterArns"))


def _described(reader: Reader, operation: str, key: str, names: list[str], **arguments: Any) -> Iterator[Answer]:
    """The items of these names. ECS lists apart what it cannot describe, with a reason."""
    answer = reader.call(operation, **{key: names, **arguments})
    if not isinstance(answer, Answer):
        return
    found, failures = answer.blocks(key), answer.blocks("failures")
    items = [item for item in found if isinstance(item, Answer)] if isinstance(found, list) else []
    for item in items:
        if item.text("status") != "INACTIVE":
            yield item
    if len(items) < len(names):
        reasons = {item.text("reason") for item in failures if isinstance(item, Answer)} if isinstance(failures, list) else set()
        code = ", ".join(sorted(reason for reason in reasons if isinstance(reason, str))) or "Incomplete"
        reader.failed(operation, Failure(state="failed", reason="the service described only some of them", code=code))


def _batches(names: list[str | Unknown], size: int) -> Iterator[list[str]]:
    known = [name for name in names if isinstance(name, str)]
    for start in range(0, len(known), size):
        yield known[start : start + size]


def _else(value: str | Unknown | None, default: str) -> str | Unknown:
    """The value, or what ECS documents where none is named."""
    return default if value is None else value


# -- clusters ----------------------------------------------------------------------------------------------------


def _clusters(reader: Reader) -> Iterator[Answer]:
    for batch in _batches(_cluster_arns(reader), 100):
        yield from _described(reader, "ecs:DescribeClusters", "clusters", batch, include=["CONFIGURATIONS", "SETTINGS", "TAGS"])


def build_cluster(place: Place, item: Answer, got: Got) -> Cluster:
    """One asset per cluster."""
    arn = item.known("clusterArn")
    configuration = item.block("configuration")
    command = configuration.block("executeCommandConfiguration") if isinstance(configuration, Answer) else configuration
    return Cluster(
        **place.common(arn, item.known("clusterName"), tags(item, "tags")),
        arn=arn,
        container_insights=_insights(item),
        execute_command=_command(command) if isinstance(command, Answer) else command,
    )


def _insights(item: Answer) -> str | Unknown | None:
    settings = item.blocks("settings") if "settings" in item.values else Unknown("the answer has no settings", item.where)
    for setting in [settings] if isinstance(settings, Unknown) else settings:
        if isinstance(setting, Unknown):
            return setting
        if setting.text("name") == "containerInsights":
            return setting.required("value")
    return None


def _command(block: Answer) -> ExecuteCommand:
    target = block.block("logConfiguration")
    return ExecuteCommand(
        logging=_else(block.text("logging"), "DEFAULT"),
        kms_key=block.text("kmsKeyId"),
        log_group=target.text("cloudWatchLogGroupName") if isinstance(target, Answer) else target,
        log_bucket=target.text("s3BucketName") if isinstance(target, Answer) else target,
    )


CLUSTERS = Collector(
    asset_type="aws.ecs.cluster",
    operations=("ecs:ListClusters", "ecs:DescribeClusters"),
    find=_clusters,
    build=build_cluster,
)


# -- services ----------------------------------------------------------------------------------------------------


def _services(reader: Reader) -> Iterator[Answer]:
    for cluster in _cluster_arns(reader):
        if isinstance(cluster, Unknown):
            continue
        for batch in _batches(reader.names("ecs:ListServices", "serviceArns", cluster=cluster), 10):
            yield from _described(reader, "ecs:DescribeServices", "services", batch, cluster=cluster, include=["TAGS"])


def build_service(place: Place, item: Answer, got: Got) -> Service:
    """One asset per service."""
    arn = item.known("serviceArn")
    return Service(
        **place.common(arn, item.known("serviceName"), tags(item, "tags")),
        arn=arn,
        cluster=item.required("clusterArn"),
        launch_type=item.text("launchType"),
        assign_public_ip=any_of(_public_ips(item)),
        execute_command_enabled=item.sure("enableExecuteCommand", item.flag("enableExecuteCommand")),
    )


def _public_ips(item: Answer) -> Iterator[Truth]:
    """Of the service, and of its deployments and task sets, which have networks of their own: the tasks of an earlier deployment
    run until the next one is complete. ECS documents `DISABLED` as the default."""
    parts: list[Answer | Unknown] = [item]
    for name in ("deployments", "taskSets"):
        found = item.blocks(name)
        parts += [found] if isinstance(found, Unknown) else found
    for part in parts:
        block: Answer | Unknown | None = part
        for name in ("networkConfiguration", "awsvpcConfiguration"):
            block = block.block(name) if isinstance(block, Answer) else block
        value = block.text("assignPublicIp") if isinstance(block, Answer) else block
        yield value if isinstance(value, Unknown) else value == "ENABLED"


SERVICES = Collector(
    asset_type="aws.ecs.service",
    operations=("ecs:ListClusters", "ecs:ListServices", "ecs:DescribeServices"),
    find=_services,
    build=build_service,
)


# -- task definitions --------------------------------------------------------------------------------------------


def _task_definitions(reader: Reader) -> Iterator[Answer]:
    """The newest active revision of each family, and those that services deploy."""
    seen: set[str] = set()
    families = reader.names("ecs:ListTaskDefinitionFamilies", "families", status="ACTIVE")
    for name in (*families, *(name for service in _services(reader) for name in _deployed(reader, service))):
        if isinstance(name, Unknown) or name in seen:
            continue
        seen.add(name)
        answer = reader.call("ecs:DescribeTaskDefinition", taskDefinition=name, include=["TAGS"])
        if isinstance(answer, Answer):
            definition = answer.block("taskDefinition")
            arn = definition.text("taskDefinitionArn") if isinstance(definition, Answer) else None
            if isinstance(arn, str):
                seen.add(arn)
            yield answer


def _deployed(reader: Reader, service: Answer) -> Iterator[str]:
    """Revisions of a service, its deployments and its task sets."""
    parts: list[Answer | Unknown] = [service]
    for name in ("deployments", "taskSets"):
        found = service.blocks(name)
        parts += [found] if isinstance(found, Unknown) else found
    for part in parts:
        revision = part.text("taskDefinition") if isinstance(part, Answer) else part
        if isinstance(revision, Unknown):
            reader.failed("ecs:DescribeServices", Failure(state="unreadable", reason=str(revision), code="Malformed"))
        elif revision is not None:
            yield revision


def build_task_definition(place: Place, item: Answer, got: Got) -> TaskDefinition:
    """One asset per revision."""
    task = item.block("taskDefinition")
    if not isinstance(task, Answer):
        raise Malformed(f"{item.where} has no taskDefinition")
    arn = task.known("taskDefinitionArn")
    platform = task.block("runtimePlatform")
    return TaskDefinition(
        **place.common(arn, task.known("family"), tags(item, "tags")),
        arn=arn,
        network_mode=_else(task.text("networkMode"), "bridge"),
        pid_mode=task.text("pidMode"),
        ipc_mode=task.text("ipcMode"),
        operating_system=platform.text("operatingSystemFamily") if isinstance(platform, Answer) else platform,
        containers=_containers(task),
        volumes=task.each("volumes", _volume),
    )


def _containers(task: Answer) -> list[Container | Unknown] | Unknown:
    found = task.each("containerDefinitions", _container)
    return Unknown("the answer has no containerDefinitions", task.where) if found == [] else found


def _container(block: Answer) -> Container:
    """ECS documents false for both flags when they are left out."""
    logs = block.block("logConfiguration")
    privileged, readonly = block.flag("privileged"), block.flag("readonlyRootFilesystem")
    return Container(
        name=block.text("name"),
        image=block.text("image"),
        privileged=False if privileged is None else privileged,
        readonly_root_filesystem=False if readonly is None else readonly,
        user=block.text("user"),
        log_driver=logs.required("logDriver") if isinstance(logs, Answer) else logs,
        secret_variables=_secrets(block),
    )


def _secrets(block: Answer) -> list[str | Unknown] | Unknown:
    """Names of variables that look like secrets."""
    found = block.blocks("environment")
    if isinstance(found, Unknown):
        return found
    out: list[str | Unknown] = []
    for item in found:
        name = item if isinstance(item, Unknown) else item.required("name")
        value = None if isinstance(item, Unknown) else item.values.get("value")
        if isinstance(name, Unknown) or (value is not None and looks_secret_by_kind(name, redacted_kind(value))):
            out.append(name)
    return out


def _volume(block: Answer) -> Volume:
    return Volume(
        name=block.text("name"),
        efs=block.part(
            "efsVolumeConfiguration",
            lambda efs: EfsVolume(
                file_system=efs.required("fileSystemId"), transit_encryption=_else(efs.text("transitEncryption"), "DISABLED")
            ),
        ),
    )


TASK_DEFINITIONS = Collector(
    asset_type="aws.ecs.task_definition",
    operations=(
        "ecs:ListTaskDefinitionFamilies",
        "ecs:DescribeTaskDefinition",
        "ecs:ListClusters",
        "ecs:ListServices",
        "ecs:DescribeServices",
    ),
    find=_task_definitions,
    build=build_task_definition,
)
