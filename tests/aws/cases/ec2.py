"""EC2 instances and launch templates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from tests.support.aws import Case, Client
from tests.support.plans import NOW, resource

KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
TAGS = [{"Key": "DataClassification", "Value": "PHI"}]


def _disk(name: str, *, encrypted: bool) -> dict[str, Any]:
    key = {"KmsKeyId": KEY} if encrypted else {}
    return {"DeviceName": name, "Ebs": {"VolumeSize": 8, "VolumeType": "gp3", "Encrypted": encrypted, **key}}


def seed(client: Client) -> None:
    """`i-good` and `guarded` follow every rule, `i-bad` and `open` none, `bare` says nothing; `i-idle` and `i-left`
    are stopped, `i-gone` is terminated."""
    ec2, iam = client("ec2"), client("iam")
    iam.create_instance_profile(InstanceProfileName="web")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    with patch("moto.ec2.models.subnets.random_subnet_id", return_value="subnet-inner"):
        ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")
    with patch("moto.ec2.models.security_groups.random_security_group_id", return_value="sg-web"):
        ec2.create_security_group(VpcId=vpc, GroupName="web", Description="web")
    image = next(each for each in ec2.describe_images()["Images"] if each["RootDeviceName"] == "/dev/sda1")["ImageId"]
    inner = [{"DeviceIndex": 0, "SubnetId": "subnet-inner", "Groups": ["sg-web"], "AssociatePublicIpAddress": False}]
    one = {"ImageId": image, "MinCount": 1, "MaxCount": 1}
    with patch("moto.ec2.models.instances.random_instance_id", side_effect=["i-good", "i-bad", "i-idle", "i-left", "i-gone"]):
        ec2.run_instances(
            **one,
            InstanceType="m7g.large",
            NetworkInterfaces=inner,
            IamInstanceProfile={"Name": "web"},
            EbsOptimized=True,
            Monitoring={"Enabled": True},
            MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1},
            BlockDeviceMappings=[_disk("/dev/sda1", encrypted=True), _disk("/dev/sdf", encrypted=True)],
            TagSpecifications=[{"ResourceType": "instance", "Tags": TAGS}],
        )
        ec2.run_instances(
            **one,
            InstanceType="t2.micro",
            KeyName="admin",
            BlockDeviceMappings=[_disk("/dev/sda1", encrypted=False), _disk("/dev/sdf", encrypted=False)],
        )
        for _ in ("i-idle", "i-left", "i-gone"):
            ec2.run_instances(**one, InstanceType="t3.micro", NetworkInterfaces=inner)
    for instance, days in (("i-idle", 5), ("i-left", 31)):
        with patch("moto.ec2.models.instances.utcnow", return_value=NOW - timedelta(days=days)):
            ec2.stop_instances(InstanceIds=[instance])
    ec2.terminate_instances(InstanceIds=["i-gone"])
    good = {
        "MetadataOptions": {"HttpTokens": "required"},
        "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": False}],
        "Monitoring": {"Enabled": True},
        "IamInstanceProfile": {"Name": "web"},
        "BlockDeviceMappings": [_disk("/dev/xvda", encrypted=True), {"DeviceName": "/dev/sdb", "VirtualName": "ephemeral0"}],
    }
    bad = {
        "MetadataOptions": {"HttpTokens": "optional"},
        "NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": True}],
        "BlockDeviceMappings": [_disk("/dev/xvda", encrypted=False)],
    }
    with patch("moto.ec2.models.launch_templates.random_launch_template_id", side_effect=["lt-good", "lt-bad", "lt-bare"]):
        tagged = [{"ResourceType": "launch-template", "Tags": TAGS}]
        ec2.create_launch_template(LaunchTemplateName="guarded", LaunchTemplateData=bad, TagSpecifications=tagged)
        ec2.create_launch_template(LaunchTemplateName="open", LaunchTemplateData=good)
        ec2.create_launch_template(LaunchTemplateName="bare", LaunchTemplateData={"InstanceType": "t3.micro"})
    ec2.create_launch_template_version(LaunchTemplateName="guarded", LaunchTemplateData=good)
    ec2.create_launch_template_version(LaunchTemplateName="open", LaunchTemplateData=bad)


CASE = Case(
    types=("aws.ec2.instance", "aws.ec2.launch_template"),
    seed=seed,
    expected={
        "aws-ec2-instance-attached-volumes-encrypted": {"i-good": "pass", "i-bad": "fail"},
        "aws-ec2-instance-detailed-monitoring": {"i-good": "pass", "i-bad": "fail"},
        "aws-ec2-instance-ebs-optimized": {"i-good": "pass", "i-bad": "fail"},
        "aws-ec2-instance-imdsv2-required": {"i-good": "pass", "i-bad": "fail"},
        "aws-ec2-instance-in-backup-plan": {"i-good": "fail", "i-bad": "fail"},
        "aws-ec2-instance-in-vpc": {"i-good": "pass", "i-bad": "pass"},
        "aws-ec2-instance-managed-by-ssm": {"i-good": "unknown", "i-idle": "not_applicable"},
        "aws-ec2-instance-no-key-pair": {"i-good": "pass", "i-bad": "fail"},
        "aws-ec2-instance-no-public-ip": {"i-good": "pass", "i-bad": "fail", "i-idle": "pass"},
        "aws-ec2-instance-not-long-stopped": {"i-good": "not_applicable", "i-idle": "pass", "i-left": "fail"},
        "aws-ec2-instance-profile-attached": {"i-good": "pass", "i-bad": "fail"},
        "aws-ec2-instance-root-volume-encrypted": {"i-good": "pass", "i-bad": "fail"},
        "aws-ec2-launch-template-imdsv2-required": {"guarded": "pass", "open": "fail", "bare": "unknown"},
        "aws-ec2-launch-template-no-public-ip": {"guarded": "pass", "open": "fail", "bare": "unknown"},
        "aws-ec2-launch-template-volumes-encrypted": {"guarded": "pass", "open": "fail", "bare": "not_applicable"},
    },
    unserved={"ssm:DescribeInstanceInformation": "moto knows no managed instances"},
    plan=(
        resource(
            "aws_instance.good",
            {
                "id": "i-good",
                "arn": "arn:aws:ec2:us-east-1:123456789012:instance/i-good",
                "instance_type": "m7g.large",
                "subnet_id": "subnet-inner",
                "vpc_security_group_ids": ["sg-web"],
                "associate_public_ip_address": False,
                "iam_instance_profile": "web",
                "ebs_optimized": True,
                "monitoring": True,
                "key_name": None,
                "metadata_options": [{"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1}],
                "root_block_device": [{"device_name": "/dev/sda1", "encrypted": True, "kms_key_id": KEY}],
                "ebs_block_device": [{"device_name": "/dev/sdf", "encrypted": True, "kms_key_id": KEY}],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
        resource(
            "aws_launch_template.guarded",
            {
                "id": "lt-good",
                "arn": "arn:aws:ec2:us-east-1:123456789012:launch-template/lt-good",
                "name": "guarded",
                "metadata_options": [{"http_tokens": "required"}],
                "network_interfaces": [{"device_index": 0, "associate_public_ip_address": "false"}],
                "monitoring": [{"enabled": True}],
                "iam_instance_profile": [{"name": "web"}],
                "block_device_mappings": [
                    {"device_name": "/dev/xvda", "ebs": [{"encrypted": "true", "kms_key_id": KEY}]},
                    {"device_name": "/dev/sdb", "virtual_name": "ephemeral0", "ebs": []},
                ],
                "tags_all": {"DataClassification": "PHI"},
            },
        ),
    ),
    differences={
        ("aws.ec2.instance", "managed_by_ssm"): "only known at run time",
        ("aws.ec2.instance", "state"): "only known at run time",
        ("aws.ec2.instance", "stopped_since"): "only known at run time",
    },
)
