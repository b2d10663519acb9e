"""Load balancers and listeners, from answers of Elastic Load Balancing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.elb import AccessLogs, Action, ClassicListener, ListenerRule, Redirect, TlsPolicy
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import elb
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied (AccessDenied)", "elasticloadbalancing")
ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1"
OLD = TlsPolicy(predefined="ELBSecurityPolicy-2016-08", protocols=[], ciphers=[])


def answer(values: dict[str, Any]) -> Answer:
    return Answer(values, "elb:Describe")


def is_unknown(value: object) -> bool:
    return isinstance(value, Unknown)


# -- application, network and gateway load balancers ---------------------------------------------------------------


def balancer(attributes: Any = NOT_READ, *, web_acl: Any = None, tags: Any = NOT_READ, **more: Any) -> Any:
    if isinstance(attributes, dict):
        attributes = answer({"Attributes": [{"Key": key, "Value": value} for key, value in attributes.items()]})
    values = {"LoadBalancerArn": ARN, "LoadBalancerName": "web", "Type": "application", "Scheme": "internal", **more}
    got = {
        "elbv2:DescribeLoadBalancerAttributes": attributes,
        "wafv2:GetWebACLForResource": web_acl,
        "elbv2:DescribeTags": tags,
    }
    return elb.build_load_balancer(PLACE, answer(values), Got(got))


ALL = {
    "access_logs.s3.enabled": "true",
    "access_logs.s3.bucket": "logs",
    "deletion_protection.enabled": "true",
    "routing.http.drop_invalid_header_fields.enabled": "false",
}


def test_attributes() -> None:
    found = balancer(ALL)
    assert (found.id, found.name, found.kind, found.internal) == (ARN, "web", "application", True)
    assert found.access_logs == AccessLogs(enabled=True, bucket="logs")
    assert (found.deletion_protection, found.drop_invalid_headers) == (True, False)


@pytest.mark.parametrize(
    ("enabled", "bucket", "wanted"),
    [
        ("false", "", None),
        ("false", "logs", AccessLogs(enabled=False, bucket="logs")),
        ("true", "logs", AccessLogs(enabled=True, bucket="logs")),
    ],
)
def test_access_logs(enabled: str, bucket: str, wanted: Any) -> None:
    assert balancer({**ALL, "access_logs.s3.enabled": enabled, "access_logs.s3.bucket": bucket}).access_logs == wanted


def test_attributes_that_are_not_told_are_unknown() -> None:
    found = balancer({})
    assert is_unknown(found.access_logs.enabled)
    assert is_unknown(found.deletion_protection)
    assert is_unknown(found.drop_invalid_headers)
    odd = balancer({**ALL, "deletion_protection.enabled": "perhaps"})
    assert is_unknown(odd.deletion_protection)


@pytest.mark.parametrize(
    "attributes", [NOT_READ, DENIED, answer({"Attributes": ["x"]}), answer({"Attributes": [{"Value": "x"}]})]
)
def test_attributes_that_were_not_read_are_unknown(attributes: Any) -> None:
    found = balancer(attributes)
    assert [is_unknown(value) for value in (found.access_logs, found.deletion_protection, found.drop_invalid_headers)] == [
        True
    ] * 3


@pytest.mark.parametrize(("kind", "logs"), [("network", AccessLogs(enabled=True, bucket="logs")), ("gateway", None)])
def test_what_other_kinds_have(kind: str, logs: Any) -> None:
    found = balancer({key: value for key, value in ALL.items() if not key.startswith("routing")}, Type=kind)
    assert (found.access_logs, found.drop_invalid_headers, found.deletion_protection) == (logs, False, True)


def test_a_kind_or_a_scheme_that_is_not_told_is_unknown() -> None:
    found = balancer(ALL, Type=None, Scheme=None)
    assert (is_unknown(found.kind), is_unknown(found.internal)) == (True, True)
    assert balancer(ALL, Scheme="internet-facing").internal is False


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (answer({}), None),
        (answer({"WebACL": None}), None),
        (
            answer({"WebACL": {"ARN": "arn:aws:wafv2:us-east-1:1:regional/webacl/a/b"}}),
            "arn:aws:wafv2:us-east-1:1:regional/webacl/a/b",
        ),
        (None, None),
    ],
)
def test_the_web_acl(given: Any, wanted: str | None) -> None:
    assert balancer(ALL, web_acl=given).web_acl == wanted


@pytest.mark.parametrize("given", [DENIED, NOT_READ, answer({"WebACL": {}})])
def test_a_web_acl_that_was_not_read_is_unknown(given: Any) -> None:
    assert is_unknown(balancer(ALL, web_acl=given).web_acl)


def test_only_application_load_balancers_are_asked_about() -> None:
    reader: Any = SimpleNamespace(call=lambda *_, **__: "asked")
    detail = elb.LOAD_BALANCERS.details[1]
    kinds = {
        kind: detail.read(reader, answer({"LoadBalancerArn": ARN, "Type": kind}), Got({})) for kind in ("application", "network")
    }
    assert kinds == {"application": "asked", "network": None}


def test_tags() -> None:
    assert balancer(tags=[answer({"Tags": [{"Key": "a", "Value": "b"}]})]).tags == Tags(items={"a": "b"})
    assert is_unknown(balancer(tags=[DENIED]).tags)
    assert is_unknown(balancer(tags=[]).tags)


# -- listeners -----------------------------------------------------------------------------------------------------


LISTENER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/web/1/2"


def listener(rules: Any = NOT_READ, **values: Any) -> Any:
    item = {"ListenerArn": LISTENER, "LoadBalancerArn": ARN, "Port": 80, "Protocol": "HTTP", **values}
    return elb.build_listener(PLACE, answer(item), Got({"elbv2:DescribeRules": rules, "elbv2:DescribeTags": NOT_READ}))


REDIRECT = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
FORWARD = {"Type": "forward", "TargetGroupArn": "targetgroup/app/1"}


def test_a_listener() -> None:
    found = listener(
        DefaultActions=[REDIRECT, FORWARD], SslPolicy="p", Certificates=[{"CertificateArn": "arn:c"}], Protocol="HTTPS", Port=443
    )
    assert (found.protocol, found.port, found.ssl_policy, found.certificate) == ("HTTPS", 443, "p", "arn:c")
    assert found.default_actions == [
        Action(kind="redirect", redirect=Redirect(protocol="HTTPS", port="443")),
        Action(kind="forward", redirect=None),
    ]


def test_a_listener_without_tls() -> None:
    found = listener(DefaultActions=[FORWARD])
    assert (found.ssl_policy, found.certificate, found.name) == (None, None, None)


def test_what_a_listener_leaves_out_is_unknown() -> None:
    assert is_unknown(listener().default_actions)
    assert is_unknown(listener(DefaultActions=[]).default_actions)
    assert is_unknown(listener(Certificates=[{}]).certificate)
    assert is_unknown(listener(Protocol=None).protocol)
    for protocol in ("HTTPS", "TLS"):
        secure = listener(Protocol=protocol, Certificates=[])
        assert (is_unknown(secure.ssl_policy), is_unknown(secure.certificate)) == (True, True)
    (action,) = listener(DefaultActions=[{"Type": "redirect", "RedirectConfig": {}}]).default_actions
    assert is_unknown(action.redirect.protocol)


def test_a_listener_of_a_gateway_load_balancer_has_no_protocol() -> None:
    found = listener(None, ListenerArn=LISTENER.replace("/app/", "/gwy/"), Protocol=None, Port=None, DefaultActions=[FORWARD])
    assert (found.protocol, found.port, found.ssl_policy, found.certificate, found.rules) == (None, None, None, None, [])


def test_rules_but_for_the_default_one() -> None:
    rows = [
        answer({"RuleArn": "rule/1", "IsDefault": False, "Actions": [FORWARD]}),
        answer({"RuleArn": "rule/2", "Actions": []}),
        answer({"RuleArn": "rule/3", "IsDefault": True, "Actions": [FORWARD]}),
        DENIED,
    ]
    found = listener(rows).rules
    assert found[0] == ListenerRule(origin="rule/1", actions=[Action(kind="forward", redirect=None)])
    assert (is_unknown(found[1].actions), is_unknown(found[2])) == (True, True)
    assert is_unknown(listener(NOT_READ).rules)
    assert listener(None).rules == []


def test_only_listeners_of_application_load_balancers_have_rules() -> None:
    reader: Any = SimpleNamespace(pages=lambda *_, **__: "asked")
    read = elb.LISTENERS.details[0].read
    item = {"ListenerArn": LISTENER}
    assert [read(reader, answer({**item, "Protocol": name}), Got({})) for name in ("HTTPS", "TLS", None)] == [
        "asked",
        None,
        "asked",
    ]
    assert read(reader, answer({"ListenerArn": LISTENER.replace("/app/", "/gwy/")}), Got({})) is None


def test_listeners_of_all_load_balancers_are_found() -> None:
    found = {"LoadBalancers": [answer({"LoadBalancerArn": "a"}), DENIED, answer({"LoadBalancerArn": "b"})]}

    def pages(_: str, key: str, **arguments: str) -> Any:
        return found.get(key) or [answer({"ListenerArn": f"of {arguments['LoadBalancerArn']}"}), DENIED]

    reader: Any = SimpleNamespace(pages=pages)
    listed = [item.known("ListenerArn") for item in elb.LISTENERS.find(reader) if isinstance(item, Answer)]
    assert listed == ["of a", "of b"]


# -- classic load balancers ----------------------------------------------------------------------------------------


def classic(*listeners: Any, policies: Any = NOT_READ, attributes: Any = NOT_READ, **values: Any) -> Any:
    item = {"LoadBalancerName": "web", "Scheme": "internal", "ListenerDescriptions": list(listeners), **values}
    got = {
        "elb:DescribeLoadBalancerPolicies": policies,
        "elb:DescribeLoadBalancerAttributes": attributes,
        "elb:DescribeTags": NOT_READ,
    }
    return elb.build_classic(PLACE, answer(item), Got(got))


def https(*policies: str, **more: Any) -> dict[str, Any]:
    return {"Listener": {"Protocol": "HTTPS", "LoadBalancerPort": 443, **more}, "PolicyNames": list(policies)}


def policy(name: str, kind: str = "SSLNegotiationPolicyType", **attributes: str) -> Answer:
    rows = [{"AttributeName": key.replace("_", "-"), "AttributeValue": value} for key, value in attributes.items()]
    return answer({"PolicyName": name, "PolicyTypeName": kind, "PolicyAttributeDescriptions": rows})


def test_a_classic_load_balancer() -> None:
    plain = {"Listener": {"Protocol": "tcp", "LoadBalancerPort": 80, "InstanceProtocol": "tcp"}, "PolicyNames": []}
    found = classic(plain, policies=None)
    assert (found.arn, found.name) == ("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/web", "web")
    assert found.listeners == [
        ClassicListener(
            port=80, protocol="TCP", instance_protocol="TCP", certificate=None, certificate_source=None, tls_policy=None
        )
    ]


@pytest.mark.parametrize(
    ("certificate", "source"),
    [
        ("arn:aws:acm:us-east-1:123456789012:certificate/1", "acm"),
        ("arn:aws:iam::123456789012:server-certificate/own", "iam"),
    ],
)
def test_who_keeps_the_certificate(certificate: str | None, source: str | None) -> None:
    found = classic(https(SSLCertificateId=certificate), policies=[]).listeners[0]
    assert (found.certificate, found.certificate_source) == (certificate, source)


@pytest.mark.parametrize(
    ("names", "policies", "wanted"),
    [
        ([], [], OLD),
        (["sticky"], [policy("sticky", "LBCookieStickinessPolicyType")], OLD),
        (
            ["p"],
            [policy("p", Reference_Security_Policy="ELBSecurityPolicy-TLS-1-2-2017-01", Protocol_TLSv1="false")],
            TlsPolicy(predefined="ELBSecurityPolicy-TLS-1-2-2017-01", protocols=[], ciphers=[]),
        ),
        (
            ["p", "sticky"],
            [policy("p", **{"Protocol-TLSv1.2": "true", "Protocol-TLSv1": "false", "AES128-SHA": "true", "Server-Defined-Cipher-Order": "true"}), policy("sticky", "x")],
            TlsPolicy(predefined=None, protocols=["TLSv1.2"], ciphers=["AES128-SHA"]),
        ),
    ],
)  # fmt: skip
def test_what_a_classic_listener_negotiates(names: list[str], policies: list[Answer], wanted: TlsPolicy) -> None:
    assert classic(https(*names), policies=policies).listeners[0].tls_policy == wanted


@pytest.mark.parametrize(
    ("names", "policies"),
    [
        (["p"], []),
        (["p"], [DENIED]),
        (["p"], NOT_READ),
        ([], DENIED),
        (["p", "q"], [policy("p", a="true"), policy("q", b="true")]),
        (["p"], [answer({"PolicyName": "p"})]),
        (
            ["p"],
            [answer({"PolicyName": "p", "PolicyTypeName": "SSLNegotiationPolicyType", "PolicyAttributeDescriptions": ["x"]})],
        ),
        (["p"], [answer({"PolicyTypeName": "SSLNegotiationPolicyType"})]),
    ],
)
def test_a_policy_that_was_not_read_is_unknown(names: list[str], policies: Any) -> None:
    assert is_unknown(classic(https(*names), policies=policies).listeners[0].tls_policy)


def test_what_a_classic_load_balancer_leaves_out_is_unknown() -> None:
    found = classic({}, policies=[]).listeners[0]
    assert (is_unknown(found.protocol), found.port) == (True, None)
    found = classic({"Listener": {"Protocol": "SSL"}}, policies=[]).listeners[0]
    assert [is_unknown(value) for value in (found.certificate, found.certificate_source, found.tls_policy)] == [True] * 3
    item = answer({"LoadBalancerName": "web"})
    got = dict.fromkeys(("elb:DescribeLoadBalancerPolicies", "elb:DescribeLoadBalancerAttributes", "elb:DescribeTags"), NOT_READ)
    bare = elb.build_classic(PLACE, item, Got(got))
    assert [is_unknown(value) for value in (bare.listeners, bare.internal, bare.cross_zone, bare.access_logs)] == [True] * 4


@pytest.mark.parametrize(
    ("log", "wanted"),
    [
        ({"Enabled": True, "S3BucketName": "logs"}, AccessLogs(enabled=True, bucket="logs")),
        ({"Enabled": False, "S3BucketName": "logs"}, AccessLogs(enabled=False, bucket="logs")),
        ({"Enabled": False}, None),
    ],
)
def test_attributes_of_a_classic_load_balancer(log: dict[str, Any], wanted: Any) -> None:
    values = {"LoadBalancerAttributes": {"AccessLog": log, "CrossZoneLoadBalancing": {"Enabled": True}}}
    found = classic(attributes=answer(values))
    assert (found.access_logs, found.cross_zone) == (wanted, True)


@pytest.mark.parametrize(
    "values", [{}, {"LoadBalancerAttributes": {}}, {"LoadBalancerAttributes": {"CrossZoneLoadBalancing": {}}}]
)
def test_attributes_of_a_classic_load_balancer_that_are_not_told(values: dict[str, Any]) -> None:
    found = classic(attributes=answer(values))
    assert (is_unknown(found.access_logs), is_unknown(found.cross_zone)) == (True, True)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({"ListenerDescriptions": [{"Listener": {"Protocol": "http"}}, {"Listener": {"Protocol": "TCP"}}]}, False),
        ({"ListenerDescriptions": [{"Listener": {"Protocol": "HTTP"}}, https()]}, True),
        ({"ListenerDescriptions": [{"Listener": {}}]}, True),
        ({"ListenerDescriptions": "x"}, True),
        ({}, False),
    ],
)
def test_policies_are_asked_for_where_there_is_tls(values: dict[str, Any], asked: bool) -> None:
    reader: Any = SimpleNamespace(pages=lambda *_, **__: [])
    found = elb.CLASSIC_LOAD_BALANCERS.details[1].read(reader, answer({"LoadBalancerName": "web", **values}), Got({}))
    assert (found == []) is asked
