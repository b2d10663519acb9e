"""Elastic Load Balancing: application, network and gateway load balancers with their listeners, and classic ones.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/ and, for classic ones,
https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.elb import (
    DEFAULT_CLASSIC_POLICY,
    AccessLogs,
    Action,
    ClassicListener,
    ClassicLoadBalancer,
    Listener,
    ListenerRule,
    LoadBalancer,
    Redirect,
    TlsPolicy,
    certificate_source,
    negotiated,
)
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

Attributes = dict[str, str | Unknown | None]


def _tags(descriptions: list[Answer | Unknown]) -> Tags | Unknown:
    """The tags of the one thing that was asked about."""
    if len(descriptions) != 1 or isinstance(descriptions[0], Unknown):
        return next((row for row in descriptions if isinstance(row, Unknown)), Unknown("no tags in the answer", "DescribeTags"))
    return tags(descriptions[0], "Tags")


def _access_logs(enabled: bool | Unknown, bucket: str | Unknown | None) -> AccessLogs | None:
    """Elastic Load Balancing tells of access logs that were never configured as switched off and without a bucket."""
    return None if enabled is False and bucket is None else AccessLogs(enabled=enabled, bucket=bucket)


def _internal(item: Answer) -> bool | Unknown:
    scheme = item.required("Scheme")
    return scheme if isinstance(scheme, Unknown) else scheme == "internal"


# -- application, network and gateway load balancers ---------------------------------------------------------------


def _find_load_balancers(reader: Reader) -> Iterator[Answer]:
    for item in reader.pages("elbv2:DescribeLoadBalancers", "LoadBalancers"):
        if isinstance(item, Answer):
            yield item


def _arn(member: str, name: str) -> Callable[[Answer], dict[str, Any]]:
    return lambda item: {name: item.known(member)}


def _is_application(item: Answer) -> bool:
    return item.text("Type") not in ("network", "gateway")


def build_load_balancer(place: Place, item: Answer, got: Got) -> LoadBalancer:
    """One asset per application, network or gateway load balancer. WAF protects application load balancers only."""
    arn, kind = item.known("LoadBalancerArn"), item.required("Type")
    found = got.read("elbv2:DescribeLoadBalancerAttributes", _attributes)
    return LoadBalancer(
        **place.common(arn, item.required("LoadBalancerName"), got.read("elbv2:DescribeTags", _tags)),
        arn=arn,
        kind=kind,
        internal=_internal(item),
        access_logs=found if isinstance(found, Unknown) else _logs(found, kind),
        deletion_protection=found if isinstance(found, Unknown) else _flag(found, "deletion_protection.enabled"),
        drop_invalid_headers=False
        if kind in ("network", "gateway")
        else found
        if isinstance(found, Unknown)
        else _flag(found, "routing.http.drop_invalid_header_fields.enabled"),
        web_acl=got.read("wafv2:GetWebACLForResource", lambda answer: answer.part("WebACL", lambda acl: acl.required("ARN"))),
    )


def _attributes(answer: Answer) -> Attributes | Unknown:
    """Attributes by name. Any that cannot be read may be any of them."""
    found = answer.blocks("Attributes")
    if isinstance(found, Unknown):
        return found
    out: Attributes = {}
    for row in found:
        if isinstance(row, Unknown):
            return row
        out[row.known("Key")] = row.text("Value")
    return out


def _flag(found: Attributes, name: str) -> bool | Unknown:
    value = found.get(name)
    if value in ("true", "false"):
        return value == "true"
    return value if isinstance(value, Unknown) else Unknown(f"no attribute {name}", "elbv2:DescribeLoadBalancerAttributes")


def _logs(found: Attributes, kind: str | Unknown) -> AccessLogs | None:
    """Gateway load balancers write no access logs."""
    return None if kind == "gateway" else _access_logs(_flag(found, "access_logs.s3.enabled"), found.get("access_logs.s3.bucket"))


# -- listeners -----------------------------------------------------------------------------------------------------


def _find_listeners(reader: Reader) -> Iterator[Answer]:
    for item in _find_load_balancers(reader):
        for listener in reader.pages("elbv2:DescribeListeners", "Listeners", LoadBalancerArn=item.known("LoadBalancerArn")):
            if isinstance(listener, Answer):
                yield listener


_WITHOUT_TLS = ("HTTP", "TCP", "UDP", "TCP_UDP", "GENEVE")


def _is_gateways(item: Answer) -> bool:
    """Whether it is a listener of a gateway load balancer, which has no protocol and no rules."""
    return ":listener/gwy/" in item.known("ListenerArn")


def _has_rules(item: Answer) -> bool:
    other = item.text("Protocol") in ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE")
    return not other and not _is_gateways(item)


def build_listener(place: Place, item: Answer, got: Got) -> Listener:
    """One asset per listener. Only those of application load balancers have rules; the default rule repeats the default
    actions. The certificates listed are the default one; a listener that speaks TLS always has one, and a policy."""
    arn = item.known("ListenerArn")
    protocol = item.text("Protocol") if _is_gateways(item) else item.required("Protocol")
    certificate, policy = _certificate(item.blocks("Certificates")), item.text("SslPolicy")
    if protocol in ("HTTPS", "TLS"):
        certificate, policy = item.sure("Certificates", certificate), item.sure("SslPolicy", policy)
    return Listener(
        **place.common(arn, None, got.read("elbv2:DescribeTags", _tags)),
        arn=arn,
        load_balancer_arn=item.required("LoadBalancerArn"),
        port=item.integer("Port"),
        protocol=protocol,
        ssl_policy=None if protocol in _WITHOUT_TLS else policy,
        certificate=certificate,
        default_actions=_actions(item, "DefaultActions"),
        rules=got.read("elbv2:DescribeRules", _rules, []),
    )


def _certificate(found: list[Answer | Unknown] | Unknown) -> str | Unknown | None:
    if isinstance(found, Unknown) or not found:
        return found if isinstance(found, Unknown) else None
    return found[0] if isinstance(found[0], Unknown) else found[0].required("CertificateArn")


def _rules(found: list[Answer | Unknown]) -> list[ListenerRule | Unknown]:
    return [
        rule if isinstance(rule, Unknown) else ListenerRule(origin=rule.known("RuleArn"), actions=_actions(rule, "Actions"))
        for rule in found
        if isinstance(rule, Unknown) or rule.flag("IsDefault") is not True
    ]


def _actions(item: Answer, name: str) -> list[Action | Unknown] | Unknown:
    return item.each(name, _action) if item.values.get(name) else Unknown(f"the answer has no {name}", item.where)


def _action(block: Answer) -> Action:
    return Action(
        kind=block.required("Type"),
        redirect=block.part(
            "RedirectConfig", lambda found: Redirect(protocol=found.required("Protocol"), port=found.required("Port"))
        ),
    )


# -- classic load balancers ----------------------------------------------------------------------------------------


def _find_classic(reader: Reader) -> Iterator[Answer]:
    for item in reader.pages("elb:DescribeLoadBalancers", "LoadBalancerDescriptions"):
        if isinstance(item, Answer):
            yield item


def _name(item: Answer) -> dict[str, Any]:
    return {"LoadBalancerName": item.known("LoadBalancerName")}


def _names(item: Answer) -> dict[str, Any]:
    return {"LoadBalancerNames": [item.known("LoadBalancerName")]}


def _has_policies(item: Answer) -> bool:
    """Whether some listener speaks TLS; the others have no policy that would matter."""
    found = item.blocks("ListenerDescriptions")
    rows = [found] if isinstance(found, Unknown) else [row.block("Listener") for row in found if isinstance(row, Answer)]
    return not all(isinstance(row, Answer) and _upper(row.text("Protocol")) in ("HTTP", "TCP") for row in rows)


def build_classic(place: Place, item: Answer, got: Got) -> ClassicLoadBalancer:
    """One asset per classic load balancer."""
    name = item.known("LoadBalancerName")
    arn = place.arn("elasticloadbalancing", f"loadbalancer/{name}")
    return ClassicLoadBalancer(
        **place.common(arn, name, got.read("elb:DescribeTags", _tags)),
        arn=arn,
        internal=_internal(item),
        listeners=_classic_listeners(item, got.read("elb:DescribeLoadBalancerPolicies", _policies, {})),
        cross_zone=got.read("elb:DescribeLoadBalancerAttributes", lambda answer: _switch(answer, "CrossZoneLoadBalancing")),
        access_logs=got.read("elb:DescribeLoadBalancerAttributes", _classic_logs),
    )


def _attribute(answer: Answer, name: str) -> Answer | Unknown:
    found = answer.block("LoadBalancerAttributes")
    found = found.block(name) if isinstance(found, Answer) else found
    return answer.sure(name, found)


def _switch(answer: Answer, name: str) -> bool | Unknown:
    found = _attribute(answer, name)
    return found if isinstance(found, Unknown) else found.sure("Enabled", found.flag("Enabled"))


def _classic_logs(answer: Answer) -> AccessLogs | Unknown | None:
    found = _attribute(answer, "AccessLog")
    return found if isinstance(found, Unknown) else _access_logs(_switch(answer, "AccessLog"), found.text("S3BucketName"))


Policies = dict[str, TlsPolicy | Unknown | None]
"""Policy of a load balancer → what it negotiates; null for policies of another kind."""


def _policies(found: list[Answer | Unknown]) -> Policies | Unknown:
    doubt = next((row for row in found if isinstance(row, Unknown)), None)
    rows = [row for row in found if isinstance(row, Answer)]
    return {row.known("PolicyName"): _policy(row) for row in rows} if doubt is None else doubt


def _policy(row: Answer) -> TlsPolicy | Unknown | None:
    kind, found = row.required("PolicyTypeName"), row.blocks("PolicyAttributeDescriptions")
    if kind != "SSLNegotiationPolicyType":
        return kind if isinstance(kind, Unknown) else None
    if isinstance(found, Unknown):
        return found
    return negotiated(
        (item, item) if isinstance(item, Unknown) else (item.text("AttributeName"), item.text("AttributeValue")) for item in found
    )


def _classic_listeners(item: Answer, policies: Policies | Unknown) -> list[ClassicListener | Unknown] | Unknown:
    if "ListenerDescriptions" not in item.values:
        return Unknown("the answer has no ListenerDescriptions", item.where)
    return item.each("ListenerDescriptions", lambda row: _classic_listener(row, policies))


def _classic_listener(row: Answer, policies: Policies | Unknown) -> ClassicListener:
    found = row.block("Listener")
    block = found if isinstance(found, Answer) else Answer({}, row.where)
    protocol, certificate = _upper(block.required("Protocol")), block.text("SSLCertificateId")
    if protocol in ("HTTPS", "SSL"):
        certificate = block.sure("SSLCertificateId", certificate)
    policies = policies if "PolicyNames" in row.values else Unknown("the answer has no PolicyNames", row.where)
    return ClassicListener(
        port=block.integer("LoadBalancerPort"),
        protocol=block.sure("Protocol", protocol),
        instance_protocol=_upper(block.text("InstanceProtocol")),
        certificate=certificate,
        certificate_source=certificate_source(certificate) if isinstance(certificate, str) else certificate,
        tls_policy=None if protocol in ("HTTP", "TCP") else _tls_policy(row.texts("PolicyNames"), policies, row.where),
    )


def _upper(value: str | Unknown | None) -> str | Unknown | None:
    return value.upper() if isinstance(value, str) else value


def _tls_policy(names: list[str | Unknown] | Unknown, policies: Policies | Unknown, where: str) -> TlsPolicy | Unknown:
    """What a listener negotiates: by its policy, or by the one that Elastic Load Balancing uses for a listener without any.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-ssl-security-policy.html"""
    if isinstance(names, Unknown):
        return names
    if isinstance(policies, Unknown):
        return policies
    found: list[TlsPolicy | Unknown] = []
    for name in names:
        policy = name if isinstance(name, Unknown) else policies.get(name, Unknown(f"policy {name!r} was not told of", where))
        found += [] if policy is None else [policy]
    if len(found) > 1:
        return Unknown(f"{len(found)} policies", where)
    return found[0] if found else TlsPolicy(predefined=DEFAULT_CLASSIC_POLICY, protocols=[], ciphers=[])


# -- collectors ----------------------------------------------------------------------------------------------------


LOAD_BALANCERS = Collector(
    asset_type="aws.elbv2.load_balancer",
    operations=("elbv2:DescribeLoadBalancers",),
    find=_find_load_balancers,
    details=(
        detail(
            "elbv2:DescribeLoadBalancerAttributes",
            "access_logs",
            "deletion_protection",
            "drop_invalid_headers",
            arguments=_arn("LoadBalancerArn", "LoadBalancerArn"),
        ),
        detail(
            "wafv2:GetWebACLForResource",
            "web_acl",
            arguments=_arn("LoadBalancerArn", "ResourceArn"),
            when=_is_application,
        ),
        detail(
            "elbv2:DescribeTags",
            "tags",
            arguments=lambda item: {"ResourceArns": [item.known("LoadBalancerArn")]},
            pages="TagDescriptions",
        ),
    ),
    build=build_load_balancer,
)

LISTENERS = Collector(
    asset_type="aws.elbv2.listener",
    operations=("elbv2:DescribeLoadBalancers", "elbv2:DescribeListeners"),
    find=_find_listeners,
    details=(
        detail(
            "elbv2:DescribeRules",
            "rules",
            arguments=_arn("ListenerArn", "ListenerArn"),
            pages="Rules",
            when=_has_rules,
        ),
        detail(
            "elbv2:DescribeTags",
            "tags",
            arguments=lambda item: {"ResourceArns": [item.known("ListenerArn")]},
            pages="TagDescriptions",
        ),
    ),
    build=build_listener,
)

CLASSIC_LOAD_BALANCERS = Collector(
    asset_type="aws.elb.load_balancer",
    operations=("elb:DescribeLoadBalancers",),
    find=_find_classic,
    details=(
        detail("elb:DescribeLoadBalancerAttributes", "access_logs", "cross_zone", arguments=_name),
        detail(
            "elb:DescribeLoadBalancerPolicies",
            "listeners",
            arguments=_name,
            pages="PolicyDescriptions",
            when=_has_policies,
        ),
        detail("elb:DescribeTags", "tags", arguments=_names, pages="TagDescriptions"),
    ),
    build=build_classic,
)

PERMISSIONS = {
    "wafv2:GetWebACLForResource": (
        "wafv2:GetWebACLForResource",
        "wafv2:GetWebACL",
        "elasticloadbalancing:GetLoadBalancerWebACL",
    ),
}
"""Operations that need further actions.
https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html"""
