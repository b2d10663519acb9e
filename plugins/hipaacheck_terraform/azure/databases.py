"""What mappers of Azure's managed database servers share: firewall rules, parameters, and what their absence means."""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.databases import FirewallRule, firewall_rule
from hipaacheck_assets.truth import Truth, opposite
from hipaacheck_terraform.arguments import default, flag, required
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate, Family

_COPIES = ("GeoRestore", "PointInTimeRestore", "Replica", "ReviveDropped")


def exists(found: Block | Unknown | None) -> Truth:
    """Whether there is such a block or companion."""
    return found if isinstance(found, Unknown) else found is not None


def named(estate: Estate, block: Block, attribute: str, types: tuple[str, ...]) -> Truth:
    """Whether an attribute names something; a reference to what is being created does."""
    value = estate.link(block, attribute, types)
    return value if isinstance(value, Unknown) and value.refers is None else value is not None


def firewall_rules(family: Family, *types: str) -> list[FirewallRule | Unknown]:
    """The ranges of addresses that the companions of these types let in; a last `Unknown` when there may be more."""
    return [
        item
        if isinstance(item, Unknown)
        else firewall_rule(item.text("name"), item.text("start_ip_address"), item.text("end_ip_address"))
        for item in family.all(*types)
    ]


def parameter(family: Family, kind: str, name: str, fallback: str | None) -> str | Unknown:
    """The value of a server parameter; Azure's documented default where no companion of that kind sets it."""
    doubt: Unknown | None = None
    found: list[Resource] = []
    for item in family.all(kind):
        own = item if isinstance(item, Unknown) else item.text("name")
        if isinstance(own, Unknown):
            doubt = own
        elif isinstance(item, Resource) and own is not None and own.lower() == name:
            found.append(item)
    where = f"{family.resource.address}: {name}"
    if len(found) == 1:
        return required(found[0], "value")
    if found:
        return Unknown(f"{len(found)} resources set it", where)
    mode = family.resource.text("create_mode")
    if doubt is None and isinstance(mode, Unknown):
        doubt = mode
    if doubt is None and mode in _COPIES:
        doubt = Unknown("as on the server that this one is made from", where)
    if doubt is None and fallback is None:
        doubt = Unknown("not declared", where)
    return doubt if doubt is not None else fallback or ""


def public_network_access(estate: Estate, server: Resource, name: str) -> Truth:
    """Whether a flexible server has an open public endpoint. One in a delegated subnet never has; where nothing else is declared,
    or can be in older versions of the provider, any other has."""
    private = named(estate, server, "delegated_subnet_id", ("azurerm_subnet",))
    if private is not False:
        return opposite(private)
    given = server.get(name)
    if given is None or (isinstance(given, Unknown) and given.reason == AFTER_APPLY and not server.declares(name)):
        return True
    return given == "Enabled" if given in ("Enabled", "Disabled") else default(server.flag(name), True)


def replica(server: Resource) -> Truth:
    """Whether a server was made as a read replica, and has not been promoted since."""
    mode, role = server.text("create_mode"), server.text("replication_role")
    if isinstance(mode, Unknown) or mode != "Replica":
        return mode if isinstance(mode, Unknown) else False
    return role if isinstance(role, Unknown) and server.declares("replication_role") else role != "None"


def high_availability(server: Resource) -> str | Unknown:
    """`Disabled` unless a block says otherwise."""
    block = server.block("high_availability")
    return required(block, "mode") if isinstance(block, Block) else "Disabled" if block is None else block


def tls_enforced(server: Resource) -> Truth:
    """Whether a single server refuses connections without TLS. Version 1 of the provider has a text, version 2 both."""
    found = server.flag("ssl_enforcement_enabled")
    if found is not None:
        return found
    text = required(server, "ssl_enforcement")
    return text if isinstance(text, Unknown) else text.lower() == "enabled"


def geo_redundant_backup(server: Resource) -> Truth:
    """Whether backups of a server are kept in the paired region. Version 1 of the provider has a block for it, and version 2
    computes what is not used of both."""
    block = None if isinstance(server.get("geo_redundant_backup_enabled"), bool) else server.block("storage_profile")
    if isinstance(block, Block):
        text = block.text("geo_redundant_backup")
        return text if isinstance(text, Unknown) else text is not None and text.lower() == "enabled"
    return flag(server, "geo_redundant_backup_enabled", False)
