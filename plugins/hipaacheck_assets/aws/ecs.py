"""Amazon ECS: clusters, services, task definitions. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.secret_names import looks_secret


class Container(Record, frozen=True, kw_only=True):
    """One container of a task definition."""

    name: str | Unknown | None
    """Name within the task."""
    image: str | Unknown | None
    """Image with its tag or digest."""
    privileged: bool | Unknown
    """Whether the container has the powers of root on its host."""
    readonly_root_filesystem: bool | Unknown
    """Whether the container cannot write to its root file system."""
    user: str | Unknown | None
    """User, or `user:group`, by name or number; null when the image decides, which without a USER line is root."""
    log_driver: str | Unknown | None
    """Log driver, e.g. `awslogs`; null when none is set, so that logs stay on the host."""
    secret_variables: list[str | Unknown] | Unknown
    """Names of plain-text environment variables that look like secrets."""


class EfsVolume(Record, frozen=True, kw_only=True):
    """An EFS file system as a volume."""

    file_system: str | Unknown | None
    """Id of the file system."""
    transit_encryption: str | Unknown
    """`ENABLED` or `DISABLED`: whether NFS traffic goes through TLS."""


class Volume(Record, frozen=True, kw_only=True):
    """One volume of a task definition."""

    name: str | Unknown | None
    """Name that mount points refer to."""
    efs: EfsVolume | Unknown | None
    """The EFS file system; null for other volumes."""


class TaskDefinition(Asset, frozen=True, kw_only=True, tag="aws.ecs.task_definition"):
    """One revision of a task definition."""

    arn: str | Unknown | None
    """ARN with the revision."""
    network_mode: str | Unknown
    """`awsvpc`, `bridge`, `host` or `none`."""
    pid_mode: str | Unknown | None
    """`host` or `task`; null when each container has its own process namespace."""
    ipc_mode: str | Unknown | None
    """`host`, `task` or `none`; null when the container agent decides."""
    operating_system: str | Unknown | None
    """Operating system family, e.g. `LINUX` or `WINDOWS_SERVER_2022_CORE`; null when not set."""
    containers: list[Container | Unknown] | Unknown
    """Containers in order."""
    volumes: list[Volume | Unknown] | Unknown
    """Volumes of the task."""


TASK_DEFINITION = AssetType(name="aws.ecs.task_definition", record=TaskDefinition)


class ExecuteCommand(Record, frozen=True, kw_only=True):
    """How ECS Exec sessions are logged and encrypted."""

    logging: str | Unknown
    """`NONE`, `DEFAULT` (to the container's own awslogs group, if it has one) or `OVERRIDE` (to the targets below)."""
    kms_key: str | Unknown | None
    """KMS key that encrypts the session besides TLS; null when none is set."""
    log_group: str | Unknown | None
    """CloudWatch log group of the sessions; null when none."""
    log_bucket: str | Unknown | None
    """S3 bucket of the sessions; null when none."""


class Cluster(Asset, frozen=True, kw_only=True, tag="aws.ecs.cluster"):
    """A cluster."""

    arn: str | Unknown | None
    """ARN of the cluster."""
    container_insights: str | Unknown | None
    """`enhanced`, `enabled` or `disabled`; null when the cluster's settings are known not to hold it."""
    execute_command: ExecuteCommand | Unknown | None
    """ECS Exec configuration; null when none is set, which works like logging `DEFAULT`."""


CLUSTER = AssetType(name="aws.ecs.cluster", record=Cluster)


class Service(Asset, frozen=True, kw_only=True, tag="aws.ecs.service"):
    """A service: tasks kept running in a cluster."""

    arn: str | Unknown | None
    """ARN of the service."""
    cluster: str | Unknown
    """ARN or name of the cluster; `default` when none is named."""
    launch_type: str | Unknown | None
    """`EC2`, `FARGATE` or `EXTERNAL`; null when a capacity provider or the default decides."""
    assign_public_ip: bool | Unknown
    """Whether each task's network interface gets a public address. False without an awsvpc network configuration."""
    execute_command_enabled: bool | Unknown
    """Whether ECS Exec can open a shell in the containers."""


SERVICE = AssetType(
    name="aws.ecs.service",
    record=Service,
    relations={
        "in_cluster": Relation(to="aws.ecs.cluster", mine="cluster", theirs="arn", doc="The cluster that runs the service.")
    },
)


def parse_containers(text: Any, where: str) -> list[Container | Unknown] | Unknown:
    """Containers from JSON text or from the decoded list, in which any part may be `Unknown`. What is no container definitions is
    unknown, never empty."""
    if isinstance(text, Unknown):
        return text
    found = text
    if isinstance(text, str):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return Unknown("not container definitions in JSON", where)
    if not isinstance(found, list) or not found:
        return Unknown("not container definitions", where)
    return [_container(item, f"{where}[{number}]") for number, item in enumerate(found)]


def _container(raw: Any, where: str) -> Container | Unknown:
    if isinstance(raw, Unknown):
        return raw
    if not isinstance(raw, dict):
        return Unknown("not a container definition", where)
    values = {str(key).lower(): value for key, value in raw.items()}
    logs = values.get("logconfiguration")
    driver = {str(key).lower(): value for key, value in logs.items()}.get("logdriver") if isinstance(logs, dict) else None
    driver = logs if isinstance(logs, Unknown) else driver
    return Container(
        name=_text(values.get("name")),
        image=_text(values.get("image")),
        privileged=_flag(values.get("privileged"), where),
        readonly_root_filesystem=_flag(values.get("readonlyrootfilesystem"), where),
        user=_text(values.get("user")),
        log_driver=_text(driver),
        secret_variables=_secrets(values.get("environment"), f"{where}.environment"),
    )


def _text(value: Any) -> str | Unknown | None:
    if isinstance(value, Unknown):
        return value
    return None if value is None or value == "" else str(value)


def _flag(value: Any, where: str) -> bool | Unknown:
    """ECS documents false for both flags when they are left out."""
    if value is None or isinstance(value, bool | Unknown):
        return value if isinstance(value, Unknown) else bool(value)
    return Unknown(f"{type(value).__name__} where true or false was expected", where)


def _secrets(raw: Any, where: str) -> list[str | Unknown] | Unknown:
    if raw is None:
        return []
    if isinstance(raw, Unknown):
        return raw
    if not isinstance(raw, list) or not all(isinstance(item, Mapping | Unknown) for item in raw):
        return Unknown("not a list of name and value", where)
    return [found for item in raw if (found := item if isinstance(item, Unknown) else _secret(item)) is not None]


def _secret(item: Mapping[str, Any]) -> str | Unknown | None:
    """The name of a variable that looks like a secret. Of one whose value is not known, only the name can tell."""
    pair = {str(key).lower(): value for key, value in item.items()}
    name, value = _text(pair.get("name")), pair.get("value")
    if not isinstance(name, str):
        return name
    if not isinstance(value, Unknown):
        return name if looks_secret(name, "" if value is None else str(value)) else None
    doubtful = looks_secret(name, None) or "sensitive" in value.reason
    return Unknown(f"{name} may hold a secret: {value.reason}", value.where) if doubtful else None
