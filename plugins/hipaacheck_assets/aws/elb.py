"""Elastic Load Balancing: application, network and gateway load balancers, and classic ones.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/ and, for classic ones,
https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/
"""

from __future__ import annotations

from collections.abc import Iterable

from hipaacheck import Asset, AssetType, Record, Relation, Unknown


class AccessLogs(Record, frozen=True, kw_only=True):
    """Access logs to S3."""

    enabled: bool | Unknown
    """Whether logs are written."""
    bucket: str | Unknown | None
    """Name of the bucket; null when none is named, which only happens while logging is off."""


class LoadBalancer(Asset, frozen=True, kw_only=True, tag="aws.elbv2.load_balancer"):
    """An application, network or gateway load balancer."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    kind: str | Unknown
    """`application`, `network` or `gateway`."""
    internal: bool | Unknown
    """Whether it has private addresses only."""
    access_logs: AccessLogs | Unknown | None
    """Access logs; null when none are configured."""
    deletion_protection: bool | Unknown
    """Whether deletion is refused."""
    drop_invalid_headers: bool | Unknown
    """Whether header fields with invalid names are dropped rather than passed on (application load balancers only)."""
    web_acl: str | Unknown | None
    """ARN or id of the WAF web ACL; null when none is associated."""


class Redirect(Record, frozen=True, kw_only=True):
    """Where a redirect leads."""

    protocol: str | Unknown
    """`HTTP`, `HTTPS`, or `#{protocol}` for the protocol of the request."""
    port: str | Unknown
    """Port number, or `#{port}` for the port of the request."""


class Action(Record, frozen=True, kw_only=True):
    """What a listener does with a request."""

    kind: str | Unknown
    """`forward`, `redirect`, `fixed-response`, `authenticate-cognito`, `authenticate-oidc` or `jwt-validation`."""
    redirect: Redirect | Unknown | None
    """The redirect; null for other actions."""


class ListenerRule(Record, frozen=True, kw_only=True):
    """A rule that overrides the default actions for some requests."""

    origin: str
    """Address or ARN of the rule."""
    actions: list[Action | Unknown] | Unknown
    """Actions in order."""


class Listener(Asset, frozen=True, kw_only=True, tag="aws.elbv2.listener"):
    """A listener of an application, network or gateway load balancer, with its rules."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    load_balancer_arn: str | Unknown | None
    """ARN of its load balancer."""
    port: int | Unknown | None
    """Port; null for a gateway load balancer."""
    protocol: str | Unknown | None
    """`HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC`, `TCP_QUIC`; null for a gateway load balancer."""
    ssl_policy: str | Unknown | None
    """Name of the security policy; null where there is no TLS."""
    certificate: str | Unknown | None
    """ARN of the default certificate; null when there is none."""
    default_actions: list[Action | Unknown] | Unknown
    """What happens to requests that no rule takes."""
    rules: list[ListenerRule | Unknown] | Unknown
    """Rules other than the default one."""


class TlsPolicy(Record, frozen=True, kw_only=True):
    """What a classic listener negotiates."""

    predefined: str | Unknown | None
    """Name of the predefined security policy; null for a custom one."""
    protocols: list[str | Unknown] | Unknown
    """Protocols that a custom policy allows, e.g. `TLSv1.2`."""
    ciphers: list[str | Unknown] | Unknown
    """Ciphers that a custom policy allows, by OpenSSL name."""


class ClassicListener(Record, frozen=True, kw_only=True):
    """A listener of a classic load balancer."""

    port: int | Unknown | None
    """Port of the load balancer."""
    protocol: str | Unknown
    """`HTTP`, `HTTPS`, `TCP` or `SSL`, from clients."""
    instance_protocol: str | Unknown | None
    """The same, to instances; null when it follows `protocol`."""
    certificate: str | Unknown | None
    """ARN of the certificate; null when there is none."""
    certificate_source: str | Unknown | None
    """`acm` or `iam`: who keeps the certificate; null when there is none."""
    tls_policy: TlsPolicy | Unknown | None
    """Negotiation policy of an `HTTPS` or `SSL` listener; null for the others."""


class ClassicLoadBalancer(Asset, frozen=True, kw_only=True, tag="aws.elb.load_balancer"):
    """A classic load balancer."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    internal: bool | Unknown
    """Whether it has private addresses only."""
    listeners: list[ClassicListener | Unknown] | Unknown
    """Listeners."""
    cross_zone: bool | Unknown
    """Whether requests go evenly to instances of all zones."""
    access_logs: AccessLogs | Unknown | None
    """Access logs; null when none are configured."""


DEFAULT_CLASSIC_POLICY = "ELBSecurityPolicy-2016-08"
"""What AWS uses for a classic HTTPS or SSL listener that names no policy."""


def negotiated(attributes: Iterable[tuple[str | Unknown | None, str | Unknown | None]]) -> TlsPolicy | Unknown:
    """What the attributes of an SSL negotiation policy, names and values, allow. One that is not known leaves it all unknown."""
    allowed: list[str] = []
    for name, value in attributes:
        for part in (name, value):
            if isinstance(part, Unknown):
                return part
        if name == "Reference-Security-Policy" and isinstance(value, str):
            return TlsPolicy(predefined=value, protocols=[], ciphers=[])
        if isinstance(name, str) and value == "true" and name != "Server-Defined-Cipher-Order":
            allowed.append(name)
    return TlsPolicy(
        predefined=None,
        protocols=[name.removeprefix("Protocol-") for name in allowed if name.startswith("Protocol-")],
        ciphers=[name for name in allowed if not name.startswith("Protocol-")],
    )


def certificate_source(arn: str) -> str:
    """Who keeps a certificate, by its ARN: `acm` or `iam`."""
    return "acm" if ":acm:" in arn else "iam"


LOAD_BALANCER = AssetType(
    name="aws.elbv2.load_balancer",
    record=LoadBalancer,
    relations={
        "listeners": Relation(
            to="aws.elbv2.listener",
            mine="arn",
            theirs="load_balancer_arn",
            many=True,
            missing="null",
            within="region",
            doc="Its listeners.",
        ),
    },
)
LISTENER = AssetType(
    name="aws.elbv2.listener",
    record=Listener,
    relations={
        "load_balancer": Relation(
            to="aws.elbv2.load_balancer", mine="load_balancer_arn", theirs="arn", doc="The load balancer that it belongs to."
        ),
    },
)
CLASSIC_LOAD_BALANCER = AssetType(name="aws.elb.load_balancer", record=ClassicLoadBalancer)
