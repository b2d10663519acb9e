"""Auto Scaling groups and launch configurations."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from tests.support.aws import Case, Client
from tests.support.plans import resource

ARN = "arn:aws:autoscaling:us-east-1:123456789012"


def _disk(name: str, *, encrypted: bool) -> dict[str, Any]:
    return {"DeviceName": name, "Ebs": {"VolumeSize": 8, "Encrypted": encrypted}}


def seed(client: Client) -> None:
    """`checked` and `guarded` follow every rule, `dead-only` and `open` none, `alone` has no load balancer, `bare` says nothing."""
    ec2, scaling, elb = client("ec2"), client("autoscaling"), client("elb")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    with patch("moto.ec2.models.subnets.random_subnet_id", return_value="subnet-inner"):
        ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")
    image = next(each for each in ec2.describe_images()["Images"] if each["RootDeviceName"] == "/dev/sda1")["ImageId"]
    launch = {"ImageId": image, "InstanceType": "t3.micro"}
    scaling.create_launch_configuration(
        **launch,
        LaunchConfigurationName="guarded",
        AssociatePublicIpAddress=False,
        InstanceMonitoring={"Enabled": True},
        IamInstanceProfile="web",
        MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled"},
        BlockDeviceMappings=[_disk("/dev/sda1", encrypted=True), _disk("/dev/sdf", encrypted=True)],
    )
    scaling.create_launch_configuration(
        **launch,
        LaunchConfigurationName="open",
        AssociatePublicIpAddress=True,
        InstanceMonitoring={"Enabled": False},
        MetadataOptions={"HttpTokens": "optional", "HttpEndpoint": "enabled"},
        BlockDeviceMappings=[_disk("/dev/sda1", encrypted=True), _disk("/dev/sdf", encrypted=False)],
    )
    scaling.create_launch_configuration(**launch, LaunchConfigurationName="bare")
    elb.create_load_balancer(
        LoadBalancerName="front",
        Listeners=[{"Protocol": "TCP", "LoadBalancerPort": 443, "InstancePort": 443}],
        AvailabilityZones=["us-east-1a"],
    )
    group = {
        "LaunchConfigurationName": "guarded",
        "MinSize": 0,
        "MaxSize": 0,
        "DesiredCapacity": 0,
        "VPCZoneIdentifier": "subnet-inner",
    }
    for number, (name, check, balancers) in enumerate(
        (("checked", "ELB", ["front"]), ("dead-only", "EC2", ["front"]), ("alone", "EC2", []))
    ):
        tag = {"Key": "DataClassification", "Value": "PHI", "PropagateAtLaunch": True}
        with patch("moto.autoscaling.models.random.uuid4", return_value=f"id-{number}"):
            scaling.create_auto_scaling_group(
                **group,
                AutoScalingGroupName=name,
                HealthCheckType=check,
                LoadBalancerNames=balancers,
                Tags=[{**tag, "ResourceId": name, "ResourceType": "auto-scaling-group"}],
            )


CASE = Case(
    types=("aws.autoscaling.group", "aws.autoscaling.launch_configuration"),
    seed=seed,
    expected={
        "aws-autoscaling-group-elb-health-check": {"checked": "pass", "dead-only": "fail", "alone": "not_applicable"},
        "aws-autoscaling-launch-configuration-imdsv2-required": {"guarded": "pass", "open": "fail", "bare": "unknown"},
        "aws-autoscaling-launch-configuration-no-public-ip": {"guarded": "pass", "open": "fail"},
        "aws-autoscaling-launch-configuration-volumes-encrypted": {"guarded": "pass", "open": "fail", "bare": "unknown"},
    },
    plan=(
        resource(
            "aws_launch_configuration.guarded",
            {
                "id": "guarded",
                "arn": f"{ARN}:launchConfiguration:9dbbbf87-6141-428a-a409-0752edbe6cad:launchConfigurationName/guarded",
                "name": "guarded",
                "associate_public_ip_address": False,
                "enable_monitoring": True,
                "iam_instance_profile": "web",
                "metadata_options": [{"http_tokens": "required", "http_endpoint": "enabled"}],
                "root_block_device": [{"encrypted": True}],
                "ebs_block_device": [{"device_name": "/dev/sdf", "encrypted": True}],
            },
        ),
        resource(
            "aws_autoscaling_group.checked",
            {
                "id": "checked",
                "arn": f"{ARN}:autoScalingGroup:id-0:autoScalingGroupName/checked",
                "name": "checked",
                "health_check_type": "ELB",
                "load_balancers": ["front"],
                "target_group_arns": [],
                "traffic_source": [],
                "launch_configuration": "guarded",
                "vpc_zone_identifier": ["subnet-inner"],
                "tag": [{"key": "DataClassification", "value": "PHI", "propagate_at_launch": True}],
            },
        ),
    ),
    differences={
        (
            "aws.autoscaling.launch_configuration",
            "root_device",
        ): "the image tells the name of the root device, which no plan declares",
    },
)
