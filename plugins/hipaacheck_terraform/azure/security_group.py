"""Network security groups, with rules as blocks and as resources of their own.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/network_security_group,
network_security_rule.

`security_rule` is an attribute that is written as blocks: plans list them when their number is known, and leave them out of the
configuration. Known only after apply as a whole, no block was declared, and what there is comes from the rule resources.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.security_group import SecurityGroup, SecurityRule, exposure, judged, make_rule
from hipaacheck_terraform.arguments import required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, links
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

SECURITY_GROUPS = ("azurerm_network_security_group",)
_RULE = "azurerm_network_security_rule"
_APPLICATION_GROUPS = ("azurerm_application_security_group",)


def security_groups(estate: Estate) -> Iterator[SecurityGroup]:
    """One asset per network security group, and one per group that only rules name."""
    for family in estate.families(SECURITY_GROUPS, ("name", "id"), {_RULE: "network_security_group_name"}):
        rules = _rules(estate, family)
        yield SecurityGroup(
            **common(estate, family.resource),
            rules=rules,
            **exposure(rules),
            diagnostic_settings=diagnostic_settings(estate, family.resource),
        )


def _rules(estate: Estate, family: Family) -> list[SecurityRule | Unknown]:
    """The rules in both forms. A group that exists lists the rules of rule resources as its own, too."""
    group = family.resource
    inline = _inline(estate, family)
    own = [item if isinstance(item, Unknown) else _rule(estate, item, group, None) for item in inline]
    apart: dict[str, list[SecurityRule | Unknown]] = {}
    for child in family.all(_RULE):
        # a stub is known by its name only, which several groups may have
        place = str(child.get("resource_group_name")).lower() if group.stub and isinstance(child, Resource) else ""
        apart.setdefault(place, []).append(child if isinstance(child, Unknown) else _rule(estate, child, child, child.address))
    declared = {_name(rule) for rules in apart.values() for rule in rules}
    own = [rule for rule in own if _name(rule) is None or _name(rule) not in declared]
    # blocks and rule resources exclude each other, and a rule counts although its group is not in the plan
    complete = group.stub or (bool(inline) and all(isinstance(item, Block) for item in inline))
    here = [*own, *apart.pop("", [])]
    found = [*apart.values(), here]
    doubts = [rule for rules in found for rule in rules if isinstance(rule, Unknown)]
    unread = None if complete or not doubts else doubts[0]
    return [rule for rules in found for rule in judged(rules, unread)]


def _inline(estate: Estate, family: Family) -> list[Block | Unknown]:
    """Blocks of the group itself. An open port must not hide in a `dynamic` block over a set that is not known yet, which a plan
    writes like no block at all; so that is unknown in a plan, unless rule resources declare the rules."""
    found = family.resource.blocks("security_rule")
    if not isinstance(found, Unknown):
        return found
    apart = bool(family.children) or estate.shows_dynamic
    return [] if not family.resource.declares("security_rule") and apart else [found]


def _name(rule: SecurityRule | Unknown) -> str | None:
    return rule.name.lower() if isinstance(rule, SecurityRule) and isinstance(rule.name, str) else None


def _rule(estate: Estate, block: Block, of: Resource, origin: str | None) -> SecurityRule:
    return make_rule(
        name=block.text("name"),
        direction=required(block, "direction"),
        access=required(block, "access"),
        priority=block.integer("priority"),
        protocol=required(block, "protocol"),
        source_prefixes=_addresses(estate, block, of, "source"),
        source_ports=_ports(block, "source_port_range"),
        destination_prefixes=_addresses(estate, block, of, "destination"),
        destination_groups=links(estate, block, "destination_application_security_group_ids", _APPLICATION_GROUPS, of),
        destination_ports=_ports(block, "destination_port_range"),
        origin=origin,
    )


def _addresses(estate: Estate, block: Block, of: Resource, side: str) -> Texts:
    """Addresses of one side. There must be some, unless application security groups stand in their place."""
    found = _merged(block, f"{side}_address_prefix", f"{side}_address_prefixes")
    groups = links(estate, block, f"{side}_application_security_group_ids", _APPLICATION_GROUPS, of)
    named = bool(found) or isinstance(groups, Unknown) or bool(groups)
    return found if named else Unknown("no addresses are declared", f"{block.path}.{side}_address_prefix")


def _ports(block: Block, name: str) -> Texts:
    """Ports of one side, of which there must be some."""
    found = _merged(block, name)
    return found or Unknown("no ports are declared", f"{block.path}.{name}")


def _merged(block: Block, one: str, many: str | None = None) -> list[str | Unknown]:
    """The two arguments for one value and for several, of which a rule has one."""
    single, several = block.text(one), block.texts(many or f"{one}s")
    return [*([] if single is None else [single]), *([several] if isinstance(several, Unknown) else several)]
