"""Load balancers, their listeners, and what companions declare for them."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.elb import AccessLogs, Redirect, TlsPolicy
from tests.support.plans import asset, assets, resource

ALB = resource("aws_lb.a", {"name": "a", "internal": False}, unknown=("id", "arn", "subnets"))
LISTENER = resource(
    "aws_lb_listener.a",
    {
        "port": 80,
        "protocol": "http",
        "default_action": [{"type": "redirect", "redirect": [{"protocol": "HTTPS", "status_code": "HTTP_301"}]}],
    },
    unknown=("id", "arn", "ssl_policy"),
    refs={"load_balancer_arn": "aws_lb.a.arn"},
)
CLASSIC = resource(
    "aws_elb.a",
    {"name": "a", "listener": [{"lb_port": 443, "lb_protocol": "https", "instance_port": 80, "instance_protocol": "http", "ssl_certificate_id": "arn:aws:acm:us-east-1:111122223333:certificate/a"}]},
    unknown=("id", "arn"),
)  # fmt: skip


def negotiated(*more: Any) -> Any:
    """The TLS policy of the one listener of the classic load balancer."""
    return assets(CLASSIC, *more)["aws_elb.a"].listeners[0].tls_policy  # type: ignore[attr-defined]


def test_defaults_of_a_load_balancer() -> None:
    found = asset(ALB)
    assert (found.kind, found.internal, found.deletion_protection, found.drop_invalid_headers) == (
        "application",
        False,
        False,
        False,
    )
    assert found.access_logs is None
    assert found.web_acl is None


@pytest.mark.parametrize("kind", ["aws_lb", "aws_alb"])
def test_arguments_of_a_load_balancer(kind: str) -> None:
    logs = {"bucket": "logs", "enabled": None, "prefix": None}
    given = {"load_balancer_type": "network", "enable_deletion_protection": True, "access_logs": [logs]}
    found = asset(resource(f"{kind}.a", given, unknown=("id", "arn", "internal")))
    assert (found.kind, found.deletion_protection) == ("network", True)
    assert found.access_logs == AccessLogs(enabled=False, bucket="logs")
    assert isinstance(found.internal, Unknown)


def test_a_web_acl_joins_by_reference() -> None:
    acl = resource(
        "aws_wafv2_web_acl_association.a", {}, refs={"resource_arn": "aws_lb.a.arn", "web_acl_arn": "aws_wafv2_web_acl.a.arn"}
    )
    other = resource("aws_lb.b", {"name": "b"})
    found = assets(ALB, other, acl, resource("aws_wafv2_web_acl.a", {"scope": "REGIONAL"}))
    assert found["aws_lb.a"].web_acl.refers == "aws_wafv2_web_acl.a"  # type: ignore[attr-defined]
    assert found["aws_lb.b"].web_acl is None  # type: ignore[attr-defined]


def test_a_web_acl_joins_by_equal_literals() -> None:
    arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/a/1"
    acl = resource("aws_wafregional_web_acl_association.a", {"resource_arn": arn, "web_acl_id": "abc"})
    assert asset(resource("aws_lb.a", {"name": "a", "arn": arn}), acl).web_acl == "abc"


def test_a_web_acl_whose_resource_cannot_be_told_leaves_doubt() -> None:
    acl = resource("aws_wafv2_web_acl_association.a", {"web_acl_arn": "arn"}, refs={"resource_arn": "local.arn"})
    assert isinstance(asset(ALB, acl).web_acl, Unknown)


def test_the_web_acl_of_something_else_leaves_none() -> None:
    stage = resource("aws_api_gateway_stage.a", {"stage_name": "prod", "rest_api_id": "abc"})
    acl = resource(
        "aws_wafv2_web_acl_association.a", {"web_acl_arn": "arn"}, refs={"resource_arn": "aws_api_gateway_stage.a.arn"}
    )
    assert assets(ALB, stage, acl)["aws_lb.a"].web_acl is None  # type: ignore[attr-defined]


def test_a_listener_knows_its_load_balancer_and_its_redirect() -> None:
    found: Any = assets(ALB, LISTENER)["aws_lb_listener.a"]
    assert found.load_balancer_arn.refers == "aws_lb.a"
    assert (found.port, found.protocol, found.certificate) == (80, "HTTP", None)
    assert found.default_actions[0].redirect == Redirect(protocol="HTTPS", port="#{port}")
    assert isinstance(found.ssl_policy, Unknown)
    assert found.rules == []


def test_a_redirect_keeps_the_protocol_unless_told() -> None:
    action = {"type": "redirect", "redirect": [{"status_code": "HTTP_301"}]}
    found = asset(resource("aws_alb_listener.a", {"load_balancer_arn": "arn", "protocol": "HTTP", "default_action": [action]}))
    assert found.default_actions[0].redirect.protocol == "#{protocol}"


def test_rules_join_their_listener() -> None:
    rule = resource("aws_lb_listener_rule.a", {"action": [{"type": "forward"}]}, refs={"listener_arn": "aws_lb_listener.a.arn"})
    found: Any = assets(ALB, LISTENER, rule)["aws_lb_listener.a"]
    assert [(item.origin, item.actions[0].kind) for item in found.rules] == [("aws_lb_listener_rule.a", "forward")]


def test_a_rule_of_a_listener_elsewhere_makes_a_stub() -> None:
    found = asset(resource("aws_lb_listener_rule.a", {"listener_arn": "arn:elsewhere", "action": [{"type": "forward"}]}))
    assert found.id == "arn:elsewhere"
    assert found.rules[0].actions[0].kind == "forward"
    assert isinstance(found.protocol, Unknown)
    assert isinstance(found.rules[1], Unknown)


def test_the_certificate_of_a_validation_is_the_one_validated() -> None:
    certificate = resource("aws_acm_certificate.a", {"domain_name": "example.org"})
    validation = resource("aws_acm_certificate_validation.a", {}, refs={"certificate_arn": "aws_acm_certificate.a.arn"})
    listener = resource(
        "aws_lb_listener.a",
        {"protocol": "HTTPS", "default_action": [{"type": "forward"}]},
        refs={"certificate_arn": "aws_acm_certificate_validation.a.certificate_arn"},
    )
    assert assets(certificate, validation, listener)["aws_lb_listener.a"].certificate.refers == "aws_acm_certificate.a"  # type: ignore[attr-defined]


def test_defaults_of_a_classic_load_balancer() -> None:
    found = asset(CLASSIC)
    assert (found.internal, found.cross_zone, found.access_logs) == (False, True, None)
    assert found.listeners[0].protocol == "HTTPS"
    assert found.listeners[0].certificate_source == "acm"
    assert found.listeners[0].tls_policy == TlsPolicy(predefined="ELBSecurityPolicy-2016-08", protocols=[], ciphers=[])


def test_classic_access_logs_are_on_unless_told() -> None:
    assert (
        asset(resource("aws_elb.a", {"name": "a", "access_logs": [{"bucket": "logs", "enabled": None}]})).access_logs.enabled
        is True
    )


@pytest.mark.parametrize(("kind", "source"), [("aws_acm_certificate", "acm"), ("aws_iam_server_certificate", "iam")])
def test_the_source_of_a_certificate_of_this_plan(kind: str, source: str) -> None:
    listener = {"lb_port": 443, "lb_protocol": "ssl"}
    balancer = resource("aws_elb.a", {"name": "a", "listener": [listener]}, unknown={"listener": [{"ssl_certificate_id": True}]})
    balancer["config"]["expressions"]["listener"] = [{"ssl_certificate_id": {"references": [f"{kind}.c.arn", f"{kind}.c"]}}]
    found = assets(balancer, resource(f"{kind}.c", {}))["aws_elb.a"].listeners[0]  # type: ignore[attr-defined]
    assert found.certificate_source == source


def test_a_listener_policy_leads_to_its_predefined_policy() -> None:
    policy = resource(
        "aws_load_balancer_policy.a",
        {
            "policy_name": "tls",
            "load_balancer_name": "a",
            "policy_type_name": "SSLNegotiationPolicyType",
            "policy_attribute": [{"name": "Reference-Security-Policy", "value": "ELBSecurityPolicy-TLS-1-2-2017-01"}],
        },
    )
    sticky = resource(
        "aws_load_balancer_policy.b",
        {"policy_name": "sticky", "load_balancer_name": "a", "policy_type_name": "AppCookieStickinessPolicyType"},
    )
    use = resource(
        "aws_load_balancer_listener_policy.a",
        {"load_balancer_name": "a", "load_balancer_port": 443, "policy_names": ["tls", "sticky"]},
    )
    assert negotiated(policy, sticky, use).predefined == "ELBSecurityPolicy-TLS-1-2-2017-01"


def test_a_custom_policy_allows_what_its_attributes_say() -> None:
    attributes = [
        ("Protocol-TLSv1.2", "true"),
        ("Protocol-TLSv1", "false"),
        ("ECDHE-RSA-AES128-GCM-SHA256", "true"),
        ("Server-Defined-Cipher-Order", "true"),
    ]
    policy = resource(
        "aws_lb_ssl_negotiation_policy.a",
        {"lb_port": 443, "attribute": [{"name": name, "value": value} for name, value in attributes]},
        refs={"load_balancer": "aws_elb.a.id"},
    )
    assert negotiated(policy) == TlsPolicy(predefined=None, protocols=["TLSv1.2"], ciphers=["ECDHE-RSA-AES128-GCM-SHA256"])


def test_a_policy_for_another_port_is_not_this_listeners() -> None:
    policy = resource("aws_lb_ssl_negotiation_policy.a", {"load_balancer": "a", "lb_port": 8443, "attribute": []})
    assert negotiated(policy).predefined == "ELBSecurityPolicy-2016-08"


@pytest.mark.parametrize(
    "policy",
    [
        resource(
            "aws_load_balancer_listener_policy.a",
            {"load_balancer_name": "a", "load_balancer_port": 443, "policy_names": ["elsewhere"]},
        ),
        resource("aws_lb_ssl_negotiation_policy.a", {"load_balancer": "a", "attribute": []}, unknown=("id", "lb_port")),
        resource("aws_lb_ssl_negotiation_policy.a", {"lb_port": 443, "attribute": []}, refs={"load_balancer": "local.name"}),
        resource("aws_lb_ssl_negotiation_policy.a", {"load_balancer": "a", "lb_port": 443}, unknown=("id", "attribute")),
    ],
    ids=["a policy elsewhere", "an unknown port", "an unknown load balancer", "unknown attributes"],
)
def test_a_policy_that_cannot_be_read_is_unknown(policy: Any) -> None:
    assert isinstance(negotiated(policy), Unknown)


def test_a_policy_of_an_unknown_type_may_be_a_negotiation_policy() -> None:
    policy = resource(
        "aws_load_balancer_policy.a",
        {"policy_name": "tls", "load_balancer_name": "a"},
        unknown=("id", "policy_type_name"),
    )
    use = resource(
        "aws_load_balancer_listener_policy.a", {"load_balancer_name": "a", "load_balancer_port": 443, "policy_names": ["tls"]}
    )
    assert isinstance(negotiated(policy, use), Unknown)
