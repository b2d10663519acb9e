"""The clouds of Azure: where tokens, Azure Resource Manager and Microsoft Graph are."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from hipaacheck import UsageError, nearest


class Cloud(msgspec.Struct, frozen=True, kw_only=True):
    """One cloud. `known` tells that Microsoft's own list of clouds has it, so that the SDK may check its authority."""

    authority: str
    """Host that gives tokens, as `https://host`."""
    manager: str
    """Azure Resource Manager."""
    manager_scope: str
    """What tokens for it are asked for."""
    graph: str
    """Microsoft Graph."""
    known: bool = True

    @property
    def graph_scope(self) -> str:
        """What tokens for Microsoft Graph are asked for."""
        return f"{self.graph}/.default"


CLOUDS = {
    "public": Cloud(
        authority="https://login.microsoftonline.com",
        manager="https://management.azure.com",
        manager_scope="https://management.azure.com/.default",
        graph="https://graph.microsoft.com",
    ),
    "usgov": Cloud(
        authority="https://login.microsoftonline.us",
        manager="https://management.usgovcloudapi.net",
        manager_scope="https://management.core.usgovcloudapi.net/.default",
        graph="https://graph.microsoft.us",
    ),
    "china": Cloud(
        authority="https://login.chinacloudapi.cn",
        manager="https://management.chinacloudapi.cn",
        manager_scope="https://management.core.chinacloudapi.cn/.default",
        graph="https://microsoftgraph.chinacloudapi.cn",
    ),
}
"""https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure,
https://learn.microsoft.com/azure/china/resources-developer-guide, https://learn.microsoft.com/graph/deployments"""


def cloud(name: str, *, authority: str | None = None, manager: str | None = None, graph: str | None = None) -> Cloud:
    """The cloud of that name, with hosts of one's own in place of its. Raises UsageError."""
    found = CLOUDS.get(name)
    if found is None:
        raise UsageError(f"--cloud {name}: no such cloud{nearest(name, CLOUDS)}. There are {', '.join(CLOUDS)}.")
    if authority is not None:
        found = msgspec.structs.replace(found, authority=_host("--authority-host", authority), known=False)
    if manager is not None:
        url = _host("--resource-manager", manager)
        found = msgspec.structs.replace(found, manager=url, manager_scope=f"{url}/.default")
    if graph is not None:
        found = msgspec.structs.replace(found, graph=_host("--graph", graph))
    return found


def _host(option: str, url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.path.rstrip("/") or parts.query or parts.fragment or "@" in url:
        raise UsageError(f"{option} {url}: must be https://HOST or https://HOST:PORT")
    return f"https://{parts.netloc}"
