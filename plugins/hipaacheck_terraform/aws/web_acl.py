"""WAF web ACLs of regional resources: an association names the resource and the ACL.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl_association
"""

from __future__ import annotations

from collections.abc import Callable

from hipaacheck import Unknown
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate

ASSOCIATIONS = {"aws_wafv2_web_acl_association": "web_acl_arn", "aws_wafregional_web_acl_association": "web_acl_id"}
ACLS = ("aws_wafv2_web_acl", "aws_wafregional_web_acl", "aws_waf_web_acl")
_PROTECTED = (
    "aws_alb",
    "aws_api_gateway_stage",
    "aws_apprunner_service",
    "aws_appsync_graphql_api",
    "aws_cognito_user_pool",
    "aws_lb",
    "aws_verifiedaccess_instance",
)


def web_acls(estate: Estate) -> Callable[[Resource], str | Unknown | None]:
    """A function from a resource to its web ACL: the ACL's ARN or id, null when none is associated, or `Unknown`.

    An association whose resource cannot be told leaves every resource without a known one in doubt.
    """
    known: dict[str, str | Unknown] = {}
    doubt = estate.incomplete
    for name, attribute in ASSOCIATIONS.items():
        for association in estate.each(name):
            target = estate.link(association, "resource_arn", _PROTECTED)
            key = target.refers if isinstance(target, Unknown) else target
            if key is None:
                reason = f"{association.address} may belong here; its resource_arn cannot be told"
                doubt = Unknown(reason, association.address) if doubt is None else doubt
            else:
                known[key] = _acl(estate, association, attribute)

    def find(resource: Resource) -> str | Unknown | None:
        arn = resource.text("arn")
        if resource.address in known:
            return known[resource.address]
        return known.get(arn, doubt) if isinstance(arn, str) else doubt

    return find


def _acl(estate: Estate, association: Resource, attribute: str) -> str | Unknown:
    """The ACL. It is a required argument, so an association proves that there is one."""
    acl = estate.link(association, attribute, ACLS)
    if isinstance(acl, str):
        return acl
    if acl is not None and acl.refers is not None:
        return acl
    return Unknown("not known, but required", f"{association.address}.{attribute}", association.address)
