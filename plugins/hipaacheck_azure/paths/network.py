"""Azure networks, Azure CDN and Front Door."""

from __future__ import annotations

from hipaacheck_azure.operation import child, listed

NETWORK = (
    *(
        listed(f"Microsoft.Network/{name}", "2023-09-01")
        for name in (
            "bastionHosts",
            "loadBalancers",
            "networkInterfaces",
            "networkSecurityGroups",
            "networkWatchers",
            "publicIPAddresses",
            "virtualNetworks",
        )
    ),
    child("Microsoft.Network/networkWatchers", "flowLogs", "2023-09-01"),
    listed("Microsoft.Cdn/profiles", "2023-05-01"),
    child("Microsoft.Cdn/profiles", "endpoints", "2023-05-01"),
    child("Microsoft.Cdn/profiles", "afdEndpoints", "2023-05-01"),
    child("Microsoft.Cdn/profiles/afdEndpoints", "routes", "2023-05-01"),
)
