"""Load balancers and their listeners: application, network and gateway ones (`aws_lb`), and classic ones (`aws_elb`).

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb, `lb_listener`, `lb_listener_rule`,
`elb`, `load_balancer_policy`, `load_balancer_listener_policy` and `lb_ssl_negotiation_policy`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
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
from hipaacheck_terraform.arguments import default, flag, required
from hipaacheck_terraform.aws.web_acl import web_acls
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

LOAD_BALANCER = ("aws_lb", "aws_alb")
LISTENER = ("aws_lb_listener", "aws_alb_listener")
_RULES = {"aws_lb_listener_rule": "listener_arn", "aws_alb_listener_rule": "listener_arn"}
_CERTIFICATES = ("aws_acm_certificate", "aws_iam_server_certificate")
_LISTENER_POLICY = "aws_load_balancer_listener_policy"
_POLICY = "aws_load_balancer_policy"
_NEGOTIATION = "aws_lb_ssl_negotiation_policy"
_CLASSIC = {_LISTENER_POLICY: "load_balancer_name", _POLICY: "load_balancer_name", _NEGOTIATION: "load_balancer"}


def _upper(value: str | Unknown) -> str | Unknown:
    return value.upper() if isinstance(value, str) else value


def _upper_or_none(value: str | Unknown | None) -> str | Unknown | None:
    return None if value is None else _upper(value)


def load_balancers(estate: Estate) -> Iterator[LoadBalancer]:
    """One asset per application, network or gateway load balancer."""
    web_acl = web_acls(estate)
    for item in estate.each(*LOAD_BALANCER):
        yield LoadBalancer(
            **estate.common(item, item.text("name")),
            arn=item.text("arn"),
            kind=default(item.text("load_balancer_type"), "application"),
            internal=flag(item, "internal", False),
            access_logs=_access_logs(estate, item, enabled=False),
            deletion_protection=flag(item, "enable_deletion_protection", False),
            drop_invalid_headers=flag(item, "drop_invalid_header_fields", False),
            web_acl=web_acl(item),
        )


def _access_logs(estate: Estate, item: Resource, *, enabled: bool) -> AccessLogs | Unknown | None:
    """Access logs; `enabled` is the provider's default when the block does not say."""
    block = item.block("access_logs")
    if block is None or isinstance(block, Unknown):
        return block
    return AccessLogs(
        enabled=flag(block, "enabled", enabled),
        bucket=estate.link(block, "bucket", ("aws_s3_bucket",), of=item),
    )


# -- listeners ---------------------------------------------------------------------------------------------------


def listeners(estate: Estate) -> Iterator[Listener]:
    """One asset per listener, and one per listener that only rules name."""
    for family in estate.families(LISTENER, ("arn", "id"), _RULES):
        item = family.resource
        yield Listener(
            **estate.common(item, None),
            arn=item.text("arn"),
            load_balancer_arn=estate.link(item, "load_balancer_arn", LOAD_BALANCER),
            port=item.integer("port"),
            protocol=_upper_or_none(item.text("protocol")),
            ssl_policy=item.text("ssl_policy"),
            certificate=estate.link(item, "certificate_arn", _CERTIFICATES),
            default_actions=_actions(item, "default_action"),
            rules=[rule if isinstance(rule, Unknown) else _rule(rule) for rule in family.all(*_RULES)],
        )


def _rule(rule: Resource) -> ListenerRule:
    return ListenerRule(origin=rule.address, actions=_actions(rule, "action"))


def _actions(block: Block, name: str) -> list[Action | Unknown] | Unknown:
    found = block.blocks(name)
    if isinstance(found, Unknown):
        return found
    if not found:
        return Unknown("no action is declared", f"{block.path}.{name}")
    return [item if isinstance(item, Unknown) else _action(item) for item in found]


def _action(block: Block) -> Action:
    redirect = block.block("redirect")
    return Action(
        kind=required(block, "type"),
        redirect=_redirect(redirect) if isinstance(redirect, Block) else redirect,
    )


def _redirect(block: Block) -> Redirect:
    return Redirect(
        protocol=default(block.text("protocol"), "#{protocol}"),
        port=default(block.text("port"), "#{port}"),
    )


# -- classic load balancers --------------------------------------------------------------------------------------


def classic_load_balancers(estate: Estate) -> Iterator[ClassicLoadBalancer]:
    """One asset per classic load balancer, and one per load balancer that only policies name."""
    for family in estate.families(("aws_elb",), ("name", "id", "arn"), _CLASSIC):
        item = family.resource
        found = item.blocks("listener")
        yield ClassicLoadBalancer(
            **estate.common(item, item.text("name")),
            arn=item.text("arn"),
            internal=flag(item, "internal", False),
            listeners=found
            if isinstance(found, Unknown)
            else [block if isinstance(block, Unknown) else _classic_listener(estate, family, block) for block in found],
            cross_zone=flag(item, "cross_zone_load_balancing", True),
            access_logs=_access_logs(estate, item, enabled=True),
        )


def _classic_listener(estate: Estate, family: Family, block: Block) -> ClassicListener:
    protocol = _upper(required(block, "lb_protocol"))
    certificate = estate.link(block, "ssl_certificate_id", _CERTIFICATES, of=family.resource)
    port = block.integer("lb_port")
    return ClassicListener(
        port=port,
        protocol=protocol,
        instance_protocol=_upper_or_none(block.text("instance_protocol")),
        certificate=certificate,
        certificate_source=_certificate_source(certificate),
        tls_policy=None if protocol in ("HTTP", "TCP") else _tls_policy(estate, family, port),
    )


def _certificate_source(certificate: str | Unknown | None) -> str | Unknown | None:
    if isinstance(certificate, str):
        return certificate_source(certificate)
    if certificate is None or certificate.refers is None:
        return certificate
    return "acm" if "aws_acm_certificate." in certificate.refers else "iam"


def _tls_policy(estate: Estate, family: Family, port: int | Unknown | None) -> TlsPolicy | Unknown:
    """The negotiation policy of the listener on a port: what companions attach to it, else the one that AWS uses."""
    found: list[TlsPolicy | Unknown] = []
    for name, attribute in ((_NEGOTIATION, "lb_port"), (_LISTENER_POLICY, "load_balancer_port")):
        for companion in family.children.get(name, ()):
            same = _equal(companion.integer(attribute), port)
            if isinstance(same, Unknown):
                return same
            if same:
                found += [_negotiation(companion, "attribute")] if name == _NEGOTIATION else _attached(estate, family, companion)
    if len(found) > 1:
        return Unknown(f"{len(found)} policies are attached to this port", family.resource.address)
    doubt = family.doubt(_NEGOTIATION, _LISTENER_POLICY)
    if found:
        return found[0]
    if doubt is not None:
        return doubt
    return TlsPolicy(predefined=DEFAULT_CLASSIC_POLICY, protocols=[], ciphers=[])


def _equal(left: int | Unknown | None, right: int | Unknown | None) -> bool | Unknown:
    return left if isinstance(left, Unknown) else right if isinstance(right, Unknown) else left == right


def _attached(estate: Estate, family: Family, companion: Resource) -> list[TlsPolicy | Unknown]:
    """The negotiation policies that a listener policy attaches."""
    names = estate.links(companion, "policy_names", (_POLICY,))
    out: list[TlsPolicy | Unknown] = []
    for name in [names] if isinstance(names, Unknown) else names:
        policy = _named(family, name)
        if isinstance(policy, Unknown):
            out.append(policy)
            continue
        kind = policy.text("policy_type_name")
        if isinstance(kind, Unknown):
            out.append(kind)
        elif kind == "SSLNegotiationPolicyType":
            out.append(_negotiation(policy, "policy_attribute"))
    return out


def _named(family: Family, name: str | Unknown) -> Resource | Unknown:
    for policy in family.children.get(_POLICY, ()):
        if policy.address == name.refers if isinstance(name, Unknown) else policy.text("policy_name") == name:
            return policy
    return (
        name if isinstance(name, Unknown) else Unknown(f"policy {name!r} is not declared in this plan", family.resource.address)
    )


def _negotiation(policy: Resource, attribute: str) -> TlsPolicy | Unknown:
    """What a policy's attributes allow. An attribute that cannot be read leaves the whole policy unknown."""
    blocks = policy.blocks(attribute)
    if isinstance(blocks, Unknown):
        return blocks
    return negotiated(
        (block, block) if isinstance(block, Unknown) else (block.text("name"), block.text("value")) for block in blocks
    )
