"""SageMaker notebook instances, endpoint configurations, domains and models."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.sagemaker import has_local_storage
from tests.support.plans import asset, assets, resource


@pytest.mark.parametrize(("value", "wanted"), [(None, True), ("Enabled", True), ("Disabled", False)])
def test_notebook_switches(value: str | None, wanted: bool) -> None:
    found = asset(
        resource("aws_sagemaker_notebook_instance.a", {"name": "a", "direct_internet_access": value, "root_access": value})
    )
    assert (found.direct_internet_access, found.root_access) == (wanted, wanted)
    assert (found.kms_key, found.subnet) == (None, None)


def test_notebook_links() -> None:
    refs = {"kms_key_id": "aws_kms_key.a.arn", "subnet_id": "aws_subnet.a.id", "root_access": "var.root"}
    notebook = resource("aws_sagemaker_notebook_instance.a", {"name": "a"}, refs=refs)
    found: Any = assets(notebook, resource("aws_kms_key.a", {}), resource("aws_subnet.a", {}))[
        "aws_sagemaker_notebook_instance.a"
    ]
    assert (found.kms_key.refers, found.subnet.refers) == ("aws_kms_key.a", "aws_subnet.a")
    assert isinstance(found.root_access, Unknown)


@pytest.mark.parametrize(
    ("kinds", "local"),
    [(["ml.m5.large"], False), (["ml.m5.large", "ml.g5.xlarge"], True), ([None], False), ([], False)],
)
def test_endpoint_configurations(kinds: list[str | None], local: bool) -> None:
    variants = [{"instance_type": kind} for kind in kinds]
    values = {"name": "a", "kms_key_arn": "arn:key", "production_variants": variants}
    found = asset(resource("aws_sagemaker_endpoint_configuration.a", values))
    assert (found.kms_key, found.local_storage) == ("arn:key", local)


def test_a_variant_known_only_after_apply() -> None:
    unknown = {"shadow_production_variants": [{"instance_type": True}]}
    values = {"name": "a", "production_variants": [{"instance_type": "ml.m5.large"}], "shadow_production_variants": [{}]}
    assert isinstance(asset(resource("aws_sagemaker_endpoint_configuration.a", values, unknown=unknown)).local_storage, Unknown)


@pytest.mark.parametrize(
    "kind", ["ml.m5d.large", "ml.g4dn.xlarge", "ml.p4de.24xlarge", "ml.g6e.xlarge", "ml.p5.48xlarge", "ml.trn1.2xlarge"]
)
def test_instances_with_local_disks(kind: str) -> None:
    assert has_local_storage(kind)


@pytest.mark.parametrize(
    "kind", ["ml.m5.large", "ml.c6i.large", "ml.p3.2xlarge", "ml.inf1.xlarge", "ml.t2.medium", "ml.r5.large"]
)
def test_instances_without_local_disks(kind: str) -> None:
    assert not has_local_storage(kind)


@pytest.mark.parametrize(("value", "wanted"), [(None, "PublicInternetOnly"), ("VpcOnly", "VpcOnly")])
def test_domains(value: str | None, wanted: str) -> None:
    found = asset(resource("aws_sagemaker_domain.a", {"domain_name": "a", "app_network_access_type": value, "kms_key_id": "k"}))
    assert (found.network_access, found.kms_key) == (wanted, "k")


@pytest.mark.parametrize(("value", "wanted"), [(None, False), (True, True)])
def test_models(value: bool | None, wanted: bool) -> None:
    assert asset(resource("aws_sagemaker_model.a", {"name": "a", "enable_network_isolation": value})).network_isolation is wanted


@pytest.mark.parametrize(
    ("variants", "serverless"),
    [
        ([{"serverless_config": [{"max_concurrency": 1}]}], True),
        ([{"serverless_config": [{"max_concurrency": 1}]}, {"instance_type": "ml.m5.large"}], False),
        ([{"instance_type": "ml.m5.large", "serverless_config": []}], False),
    ],
)
def test_serverless_variants(variants: list[Any], serverless: bool) -> None:
    found = asset(resource("aws_sagemaker_endpoint_configuration.a", {"name": "a", "production_variants": variants}))
    assert found.serverless is serverless
