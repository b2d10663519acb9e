"""What network security groups expose, beside what Azure does with each packet: the first rule that fits decides."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address, ip_network
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hipaacheck import Unknown
from hipaacheck_assets.azure.security_group import SecurityRule, exposure, judged, make_rule

AZURE = ("20.1.2.3", "191.2.3.4", "2603::1")
IPV4 = ("1.2.3.4", "201.2.3.4", *AZURE[:2])
INTERNET = (*IPV4, "2600::1", "2603::1")
DESTINATIONS = ("10.0.0.4", "10.0.1.4", "10.0.2.4")
PORTS = {
    "exposes_ssh": ("Tcp", (22,)),
    "exposes_rdp": ("Tcp", (3389,)),
    "exposes_http": ("Tcp", (80,)),
    "exposes_admin_ports": ("Tcp", (22, 3389, 5985, 5986)),
    "exposes_udp": ("Udp", (1, 22, 23, 80, 1001, 3390, 5985, 5987)),
}
TAGS = {"Internet": INTERNET, "AzureCloud": AZURE}


@cache
def fits(prefix: str, address: str) -> bool:
    """Whether an address is meant."""
    return prefix == "*" or address in TAGS.get(prefix, ()) or (prefix not in TAGS and ip_address(address) in ip_network(prefix))


def among(ports: list[str], port: int) -> bool:
    """Whether a port is in one of the ranges."""
    bounds = [(0, 65535) if text == "*" else [int(end) for end in text.split("-")] for text in ports]
    return any(bound[0] <= port <= bound[-1] for bound in bounds)


def applies(rule: SecurityRule, protocol: str, source: str, own: int, destination: str, port: int) -> bool:
    """Whether a rule is for a packet."""
    there: Any = rule
    return (
        there.direction == "Inbound"
        and there.protocol in ("*", protocol)
        and any(fits(prefix, source) for prefix in there.source_prefixes)
        and among(there.source_ports, own)
        and any(fits(prefix, destination) for prefix in there.destination_prefixes)
        and among(there.destination_ports, port)
    )


def gets_in(rules: list[SecurityRule], protocol: str, ports: tuple[int, ...], sources: tuple[str, ...]) -> bool:
    """Whether some packet gets past the rules, as Azure tries them."""
    ordered = sorted(rules, key=lambda rule: rule.priority if isinstance(rule.priority, int) else 0)
    packets = product((protocol,), sources, (80, 5000), DESTINATIONS, ports)
    first = (next((rule.access for rule in ordered if applies(rule, *packet)), "Deny") for packet in packets)
    return "Allow" in first


def some(*values: str) -> st.SearchStrategy[list[str]]:
    """One or two of these."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


RULES = st.fixed_dictionaries(
    {
        "access": st.sampled_from(["Allow", "Deny"]),
        "direction": st.sampled_from(["Inbound", "Inbound", "Inbound", "Outbound"]),
        "protocol": st.sampled_from(["*", "Tcp", "Udp"]),
        "source_prefixes": some(
            "*", "Internet", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "10.0.0.0/8", "203.0.113.0/24", "AzureCloud"
        ),
        "source_ports": some("*", "*", "1024-65535"),
        "destination_prefixes": some("*", "*", "10.0.0.0/24", "10.0.1.0/24"),
        "destination_ports": some("*", "22", "1-22", "23-65535", "80-3389", "0-1000", "5985-5986", "1001-65535"),
    }
)


@settings(max_examples=200, deadline=None)
@given(st.lists(RULES, min_size=1, max_size=5), st.randoms())
def test_facts_are_what_packets_do(drawn: list[dict[str, Any]], random: Any) -> None:
    places = random.sample(range(100, 110), len(drawn))
    rules = [
        make_rule(name=str(place), priority=place, destination_groups=[], origin=None, **values)
        for place, values in zip(places, drawn, strict=True)
    ]
    found = exposure(judged(rules, None))
    for fact, (protocol, ports) in PORTS.items():
        everybody = gets_in(rules, protocol, ports, INTERNET)
        if isinstance(found[fact], Unknown):  # only a rule for both, of which IPv4 is denied
            assert everybody, fact
            assert not gets_in(rules, protocol, ports, IPV4), fact
        else:
            assert found[fact] is everybody, fact
