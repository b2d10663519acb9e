"""Amazon SageMaker AI. https://docs.aws.amazon.com/sagemaker/latest/APIReference/"""

from __future__ import annotations

import re

from hipaacheck import Asset, AssetType, Unknown


class NotebookInstance(Asset, frozen=True, kw_only=True, tag="aws.sagemaker.notebook_instance"):
    """A notebook instance."""

    arn: str | Unknown | None
    """ARN of the notebook instance."""
    kms_key: str | Unknown | None
    """KMS key of the storage volume; null when none is named, which means a key that SageMaker holds."""
    direct_internet_access: bool | Unknown
    """Whether SageMaker gives the notebook its own way to the internet, past the VPC."""
    root_access: bool | Unknown
    """Whether users of the notebook are root on its machine."""
    subnet: str | Unknown | None
    """Subnet of the notebook; null when it is in no VPC of the account."""


NOTEBOOK_INSTANCE = AssetType(name="aws.sagemaker.notebook_instance", record=NotebookInstance)


class EndpointConfig(Asset, frozen=True, kw_only=True, tag="aws.sagemaker.endpoint_config"):
    """The configuration of an inference endpoint."""

    arn: str | Unknown | None
    """ARN of the configuration."""
    kms_key: str | Unknown | None
    """KMS key of the storage volumes; null when none is named."""
    serverless: bool | Unknown
    """Whether every variant is serverless, so that there are no instances whose volumes a key could encrypt."""
    local_storage: bool | Unknown
    """Whether some variant runs on instances with local disks. Their hardware encrypts them, and SageMaker then refuses a
    KMS key."""


ENDPOINT_CONFIG = AssetType(name="aws.sagemaker.endpoint_config", record=EndpointConfig)


class Domain(Asset, frozen=True, kw_only=True, tag="aws.sagemaker.domain"):
    """A Studio domain."""

    arn: str | Unknown | None
    """ARN of the domain."""
    kms_key: str | Unknown | None
    """KMS key of the domain's file system; null when none is named, which means the key of EFS."""
    network_access: str | Unknown
    """`PublicInternetOnly` or `VpcOnly`: the way of traffic that does not go to the file system."""


DOMAIN = AssetType(name="aws.sagemaker.domain", record=Domain)


class Model(Asset, frozen=True, kw_only=True, tag="aws.sagemaker.model"):
    """A model: containers and where their artifacts are."""

    arn: str | Unknown | None
    """ARN of the model."""
    network_isolation: bool | Unknown
    """Whether the containers can make no network calls at all."""


MODEL = AssetType(name="aws.sagemaker.model", record=Model)

_LOCAL_DISKS = re.compile(r"ml\.([a-z]+\d+[a-z]*d[a-z]*|g[5-9]\w*|gr\d\w*|p[5-9][\w-]*|i\d\w*|trn\d\w*)\.")


def has_local_storage(instance_type: str) -> bool:
    """Whether an instance type such as `ml.g5.xlarge` has disks of its own, by its family."""
    return _LOCAL_DISKS.match(instance_type) is not None
