"""Load balancers of every kind, and their listeners."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from tests.support.aws import ACCOUNT, REGION, Case, Client
from tests.support.plans import resource

CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/11111111-2222-3333-4444-555555555555"
OWN_CERTIFICATE = f"arn:aws:iam::{ACCOUNT}:server-certificate/own"
DEFAULT = [{"Name": "default-for-az", "Values": ["true"]}]
STRONG = "ELBSecurityPolicy-TLS13-1-2-2021-06"
TO_HTTPS = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
REFUSE = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}


def _ends(value: str) -> AbstractContextManager[Any]:
    """The ARN of what is made meanwhile ends with this."""
    return patch("moto.elbv2.models.mock_random.get_random_hex", return_value=value)


def _arn(kind: str, *parts: str) -> str:
    return f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:{kind}/app/{'/'.join(parts)}"


def seed(client: Client) -> None:
    """`portal` and `old-portal` are as they should be, the others lack something."""
    ec2 = client("ec2")
    subnets = [item["SubnetId"] for item in ec2.describe_subnets(Filters=DEFAULT)["Subnets"]][:2]
    with patch("moto.acm.models.make_arn_for_certificate", return_value=CERTIFICATE):
        client("acm").request_certificate(DomainName="portal.example.com")
    client("iam").upload_server_certificate(ServerCertificateName="own", CertificateBody="-", PrivateKey="-")
    _elbv2(client, subnets)
    _classic(client("elb"), subnets)


def _elbv2(client: Client, subnets: list[str]) -> None:
    elb, wafv2 = client("elbv2"), client("wafv2")
    for name, kind, scheme in (
        ("portal", "application", "internet-facing"),
        ("bare", "application", "internet-facing"),
        ("inner", "network", "internal"),
    ):
        with _ends(name):
            elb.create_load_balancer(Name=name, Type=kind, Scheme=scheme, Subnets=subnets, Tags=[{"Key": "Name", "Value": name}])
    _set(elb, "portal", "true", bucket="logs")
    _set(elb, "bare", "false")
    _set(elb, "inner", "true")
    acl = wafv2.create_web_acl(
        Name="portal-filter",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "portal-filter"},
    )["Summary"]
    wafv2.associate_web_acl(WebACLArn=acl["ARN"], ResourceArn=_arn("loadbalancer", "portal", "portal"))
    tls = {"SslPolicy": STRONG, "Certificates": [{"CertificateArn": CERTIFICATE}]}
    _listen(elb, "portal", "https", Port=443, Protocol="HTTPS", DefaultActions=[REFUSE], **tls)
    _listen(elb, "portal", "http", Port=80, Protocol="HTTP", DefaultActions=[TO_HTTPS])
    _listen(elb, "bare", "http", Port=80, Protocol="HTTP", DefaultActions=[TO_HTTPS])
    with _ends("forward"):
        group = elb.create_target_group(Name="app", Protocol="HTTP", Port=80, VpcId=_vpc(client))["TargetGroups"][0]
        elb.create_rule(
            ListenerArn=_arn("listener", "bare", "bare", "http"),
            Priority=1,
            Conditions=[{"Field": "path-pattern", "Values": ["/api/*"]}],
            Actions=[{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
        )
    weak = {**tls, "SslPolicy": "ELBSecurityPolicy-2016-08"}
    _listen(elb, "bare", "https", Port=443, Protocol="HTTPS", DefaultActions=[REFUSE], **weak)
    forward = [{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}]
    _listen(elb, "inner", "tcp", Port=5432, Protocol="TCP", DefaultActions=forward)


def _vpc(client: Client) -> str:
    found: str = client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    return found


def _set(elb: Any, name: str, flag: str, bucket: str = "") -> None:
    """Every attribute that the service has; moto keeps only some by itself."""
    values = {
        "access_logs.s3.enabled": "true" if bucket else "false",
        "access_logs.s3.bucket": bucket,
        "deletion_protection.enabled": flag,
        "routing.http.drop_invalid_header_fields.enabled": flag,
    }
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=_arn("loadbalancer", name, name), Attributes=[{"Key": key, "Value": item} for key, item in values.items()]
    )


def _listen(elb: Any, balancer: str, name: str, **arguments: Any) -> None:
    with _ends(name):
        elb.create_listener(LoadBalancerArn=_arn("loadbalancer", balancer, balancer), **arguments)


def _classic(elb: Any, subnets: list[str]) -> None:
    secure = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstanceProtocol": "HTTPS", "InstancePort": 443}
    for name, listeners in (
        ("old-portal", [{**secure, "SSLCertificateId": CERTIFICATE}]),
        ("old-bare", [{**secure, "SSLCertificateId": OWN_CERTIFICATE}]),
        ("old-plain", [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 80}]),
    ):
        elb.create_load_balancer(LoadBalancerName=name, Listeners=listeners, Subnets=subnets, Scheme="internal")
    elb.create_load_balancer_policy(
        LoadBalancerName="old-portal",
        PolicyName="tls-1-2",
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[{"AttributeName": "Reference-Security-Policy", "AttributeValue": "ELBSecurityPolicy-TLS-1-2-2017-01"}],
    )
    elb.set_load_balancer_policies_of_listener(LoadBalancerName="old-portal", LoadBalancerPort=443, PolicyNames=["tls-1-2"])
    elb.modify_load_balancer_attributes(
        LoadBalancerName="old-portal",
        LoadBalancerAttributes={
            "CrossZoneLoadBalancing": {"Enabled": True},
            "AccessLog": {"Enabled": True, "S3BucketName": "logs"},
        },
    )


PORTAL_HTTPS, PORTAL_HTTP = "listener/app/portal/portal/https", "listener/app/portal/portal/http"
BARE_HTTPS, BARE_HTTP = "listener/app/bare/bare/https", "listener/app/bare/bare/http"
INNER_TCP = "listener/app/inner/inner/tcp"
CASE = Case(
    types=("aws.elb.load_balancer", "aws.elbv2.listener", "aws.elbv2.load_balancer"),
    seed=seed,
    expected={
        "aws-elb-load-balancer-access-logged": {"old-portal": "pass", "old-bare": "fail"},
        "aws-elb-load-balancer-certificate-from-acm": {
            "old-portal": "pass",
            "old-bare": "fail",
            "old-plain": "not_applicable",
        },
        "aws-elb-load-balancer-cross-zone": {"old-portal": "pass", "old-bare": "fail"},
        "aws-elb-load-balancer-tls-listeners-only": {"old-portal": "pass", "old-plain": "fail"},
        "aws-elb-load-balancer-tls-policy": {"old-portal": "pass", "old-bare": "fail", "old-plain": "not_applicable"},
        "aws-elbv2-listener-http-redirected": {PORTAL_HTTP: "pass", BARE_HTTP: "fail", PORTAL_HTTPS: "not_applicable"},
        "aws-elbv2-listener-tls": {PORTAL_HTTPS: "pass", INNER_TCP: "fail"},
        "aws-elbv2-listener-tls-policy": {PORTAL_HTTPS: "pass", BARE_HTTPS: "fail", INNER_TCP: "not_applicable"},
        "aws-elbv2-load-balancer-access-logged": {"portal": "pass", "bare": "fail", "inner": "not_applicable"},
        "aws-elbv2-load-balancer-deletion-protection": {"portal": "pass", "bare": "fail", "inner": "pass"},
        "aws-elbv2-load-balancer-invalid-headers-dropped": {"portal": "pass", "bare": "fail"},
        "aws-elbv2-load-balancer-web-acl": {"portal": "pass", "bare": "fail", "inner": "not_applicable"},
    },
    plan=(
        resource(
            "aws_lb.bare",
            {
                "name": "bare",
                "id": _arn("loadbalancer", "bare", "bare"),
                "arn": _arn("loadbalancer", "bare", "bare"),
                "load_balancer_type": "application",
                "internal": False,
                "enable_deletion_protection": False,
                "drop_invalid_header_fields": False,
                "access_logs": [],
                "tags_all": {"Name": "bare"},
            },
        ),
        resource(
            "aws_lb_listener.http",
            {
                "id": _arn("listener", "portal", "portal", "http"),
                "arn": _arn("listener", "portal", "portal", "http"),
                "load_balancer_arn": _arn("loadbalancer", "portal", "portal"),
                "port": 80,
                "protocol": "HTTP",
                "ssl_policy": "",
                "certificate_arn": None,
                "default_action": [
                    {"type": "redirect", "redirect": [{"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"}]}
                ],
            },
        ),
        resource(
            "aws_lb_listener.https",
            {
                "id": _arn("listener", "portal", "portal", "https"),
                "arn": _arn("listener", "portal", "portal", "https"),
                "load_balancer_arn": _arn("loadbalancer", "portal", "portal"),
                "port": 443,
                "protocol": "HTTPS",
                "ssl_policy": STRONG,
                "certificate_arn": CERTIFICATE,
                "default_action": [{"type": "fixed-response", "fixed_response": [{"content_type": "text/plain"}]}],
            },
        ),
        resource(
            "aws_elb.portal",
            {
                "name": "old-portal",
                "id": "old-portal",
                "arn": f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/old-portal",
                "internal": True,
                "cross_zone_load_balancing": True,
                "access_logs": [{"bucket": "logs", "enabled": True}],
                "listener": [
                    {
                        "lb_port": 443,
                        "lb_protocol": "https",
                        "instance_port": 443,
                        "instance_protocol": "https",
                        "ssl_certificate_id": CERTIFICATE,
                    }
                ],
            },
        ),
        resource(
            "aws_load_balancer_policy.tls",
            {
                "load_balancer_name": "old-portal",
                "policy_name": "tls-1-2",
                "policy_type_name": "SSLNegotiationPolicyType",
                "policy_attribute": [{"name": "Reference-Security-Policy", "value": "ELBSecurityPolicy-TLS-1-2-2017-01"}],
            },
        ),
        resource(
            "aws_load_balancer_listener_policy.tls",
            {"load_balancer_name": "old-portal", "load_balancer_port": 443, "policy_names": ["tls-1-2"]},
        ),
    ),
)
