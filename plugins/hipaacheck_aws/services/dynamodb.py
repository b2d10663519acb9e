"""Amazon DynamoDB: tables; and its accelerator DAX. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.dynamodb import DaxCluster, Table
from hipaacheck_assets.aws.policy import Policy, make_policy, parse_policy
from hipaacheck_assets.aws.statement import Statement
from hipaacheck_assets.truth import any_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_DESCRIBE = "dynamodb:DescribeTable"
_BACKUPS = "dynamodb:DescribeContinuousBackups"
_LIMITS = "dynamodb:DescribeLimits"
_POLICY = "dynamodb:GetResourcePolicy"
_TARGETS = "application-autoscaling:DescribeScalableTargets"
_TAGS, _DAX_TAGS = "dynamodb:ListTagsOfResource", "dax:ListTags"
_T = TypeVar("_T")


def _find_tables(reader: Reader) -> Iterator[Answer | Unknown]:
    for name in reader.names("dynamodb:ListTables", "TableNames"):
        yield name if isinstance(name, Unknown) else Answer({"TableName": name}, "dynamodb:ListTables.TableNames")


def _table(item: Answer) -> dict[str, Any]:
    return {"TableName": item.known("TableName")}


def _arn(place: Place, item: Answer) -> str:
    return place.arn("dynamodb", f"table/{item.known('TableName')}")


def build_table(place: Place, item: Answer, got: Got) -> Table:
    """One asset per table."""
    arn = _arn(place, item)
    return Table(
        **place.common(arn, item.known("TableName"), got.read(_TAGS, _tags)),
        arn=arn,
        encrypted=True,
        kms_encrypted=_described(got, _kms_encrypted),
        kms_key=_described(got, _kms_key),
        point_in_time_recovery=got.read(_BACKUPS, _point_in_time_recovery),
        deletion_protection=_described(
            got, lambda table: table.sure("DeletionProtectionEnabled", table.flag("DeletionProtectionEnabled"))
        ),
        billing_mode=_described(got, _billing_mode),
        read_autoscaling=got.read(_TARGETS, lambda targets: _scaled(targets, item, "dynamodb:table:ReadCapacityUnits")),
        write_autoscaling=got.read(_TARGETS, lambda targets: _scaled(targets, item, "dynamodb:table:WriteCapacityUnits")),
        read_capacity_percent=_described(got, lambda table: _share(table, got, "Read")),
        write_capacity_percent=_described(got, lambda table: _share(table, got, "Write")),
        policy=got.read(_POLICY, _policy),
    )


def _described(got: Got, function: Callable[[Answer], _T]) -> _T | Unknown:
    """What a function says of the table's description."""

    def read(answer: Answer) -> _T | Unknown:
        table = answer.sure("Table", answer.block("Table"))
        return table if isinstance(table, Unknown) else function(table)

    found: _T | Unknown = got.read(_DESCRIBE, read)
    return found


def _kms_encrypted(table: Answer) -> bool | Unknown:
    """A table that says nothing of its encryption has a key that AWS owns.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.tutorial.html"""
    encryption = table.block("SSEDescription")
    status = encryption.required("Status") if isinstance(encryption, Answer) else encryption
    if status in ("ENABLED", "DISABLED", None):
        return status == "ENABLED"
    return status if isinstance(status, Unknown) else Unknown(f"encryption is {status}", table.where)


def _kms_key(table: Answer) -> str | Unknown | None:
    encryption = table.block("SSEDescription")
    return encryption.text("KMSMasterKeyArn") if isinstance(encryption, Answer) else encryption


def _billing_mode(table: Answer) -> str | Unknown:
    """A table says its mode only once it has been on demand.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html"""
    summary = table.block("BillingModeSummary")
    if summary is None or isinstance(summary, Unknown):
        return "PROVISIONED" if summary is None else summary
    return summary.required("BillingMode")


def _share(table: Answer, got: Got, kind: str) -> int | Unknown | None:
    """Provisioned units of a table and its global indexes, in percent of what the account allows a table; null on demand."""
    mode = _billing_mode(table)
    if isinstance(mode, Unknown) or mode != "PROVISIONED":
        return mode if isinstance(mode, Unknown) else None
    indexes = table.blocks("GlobalSecondaryIndexes")
    if isinstance(indexes, Unknown):
        return indexes
    limit: int | Unknown = got.read(_LIMITS, lambda answer: _sure_units(answer, f"TableMax{kind}CapacityUnits"))
    if isinstance(limit, Unknown) or limit <= 0:
        return limit if isinstance(limit, Unknown) else Unknown("the account's limit is none", _LIMITS)
    total = 0
    for part in (table, *indexes):
        found = part if isinstance(part, Unknown) else part.sure("ProvisionedThroughput", part.block("ProvisionedThroughput"))
        units = found if isinstance(found, Unknown) else _sure_units(found, f"{kind}CapacityUnits")
        if isinstance(units, Unknown):
            return units
        total += units
    return -(-100 * total // limit)


def _sure_units(answer: Answer, name: str) -> int | Unknown:
    return answer.sure(name, answer.integer(name))


def _point_in_time_recovery(answer: Answer) -> bool | Unknown:
    found: Answer | Unknown = answer
    for name in ("ContinuousBackupsDescription", "PointInTimeRecoveryDescription"):
        found = found if isinstance(found, Unknown) else found.sure(name, found.block(name))
    status = found if isinstance(found, Unknown) else found.required("PointInTimeRecoveryStatus")
    return status if isinstance(status, Unknown) else status == "ENABLED"


def _scaled(targets: list[Answer | Unknown], item: Answer, dimension: str) -> bool | Unknown:
    """Whether a dimension of the table is among the scalable targets."""
    wanted = (f"table/{item.known('TableName')}", dimension)
    return any_of(
        target if isinstance(target, Unknown) else (target.text("ResourceId"), target.text("ScalableDimension")) == wanted
        for target in targets
    )


def _policies(reader: Reader, item: Answer, got: Got) -> list[Answer | Unknown]:
    """The policies of the table and of its latest stream. A stream that was switched off and has expired has none."""
    found = [reader.call(_POLICY, ("PolicyNotFoundException",), ResourceArn=_arn(reader.place, item))]
    stream = _described(got, lambda table: table.text("LatestStreamArn"))
    if isinstance(stream, str):
        absent = ("PolicyNotFoundException", "ResourceNotFoundException")
        found.append(reader.call(_POLICY, absent, ResourceArn=stream))
    elif isinstance(stream, Unknown):
        found.append(stream)
    return [answer for answer in found if answer is not None]


def _policy(found: list[Answer | Unknown]) -> Policy | Unknown | None:
    """Both policies as one, as both lead to the same items."""
    documents = [_document(answer) for answer in found]
    if len(documents) <= 1:
        return documents[0] if documents else None
    statements: list[Statement | Unknown] = []
    for document in documents:
        statements += document.statements if isinstance(document, Policy) else [document]
    return make_policy(statements)


def _document(answer: Answer | Unknown) -> Policy | Unknown:
    text = answer if isinstance(answer, Unknown) else answer.required("Policy")
    return text if isinstance(text, Unknown) else parse_policy(text, _POLICY)


def _tags(found: list[Answer | Unknown]) -> Tags | Unknown:
    """Tags that came in pages."""
    doubt = next((item for item in found if isinstance(item, Unknown)), None)
    if doubt is not None:
        return doubt
    return tags(Answer({"Tags": [item.values for item in found if isinstance(item, Answer)]}, _TAGS), "Tags")


def _targets(reader: Reader, item: Answer, got: Got) -> Any:
    """Everything of DynamoDB that Application Auto Scaling scales, asked once for all tables."""
    return reader.once(_TARGETS, lambda: reader.pages(_TARGETS, "ScalableTargets", ServiceNamespace="dynamodb"))


def _limits(reader: Reader, item: Answer, got: Got) -> Any:
    """The account's limits, asked once for all tables."""
    return reader.once(_LIMITS, lambda: reader.call(_LIMITS))


def _find_clusters(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("dax:DescribeClusters", "Clusters")


def build_cluster(place: Place, item: Answer, got: Got) -> DaxCluster:
    """One asset per DAX cluster."""
    arn = item.known("ClusterArn")
    endpoint = item.required("ClusterEndpointEncryptionType")
    return DaxCluster(
        **place.common(arn, item.known("ClusterName"), got.read(_DAX_TAGS, _tags)),
        arn=arn,
        encrypted=_dax_encrypted(item),
        tls=endpoint if isinstance(endpoint, Unknown) else endpoint == "TLS",
    )


def _dax_encrypted(item: Answer) -> bool | Unknown:
    encryption = item.sure("SSEDescription", item.block("SSEDescription"))
    status = encryption if isinstance(encryption, Unknown) else encryption.required("Status")
    if status in ("ENABLED", "DISABLED"):
        return status == "ENABLED"
    return status if isinstance(status, Unknown) else Unknown(f"encryption is {status}", item.where)


TABLES = Collector(
    asset_type="aws.dynamodb.table",
    operations=("dynamodb:ListTables",),
    find=_find_tables,
    details=(
        detail(
            _DESCRIBE,
            "kms_encrypted",
            "kms_key",
            "deletion_protection",
            "billing_mode",
            "read_capacity_percent",
            "write_capacity_percent",
            "policy",
            arguments=_table,
        ),
        detail(_BACKUPS, "point_in_time_recovery", arguments=_table),
        Detail(name=_TARGETS, operations=(_TARGETS,), fields=("read_autoscaling", "write_autoscaling"), read=_targets),
        Detail(name=_LIMITS, operations=(_LIMITS,), fields=("read_capacity_percent", "write_capacity_percent"), read=_limits),
        Detail(name=_POLICY, operations=(_POLICY,), fields=("policy",), read=_policies),
        Detail(
            name=_TAGS,
            operations=(_TAGS,),
            fields=("tags",),
            read=lambda reader, item, got: reader.pages(_TAGS, "Tags", ResourceArn=_arn(reader.place, item)),
        ),
    ),
    build=build_table,
)
DAX_CLUSTERS = Collector(
    asset_type="aws.dax.cluster",
    operations=("dax:DescribeClusters",),
    find=_find_clusters,
    details=(detail(_DAX_TAGS, "tags", arguments=lambda item: {"ResourceName": item.known("ClusterArn")}, pages="Tags"),),
    build=build_cluster,
)
