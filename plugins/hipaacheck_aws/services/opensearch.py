"""Amazon OpenSearch Service, with its Elasticsearch domains.

https://docs.aws.amazon.com/opensearch-service/latest/APIReference/
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.opensearch import Domain, LogPublishing
from hipaacheck_assets.aws.policy import Policy, parse_policy
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.failures import Failure
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_DESCRIBE = "opensearch:DescribeDomains"
_TAGS = "opensearch:ListTags"
_BATCH = 5
"""DescribeDomains takes no more names at once."""


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """Domains are listed by name and described in batches."""
    listed = reader.pages("opensearch:ListDomainNames", "DomainNames")
    names = [item.known("DomainName") for item in listed if isinstance(item, Answer)]
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        found = reader.pages(_DESCRIBE, "DomainStatusList", DomainNames=batch)
        yield from found
        missing = set(batch).difference(item.known("DomainName") for item in found if isinstance(item, Answer))
        if missing and not any(isinstance(item, Unknown) for item in found):
            yield reader.failed(_DESCRIBE, Failure(state="unreadable", reason="a listed domain is not described", code="Missing"))


def build(place: Place, item: Answer, got: Got) -> Domain:
    """One asset per domain."""
    name, arn = item.known("DomainName"), item.known("ARN")
    rest, endpoint = _options(item, "EncryptionAtRestOptions"), _options(item, "DomainEndpointOptions")
    security = _options(item, "AdvancedSecurityOptions")
    in_vpc, subnets = _network(item)
    return Domain(
        **place.common(arn, name, got.read(_TAGS, lambda answer: tags(answer, "TagList"))),
        arn=arn,
        encrypted_at_rest=_flag(rest, "Enabled"),
        kms_key=rest if isinstance(rest, Unknown) else rest.text("KmsKeyId"),
        node_to_node_encryption=_flag(_options(item, "NodeToNodeEncryptionOptions"), "Enabled"),
        enforce_https=_flag(endpoint, "EnforceHTTPS"),
        tls_policy=endpoint if isinstance(endpoint, Unknown) else endpoint.required("TLSSecurityPolicy"),
        in_vpc=in_vpc,
        subnets=subnets,
        logs=_logs(item),
        policy=_policy(item),
        fine_grained_access=_flag(security, "Enabled"),
        anonymous_access=_anonymous(security),
    )


def _options(item: Answer, name: str) -> Answer | Unknown:
    return item.sure(name, item.block(name))


def _flag(options: Answer | Unknown, name: str) -> bool | Unknown:
    return options if isinstance(options, Unknown) else options.sure(name, options.flag(name))


def _anonymous(security: Answer | Unknown) -> bool | Unknown:
    """Without fine-grained access control there is nothing that it could let in."""
    return False if _flag(security, "Enabled") is False else _flag(security, "AnonymousAuthEnabled")


def _network(item: Answer) -> tuple[bool | Unknown, list[str | Unknown] | Unknown]:
    """Whether the endpoint lies in a VPC, and its subnets. A domain with a public endpoint has no VPC options."""
    options = item.block("VPCOptions")
    if options is None:
        return False, []
    if isinstance(options, Unknown):
        return options, options
    subnets = options.texts("SubnetIds")
    return subnets if isinstance(subnets, Unknown) else bool(subnets), subnets


def _logs(item: Answer) -> list[LogPublishing | Unknown] | Unknown:
    """A map of kinds of logs; none was ever set up when it is absent."""
    options = item.block("LogPublishingOptions")
    if options is None or isinstance(options, Unknown):
        return [] if options is None else options
    return [_log(kind, options.sure(kind, options.block(kind))) for kind in sorted(options.values)]


def _log(kind: str, options: Answer | Unknown) -> LogPublishing | Unknown:
    if isinstance(options, Unknown):
        return options
    return LogPublishing(type=kind, enabled=_flag(options, "Enabled"), log_group=options.text("CloudWatchLogsLogGroupArn"))


def _policy(item: Answer) -> Policy | Unknown | None:
    """An empty text when there is none."""
    text = item.text("AccessPolicies")
    return parse_policy(text, f"{item.where}.AccessPolicies") if isinstance(text, str) else text


DOMAINS = Collector(
    asset_type="aws.opensearch.domain",
    operations=("opensearch:ListDomainNames", _DESCRIBE),
    find=_find,
    details=(detail(_TAGS, "tags", arguments=lambda item: {"ARN": item.known("ARN")}),),
    build=build,
)
