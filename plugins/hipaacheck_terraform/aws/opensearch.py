"""Amazon OpenSearch Service: domains of both resource types, and their access policies.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/opensearch_domain and
elasticsearch_domain. Encryption, endpoint and security blocks are marked as known after apply when they are not declared; AWS
documents that each is then off. What a declared block leaves out stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.opensearch import Domain, LogPublishing
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_terraform.arguments import KMS_KEYS, declared_block, flag, required
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

_DOMAINS = ("aws_opensearch_domain", "aws_elasticsearch_domain")
_POLICIES = ("aws_opensearch_domain_policy", "aws_elasticsearch_domain_policy")
_SUBNET = ("aws_subnet", "aws_default_subnet")


def domains(estate: Estate) -> Iterator[Domain]:
    """One asset per domain, and one per domain that only an access policy names."""
    for family in estate.families(_DOMAINS, ("domain_name",), dict.fromkeys(_POLICIES, "domain_name")):
        domain = family.resource
        rest = declared_block(domain, "encrypt_at_rest")
        nodes = declared_block(domain, "node_to_node_encryption")
        endpoint = declared_block(domain, "domain_endpoint_options")
        security = declared_block(domain, "advanced_security_options")
        in_vpc, subnets = _network(estate, domain)
        yield Domain(
            **estate.common(domain, domain.text("domain_name")),
            origins=_origins(family),
            arn=domain.text("arn"),
            encrypted_at_rest=flag(rest, "enabled", False),
            kms_key=estate.link(rest, "kms_key_id", KMS_KEYS, of=domain) if isinstance(rest, Block) else rest,
            node_to_node_encryption=flag(nodes, "enabled", False),
            enforce_https=False if endpoint is None else flag(endpoint, "enforce_https", True),
            tls_policy=endpoint.text("tls_security_policy") if isinstance(endpoint, Block) else endpoint,
            in_vpc=in_vpc,
            subnets=subnets,
            logs=_logs(domain),
            policy=_policy(estate, family),
            fine_grained_access=flag(security, "enabled", False),
            anonymous_access=flag(security, "anonymous_auth_enabled", False),
        )


def _origins(family: Family) -> dict[str, str]:
    found = [child for name in _POLICIES for child in family.children.get(name, ())]
    return {"policy": found[0].address} if len(found) == 1 else {}


def _network(estate: Estate, domain: Resource) -> tuple[bool | Unknown, list[str | Unknown] | Unknown]:
    """Whether the endpoint lies in a VPC, and its subnets."""
    options = domain.block("vpc_options")
    if options is None:
        return False, []
    if isinstance(options, Unknown):
        return options, options
    subnets = estate.links(options, "subnet_ids", _SUBNET, of=domain)
    return subnets if isinstance(subnets, Unknown) else bool(subnets), subnets


def _logs(domain: Resource) -> list[LogPublishing | Unknown] | Unknown:
    found = domain.blocks("log_publishing_options")
    return found if isinstance(found, Unknown) else [item if isinstance(item, Unknown) else _log(item) for item in found]


def _log(block: Block) -> LogPublishing:
    return LogPublishing(
        type=required(block, "log_type"),
        enabled=flag(block, "enabled", True),
        log_group=block.text("cloudwatch_log_group_arn"),
    )


def _policy(estate: Estate, family: Family) -> Policy | Unknown | None:
    """The companion's policy, else the domain's own. Computed but not declared means that nothing sets one."""
    companion = family.one(*_POLICIES)
    if isinstance(companion, Resource):
        return policy(estate, companion, "access_policies")
    if isinstance(companion, Unknown):
        return companion
    domain = family.resource
    if not domain.declares("access_policies") and isinstance(domain.text("access_policies"), Unknown):
        return None
    return policy(estate, domain, "access_policies")
