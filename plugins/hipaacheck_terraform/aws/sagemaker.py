"""Amazon SageMaker AI: notebook instances, endpoint configurations, domains, models.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sagemaker_notebook_instance and its
neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.sagemaker import Domain, EndpointConfig, Model, NotebookInstance, has_local_storage
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_KEYS = ("aws_kms_key", "aws_kms_alias")
_SUBNETS = ("aws_subnet", "aws_default_subnet")


def notebook_instances(estate: Estate) -> Iterator[NotebookInstance]:
    """One asset per notebook instance."""
    for notebook in estate.each("aws_sagemaker_notebook_instance"):
        yield NotebookInstance(
            **estate.common(notebook, notebook.text("name")),
            arn=notebook.text("arn"),
            kms_key=estate.link(notebook, "kms_key_id", _KEYS),
            direct_internet_access=_enabled(notebook, "direct_internet_access"),
            root_access=_enabled(notebook, "root_access"),
            subnet=estate.link(notebook, "subnet_id", _SUBNETS),
        )


def _enabled(notebook: Resource, name: str) -> bool | Unknown:
    """`Enabled` or `Disabled`; SageMaker documents `Enabled` as the default."""
    value = notebook.text(name)
    return value if isinstance(value, Unknown) else value != "Disabled"


def endpoint_configs(estate: Estate) -> Iterator[EndpointConfig]:
    """One asset per endpoint configuration."""
    for config in estate.each("aws_sagemaker_endpoint_configuration"):
        yield EndpointConfig(
            **estate.common(config, config.text("name")),
            arn=config.text("arn"),
            kms_key=estate.link(config, "kms_key_arn", _KEYS),
            local_storage=_local_storage(config),
        )


def _local_storage(config: Resource) -> Truth:
    doubts: list[Truth] = []
    for name in ("production_variants", "shadow_production_variants"):
        found = config.blocks(name)
        doubts += [found] if isinstance(found, Unknown) else [_variant(item) for item in found]
    return any_of(doubts)


def _variant(block: Block | Unknown) -> Truth:
    kind = block if isinstance(block, Unknown) else block.text("instance_type")
    return kind if isinstance(kind, Unknown) else kind is not None and has_local_storage(kind)


def domains(estate: Estate) -> Iterator[Domain]:
    """One asset per Studio domain."""
    for domain in estate.each("aws_sagemaker_domain"):
        access = domain.text("app_network_access_type")
        yield Domain(
            **estate.common(domain, domain.text("domain_name")),
            arn=domain.text("arn"),
            kms_key=estate.link(domain, "kms_key_id", _KEYS),
            network_access="PublicInternetOnly" if access is None else access,
        )


def models(estate: Estate) -> Iterator[Model]:
    """One asset per model."""
    for model in estate.each("aws_sagemaker_model"):
        isolated = model.flag("enable_network_isolation")
        yield Model(
            **estate.common(model, model.text("name")),
            arn=model.text("arn"),
            network_isolation=False if isolated is None else isolated,
        )
