"""Amazon SageMaker AI: notebook instances, endpoint configurations, domains, models.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sagemaker_notebook_instance and its
neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.sagemaker import Domain, EndpointConfig, Model, NotebookInstance, has_local_storage
from hipaacheck_assets.truth import Truth, all_of, any_of
from hipaacheck_terraform.arguments import KMS_KEYS, default, flag
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_SUBNETS = ("aws_subnet", "aws_default_subnet")


def notebook_instances(estate: Estate) -> Iterator[NotebookInstance]:
    """One asset per notebook instance."""
    for notebook in estate.each("aws_sagemaker_notebook_instance"):
        yield NotebookInstance(
            **estate.common(notebook, notebook.text("name")),
            arn=notebook.text("arn"),
            kms_key=estate.link(notebook, "kms_key_id", KMS_KEYS),
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
            kms_key=estate.link(config, "kms_key_arn", KMS_KEYS),
            serverless=all_of(_of_each_variant(config, _is_serverless)),
            local_storage=any_of(_of_each_variant(config, _has_local_storage)),
        )


def _of_each_variant(config: Resource, fact: Callable[[Block], Truth]) -> list[Truth]:
    out: list[Truth] = []
    for name in ("production_variants", "shadow_production_variants"):
        found = config.blocks(name)
        out += [found] if isinstance(found, Unknown) else [item if isinstance(item, Unknown) else fact(item) for item in found]
    return out


def _has_local_storage(variant: Block) -> Truth:
    kind = variant.text("instance_type")
    return kind if isinstance(kind, Unknown) else kind is not None and has_local_storage(kind)


def _is_serverless(variant: Block) -> Truth:
    found = variant.blocks("serverless_config")
    return found if isinstance(found, Unknown) else bool(found)


def domains(estate: Estate) -> Iterator[Domain]:
    """One asset per Studio domain."""
    for domain in estate.each("aws_sagemaker_domain"):
        yield Domain(
            **estate.common(domain, domain.text("domain_name")),
            arn=domain.text("arn"),
            kms_key=estate.link(domain, "kms_key_id", KMS_KEYS),
            network_access=default(domain.text("app_network_access_type"), "PublicInternetOnly"),
        )


def models(estate: Estate) -> Iterator[Model]:
    """One asset per model."""
    for model in estate.each("aws_sagemaker_model"):
        yield Model(
            **estate.common(model, model.text("name")),
            arn=model.text("arn"),
            network_isolation=flag(model, "enable_network_isolation", False),
        )
