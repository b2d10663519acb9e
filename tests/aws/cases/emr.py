"""EMR clusters and security configurations."""

from __future__ import annotations

import json
from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
STRICT = json.dumps(
    {
        "EncryptionConfiguration": {
            "EnableAtRestEncryption": True,
            "EnableInTransitEncryption": True,
            "AtRestEncryptionConfiguration": {
                "S3EncryptionConfiguration": {"EncryptionMode": "SSE-KMS", "AwsKmsKey": KEY},
                "LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": KEY},
            },
            "InTransitEncryptionConfiguration": {
                "TLSCertificateConfiguration": {"CertificateProviderType": "PEM", "S3Object": "s3://setup/certificates.zip"}
            },
        },
        "AuthenticationConfiguration": {
            "KerberosConfiguration": {
                "Provider": "ClusterDedicatedKdc",
                "ClusterDedicatedKdcConfiguration": {"TicketLifetimeInHours": 24},
            }
        },
    }
)
LOOSE = json.dumps({"EncryptionConfiguration": {"EnableAtRestEncryption": False, "EnableInTransitEncryption": False}})


def seed(client: Client) -> None:
    """`claims` has everything, `scratch` encrypts nothing, `naked` uses no security configuration, `gone` is terminated."""
    emr, ec2 = client("emr"), client("ec2")
    subnets = ec2.describe_subnets()["Subnets"]
    private, public = subnets[0]["SubnetId"], subnets[1]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=private, MapPublicIpOnLaunch={"Value": False})
    emr.create_security_configuration(Name="strict", SecurityConfiguration=STRICT)
    emr.create_security_configuration(Name="loose", SecurityConfiguration=LOOSE)
    _run(
        emr,
        "claims",
        private,
        LogUri="s3://logs/emr/",
        SecurityConfiguration="strict",
        KerberosAttributes={"Realm": "EC2.INTERNAL", "KdcAdminPassword": "a-password"},
        Tags=[{"Key": "DataClassification", "Value": "PHI"}],
    )
    _run(emr, "scratch", public, SecurityConfiguration="loose")
    _run(emr, "naked", public)
    emr.terminate_job_flows(JobFlowIds=[_run(emr, "gone", public)])


def _run(emr: Any, name: str, subnet: str, **more: Any) -> str:
    instances = {
        "MasterInstanceType": "m5.xlarge",
        "SlaveInstanceType": "m5.xlarge",
        "InstanceCount": 2,
        "Ec2SubnetId": subnet,
        "KeepJobFlowAliveWhenNoSteps": True,
    }
    found = emr.run_job_flow(
        Name=name, ReleaseLabel="emr-7.8.0", Instances=instances, JobFlowRole="nodes", ServiceRole="emr", **more
    )
    return str(found["JobFlowId"])


CASE = Case(
    types=("aws.emr.cluster", "aws.emr.security_configuration"),
    seed=seed,
    expected={
        "aws-emr-cluster-encrypted-in-transit": {"claims": "unknown", "scratch": "unknown", "naked": "fail"},
        "aws-emr-cluster-kerberos-enabled": {"claims": "pass", "scratch": "fail"},
        "aws-emr-cluster-local-disks-encrypted": {"claims": "unknown", "scratch": "unknown", "naked": "fail"},
        "aws-emr-cluster-logs-kept": {"claims": "pass", "scratch": "fail"},
        "aws-emr-cluster-no-public-ip": {"claims": "pass", "scratch": "fail"},
    },
    canned={
        "emr:ListSecurityConfigurations": {"SecurityConfigurations": [{"Name": "strict", "CreationDateTime": 1}]},
        "emr:DescribeSecurityConfiguration": {
            "Name": "strict",
            "SecurityConfiguration": '{"EncryptionConfiguration": {"EnableInTransitEncryption": false, "EnableAtRestEncryption": false}}',
        },
    },
    unserved={"emr:ListSecurityConfigurations": "moto does not have it"},
    plan=(
        resource(
            "aws_emr_cluster.claims",
            {
                "id": "j-1",
                "arn": "arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/j-1",
                "name": "claims",
                "log_uri": "s3://logs/emr/",
                "security_configuration": "strict",
                "kerberos_attributes": [{"realm": "EC2.INTERNAL"}],
                "ec2_attributes": [{"subnet_id": "subnet-0a1b2c3d"}],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
    ),
    differences={
        ("aws.emr.cluster", "arn"): "moto chooses the id",
        ("aws.emr.cluster", "subnets"): "moto chooses the ids of subnets",
        ("aws-emr-cluster-no-public-ip", "claims"): "the same",
    },
)
