"""Amazon SageMaker AI: notebook instances, endpoint configurations, Studio domains, models.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.sagemaker import Domain, EndpointConfig, Model, NotebookInstance, has_local_storage
from hipaacheck_assets.truth import Truth, all_of, any_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _listing(operation: str, key: str) -> Callable[[Reader], Iterator[Answer | Unknown]]:
    """Every item of a listing."""

    def find(reader: Reader) -> Iterator[Answer | Unknown]:
        yield from reader.pages(operation, key)

    return find


def _tags(arn: str) -> Detail:
    """The tags, by the member of the summary that holds the ARN."""
    return detail("sagemaker:ListTags", "tags", arguments=lambda item: {"ResourceArn": item.known(arn)}, pages="Tags")


def _listed_tags(found: Iterable[Answer | Unknown]) -> Tags | Unknown:
    rows = list(found)
    missing = next((row for row in rows if isinstance(row, Unknown)), None)
    if missing is not None:
        return missing
    return tags(Answer({"Tags": [row.values for row in rows if isinstance(row, Answer)]}, "sagemaker:ListTags"), "Tags")


def _common(place: Place, arn: str, name: str, got: Got) -> dict[str, Any]:
    return {**place.common(arn, name, got.read("sagemaker:ListTags", _listed_tags)), "arn": arn}


def build_notebook(place: Place, item: Answer, got: Got) -> NotebookInstance:
    """One asset per notebook instance."""
    operation = "sagemaker:DescribeNotebookInstance"
    return NotebookInstance(
        **_common(place, item.known("NotebookInstanceArn"), item.known("NotebookInstanceName"), got),
        kms_key=got.read(operation, lambda answer: answer.text("KmsKeyId")),
        direct_internet_access=got.read(operation, lambda answer: _enabled(answer, "DirectInternetAccess")),
        root_access=got.read(operation, lambda answer: _enabled(answer, "RootAccess")),
        subnet=got.read(operation, lambda answer: answer.text("SubnetId")),
    )


def _enabled(answer: Answer, name: str) -> bool | Unknown:
    value = answer.required(name)
    return value if isinstance(value, Unknown) else value == "Enabled"


NOTEBOOK_INSTANCES = Collector(
    asset_type="aws.sagemaker.notebook_instance",
    operations=("sagemaker:ListNotebookInstances",),
    find=_listing("sagemaker:ListNotebookInstances", "NotebookInstances"),
    details=(
        detail(
            "sagemaker:DescribeNotebookInstance",
            "kms_key",
            "direct_internet_access",
            "root_access",
            "subnet",
            arguments=lambda item: {"NotebookInstanceName": item.known("NotebookInstanceName")},
        ),
        _tags("NotebookInstanceArn"),
    ),
    build=build_notebook,
)


def build_endpoint_config(place: Place, item: Answer, got: Got) -> EndpointConfig:
    """One asset per endpoint configuration."""
    operation = "sagemaker:DescribeEndpointConfig"
    return EndpointConfig(
        **_common(place, item.known("EndpointConfigArn"), item.known("EndpointConfigName"), got),
        kms_key=got.read(operation, lambda answer: answer.text("KmsKeyId")),
        serverless=got.read(operation, lambda answer: all_of(_of_each_variant(answer, _is_serverless))),
        local_storage=got.read(operation, lambda answer: any_of(_of_each_variant(answer, _has_local_storage))),
    )


def _of_each_variant(answer: Answer, fact: Callable[[Answer], Truth]) -> list[Truth]:
    out: list[Truth] = []
    for name in ("ProductionVariants", "ShadowProductionVariants"):
        found = answer.blocks(name)
        out += [found] if isinstance(found, Unknown) else [item if isinstance(item, Unknown) else fact(item) for item in found]
    return out or [Unknown("the answer has no variants", answer.where)]


def _is_serverless(variant: Answer) -> Truth:
    found = variant.block("ServerlessConfig")
    return found if isinstance(found, Unknown) else found is not None


def _has_local_storage(variant: Answer) -> Truth:
    """By the type of its instances, or of those of its pools; serverless ones have none."""
    if variant.block("ServerlessConfig") is not None:
        return False
    pools = variant.blocks("InstancePools")
    if isinstance(pools, Unknown):
        return pools
    own = variant.text("InstanceType")
    if own is None and not pools:
        return Unknown("the answer has no InstanceType", variant.where)
    types = [pool if isinstance(pool, Unknown) else pool.required("InstanceType") for pool in pools]
    types += [own] if own is not None else []
    return any_of(kind if isinstance(kind, Unknown) else has_local_storage(kind) for kind in types)


ENDPOINT_CONFIGS = Collector(
    asset_type="aws.sagemaker.endpoint_config",
    operations=("sagemaker:ListEndpointConfigs",),
    find=_listing("sagemaker:ListEndpointConfigs", "EndpointConfigs"),
    details=(
        detail(
            "sagemaker:DescribeEndpointConfig",
            "kms_key",
            "serverless",
            "local_storage",
            arguments=lambda item: {"EndpointConfigName": item.known("EndpointConfigName")},
        ),
        _tags("EndpointConfigArn"),
    ),
    build=build_endpoint_config,
)


def build_domain(place: Place, item: Answer, got: Got) -> Domain:
    """One asset per Studio domain. SageMaker documents `PublicInternetOnly` as the default of the network access."""
    operation = "sagemaker:DescribeDomain"
    return Domain(
        **_common(place, item.known("DomainArn"), item.known("DomainName"), got),
        kms_key=got.read(operation, _domain_key),
        network_access=got.read(operation, _network_access),
    )


def _network_access(answer: Answer) -> str | Unknown:
    value = answer.text("AppNetworkAccessType")
    return "PublicInternetOnly" if value is None else value


def _domain_key(answer: Answer) -> str | Unknown | None:
    """`HomeEfsFileSystemKmsKeyId` is the older member for the same key."""
    key = answer.text("KmsKeyId")
    return answer.text("HomeEfsFileSystemKmsKeyId") if key is None else key


DOMAINS = Collector(
    asset_type="aws.sagemaker.domain",
    operations=("sagemaker:ListDomains",),
    find=_listing("sagemaker:ListDomains", "Domains"),
    details=(
        detail(
            "sagemaker:DescribeDomain",
            "kms_key",
            "network_access",
            arguments=lambda item: {"DomainId": item.known("DomainId")},
        ),
        _tags("DomainArn"),
    ),
    build=build_domain,
)


def build_model(place: Place, item: Answer, got: Got) -> Model:
    """One asset per model."""
    return Model(
        **_common(place, item.known("ModelArn"), item.known("ModelName"), got),
        network_isolation=got.read(
            "sagemaker:DescribeModel",
            lambda answer: answer.sure("EnableNetworkIsolation", answer.flag("EnableNetworkIsolation")),
        ),
    )


MODELS = Collector(
    asset_type="aws.sagemaker.model",
    operations=("sagemaker:ListModels",),
    find=_listing("sagemaker:ListModels", "Models"),
    details=(
        detail(
            "sagemaker:DescribeModel",
            "network_isolation",
            arguments=lambda item: {"ModelName": item.known("ModelName")},
        ),
        _tags("ModelArn"),
    ),
    build=build_model,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation has an IAM action of its name.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html"""
