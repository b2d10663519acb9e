"""EKS clusters and node groups."""

from __future__ import annotations

import json

from tests.support.aws import Case, Client
from tests.support.plans import resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
CLUSTER = "arn:aws:eks:us-east-1:123456789012:cluster/records"
LOGS = ["api", "audit", "authenticator"]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def seed(client: Client) -> None:
    """`records` has everything, `bare` was only created (moto then tells nothing of its endpoint); the nodes `guarded` open SSH to a group, `open` to everyone."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"] for number in (1, 2)]
    role = client("iam").create_role(RoleName="eks-case", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    eks = client("eks")
    eks.create_cluster(
        name="records",
        version="1.33",
        roleArn=role,
        resourcesVpcConfig={
            "subnetIds": subnets,
            "endpointPublicAccess": False,
            "endpointPrivateAccess": True,
            "publicAccessCidrs": ["203.0.113.0/24"],
        },
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": KEY}}],
        logging={"clusterLogging": [{"types": LOGS, "enabled": True}]},
        tags={"DataClassification": "PHI"},
    )
    eks.create_cluster(name="bare", roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
    access = {"ec2SshKey": "operators", "sourceSecurityGroups": ["sg-12345678"]}
    for name, remote in (("guarded", access), ("open", {"ec2SshKey": "operators"})):
        eks.create_nodegroup(clusterName="records", nodegroupName=name, subnets=subnets, nodeRole=role, remoteAccess=remote)


CASE = Case(
    types=("aws.eks.cluster", "aws.eks.node_group"),
    seed=seed,
    expected={
        "aws-eks-cluster-control-plane-logged": {"records": "pass", "bare": "fail"},
        "aws-eks-cluster-endpoint-not-open": {"records": "pass", "bare": "unknown"},
        "aws-eks-cluster-private-endpoint": {"records": "pass", "bare": "unknown"},
        "aws-eks-cluster-secrets-encrypted-with-kms": {"records": "pass", "bare": "fail"},
        "aws-eks-node-group-ssh-not-open": {"guarded": "pass", "open": "fail"},
    },
    plan=(
        resource(
            "aws_eks_cluster.records",
            {
                "name": "records",
                "id": "records",
                "arn": CLUSTER,
                "version": "1.33",
                "vpc_config": [
                    {
                        "endpoint_public_access": False,
                        "endpoint_private_access": True,
                        "public_access_cidrs": ["203.0.113.0/24"],
                    }
                ],
                "encryption_config": [{"resources": ["secrets"], "provider": [{"key_arn": KEY}]}],
                "enabled_cluster_log_types": LOGS,
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_eks_node_group.guarded",
            {
                "node_group_name": "guarded",
                "cluster_name": "records",
                "id": "records:guarded",
                "arn": "arn:aws:eks:us-east-1:123456789012:nodegroup/records/guarded/1",
                "remote_access": [{"ec2_ssh_key": "operators", "source_security_group_ids": ["sg-12345678"]}],
            },
        ),
    ),
    differences={("aws.eks.node_group", "arn"): "ends with an id that is given at random"},
)
