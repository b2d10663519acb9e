"""What collectors of Azure's managed database servers share: two listings, firewall rules, parameters."""

from __future__ import annotations

from collections.abc import Callable

from hipaacheck import Unknown
from hipaacheck_assets.azure.databases import FirewallRule, firewall_rule
from hipaacheck_azure.collect import Detail, Got, detail, properties
from hipaacheck_azure.reader import Reader
from hipaacheck_live.answers import Answer

_GONE = ("InvalidResourceType",)
"""How Azure Resource Manager says that a provider no longer has a type: single servers are retired."""


def both(flexible: str, single: str) -> Callable[[Reader], list[Answer | Unknown]]:
    """Flexible and single servers, as `Collector.find`."""

    def find(reader: Reader) -> list[Answer | Unknown]:
        return [*reader.pages(flexible), *reader.pages(single, _GONE)]

    return find


def is_flexible(item: Answer) -> bool:
    """Whether a listing of flexible servers gave the item."""
    return item.operation.endswith("/flexibleServers")


def is_single(item: Answer) -> bool:
    """Whether a listing of single servers gave the item."""
    return not is_flexible(item)


def in_subnet(item: Answer) -> bool | Unknown:
    """Whether a flexible server is in a virtual network, and so has neither a public endpoint nor firewall rules."""
    network = properties(item).block("network")
    if not isinstance(network, Answer):
        return properties(item).sure("network", network)
    subnet = network.text("delegatedSubnetResourceId")
    return subnet if isinstance(subnet, Unknown) else subnet is not None


def _has_rules(item: Answer) -> bool:
    return is_flexible(item) and in_subnet(item) is not True


def rules_and_parameters(flexible: str, single: str, parameters: tuple[str, ...]) -> tuple[Detail, ...]:
    """The details that both kinds of servers have. `parameters` are the fields that follow from parameters."""
    return (
        detail(f"{flexible}/firewallRules", "firewall_rules", pages=True, when=_has_rules),
        detail(f"{single}/firewallRules", "firewall_rules", pages=True, when=is_single),
        detail(f"{flexible}/configurations", *parameters, pages=True, when=is_flexible),
        detail(f"{single}/configurations", *parameters, pages=True, when=is_single),
    )


def firewall_rules(
    got: Got, name: str, start: str = "startIpAddress", end: str = "endIpAddress"
) -> list[FirewallRule | Unknown] | Unknown:
    """The rules that a detail listed."""
    found: list[FirewallRule | Unknown] | Unknown = got.read(
        name, lambda items: [item if isinstance(item, Unknown) else _rule(item, start, end) for item in items], []
    )
    return found


def _rule(item: Answer, start: str, end: str) -> FirewallRule:
    inner = properties(item)
    return firewall_rule(item.text("name"), inner.text(start), inner.text(end))


def parameter(got: Got, detail_name: str, name: str) -> str | Unknown:
    """The value of a server parameter. Azure lists every one that there is."""
    missing = Unknown(f"the answer has no parameter {name}", detail_name)
    found: str | Unknown = got.read(detail_name, lambda items: _value(items, name, missing), missing)
    return found


def _value(items: list[Answer | Unknown], name: str, missing: Unknown) -> str | Unknown:
    doubt = missing
    for item in items:
        own = item if isinstance(item, Unknown) else item.text("name")
        if isinstance(own, Unknown):
            doubt = own
        elif isinstance(item, Answer) and own is not None and own.lower() == name:
            inner = properties(item)
            return "" if inner.get("value") == "" else inner.required("value")
    return doubt


def enabled(block: Answer, name: str) -> bool | Unknown:
    """A member that is `Enabled` or `Disabled`, and that the service always gives."""
    state = block.required(name)
    if isinstance(state, str) and state.lower() in ("enabled", "disabled"):
        return state.lower() == "enabled"
    return state if isinstance(state, Unknown) else Unknown(f"{state!r} is neither Enabled nor Disabled", f"{block.where}.{name}")


def part(inner: Answer, name: str) -> Answer:
    """A nested structure that the service always gives; one in which nothing is told, when it did not."""
    found = inner.block(name)
    return found if isinstance(found, Answer) else Answer({}, f"{inner.where}.{name}", old=True)


def replica(inner: Answer) -> bool | Unknown:
    """Whether a server is a read replica. Single servers that have nothing to do with replication have an empty role."""
    role = inner.get("replicationRole")
    if not isinstance(role, str):
        return inner.sure("replicationRole", inner.flag("replicationRole"))
    return "replica" in role.lower()


def public_network_access(item: Answer) -> bool | Unknown:
    """Whether a flexible server has an open public endpoint."""
    private = in_subnet(item)
    if private is not False:
        return private if isinstance(private, Unknown) else False
    return enabled(part(properties(item), "network"), "publicNetworkAccess")


def high_availability(inner: Answer) -> str | Unknown:
    """The mode of high availability of a flexible server."""
    return part(inner, "highAvailability").required("mode")
