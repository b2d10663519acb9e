"""SageMaker notebook instances, endpoint configurations, Studio domains and models."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::123456789012:role/sagemaker"
PHI = [{"Key": "DataClassification", "Value": "PHI"}]
CONTAINER = {"Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/model:1.0", "ModelDataUrl": "s3://models/triage.tar.gz"}
ARN = "arn:aws:sagemaker:us-east-1:123456789012"


def seed(client: Client) -> None:
    """`triage` has everything, `open` nothing; `large` runs on instances with disks of their own. moto isolates no model."""
    sagemaker = client("sagemaker")
    network = client("ec2").describe_subnets()["Subnets"][0]
    sagemaker.create_notebook_instance(
        NotebookInstanceName="triage",
        InstanceType="ml.t3.medium",
        RoleArn=ROLE,
        SubnetId="subnet-0a1b2c3d",
        SecurityGroupIds=["sg-0a1b2c3d"],
        KmsKeyId=KEY,
        DirectInternetAccess="Disabled",
        RootAccess="Disabled",
        Tags=PHI,
    )
    sagemaker.create_notebook_instance(
        NotebookInstanceName="open", InstanceType="ml.t3.medium", RoleArn=ROLE, RootAccess="Enabled"
    )
    sagemaker.create_model(ModelName="open", ExecutionRoleArn=ROLE, PrimaryContainer=CONTAINER, Tags=PHI)
    for name, kind, key in (("triage", "ml.m5.large", KEY), ("open", "ml.m5.large", None), ("large", "ml.g4dn.xlarge", None)):
        _endpoint_config(sagemaker, name, kind, key)
    _domain(sagemaker, network, "triage", KmsKeyId=KEY, AppNetworkAccessType="VpcOnly", Tags=PHI)
    _domain(sagemaker, network, "open", Tags=[])


def _endpoint_config(sagemaker: Any, name: str, kind: str, key: str | None) -> None:
    variant = {"VariantName": "all", "ModelName": "open", "InitialInstanceCount": 1, "InstanceType": kind}
    sagemaker.create_endpoint_config(
        EndpointConfigName=name, ProductionVariants=[variant], **({"KmsKeyId": key, "Tags": PHI} if key else {})
    )


def _domain(sagemaker: Any, network: dict[str, Any], name: str, **more: Any) -> None:
    sagemaker.create_domain(
        DomainName=name,
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": ROLE},
        SubnetIds=[network["SubnetId"]],
        VpcId=network["VpcId"],
        **more,
    )


CASE = Case(
    types=("aws.sagemaker.notebook_instance", "aws.sagemaker.endpoint_config", "aws.sagemaker.domain", "aws.sagemaker.model"),
    seed=seed,
    expected={
        "aws-sagemaker-domain-encrypted-with-kms": {"triage": "pass", "open": "fail"},
        "aws-sagemaker-domain-vpc-only": {"triage": "pass", "open": "fail"},
        "aws-sagemaker-endpoint-config-encrypted-with-kms": {"triage": "pass", "open": "fail", "large": "not_applicable"},
        "aws-sagemaker-model-network-isolated": {"open": "fail"},
        "aws-sagemaker-notebook-encrypted-with-kms": {"triage": "pass", "open": "fail"},
        "aws-sagemaker-notebook-in-vpc": {"triage": "pass", "open": "fail"},
        "aws-sagemaker-notebook-no-direct-internet": {"triage": "pass", "open": "fail"},
        "aws-sagemaker-notebook-no-root": {"triage": "pass", "open": "fail"},
    },
    plan=(
        resource(
            "aws_sagemaker_notebook_instance.triage",
            {
                "id": "triage",
                "arn": f"{ARN}:notebook-instance/triage",
                "name": "triage",
                "kms_key_id": KEY,
                "subnet_id": "subnet-0a1b2c3d",
                "direct_internet_access": "Disabled",
                "root_access": "Disabled",
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_sagemaker_notebook_instance.open",
            {
                "id": "open",
                "arn": f"{ARN}:notebook-instance/open",
                "name": "open",
                "direct_internet_access": "Enabled",
                "root_access": "Enabled",
            },
        ),
        resource(
            "aws_sagemaker_model.open",
            {
                "id": "open",
                "arn": f"{ARN}:model/open",
                "name": "open",
                "enable_network_isolation": False,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_sagemaker_endpoint_configuration.triage",
            {
                "id": "triage",
                "arn": f"{ARN}:endpoint-config/triage",
                "name": "triage",
                "kms_key_arn": KEY,
                "production_variants": [{"model_name": "open", "instance_type": "ml.m5.large", "serverless_config": []}],
                "shadow_production_variants": [],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_sagemaker_endpoint_configuration.large",
            {
                "id": "large",
                "arn": f"{ARN}:endpoint-config/large",
                "name": "large",
                "production_variants": [{"model_name": "open", "instance_type": "ml.g4dn.xlarge", "serverless_config": []}],
                "shadow_production_variants": [],
            },
        ),
    ),
)
