"""A loopback server that answers as Azure Resource Manager and a token endpoint do: TLS, canned bytes, a fixed latency.

`python -m benchmarks.stub_azure CERTIFICATE ACCOUNTS DISKS` prints its port, then serves until it is killed.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

LATENCY = 0.030
PAGE = 500
TENANT, SUBSCRIPTION = "99999999-8888-7777-6666-555555555555", "11111111-2222-3333-4444-555555555555"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/records"
PARTS = (
    "/blobServices/default",
    "/fileServices/default",
    *(f"/{name}Services/default/providers/Microsoft.Insights/diagnosticSettings" for name in ("blob", "file", "queue", "table")),
)
"""What is asked about each storage account, below its id."""


def _account(number: int) -> dict[str, Any]:
    return {
        "id": f"{GROUP}/providers/Microsoft.Storage/storageAccounts/records{number:05}",
        "name": f"records{number:05}",
        "type": "Microsoft.Storage/storageAccounts",
        "location": "westeurope",
        "kind": "StorageV2",
        "sku": {"name": "Standard_GRS", "tier": "Standard"},
        "tags": {"DataClassification": "PHI"},
        "properties": {
            "supportsHttpsTrafficOnly": bool(number % 2),
            "minimumTlsVersion": "TLS1_2",
            "allowBlobPublicAccess": False,
            "allowSharedKeyAccess": False,
            "publicNetworkAccess": "Disabled",
            "encryption": {"keySource": "Microsoft.Storage"},
            "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny", "ipRules": [], "virtualNetworkRules": []},
            "privateEndpointConnections": [],
        },
    }


def _disk(number: int) -> dict[str, Any]:
    return {
        "id": f"{GROUP}/providers/Microsoft.Compute/disks/data{number:05}",
        "name": f"data{number:05}",
        "type": "Microsoft.Compute/disks",
        "location": "westeurope",
        "managedBy": f"{GROUP}/providers/Microsoft.Compute/virtualMachines/app{number:05}",
        "sku": {"name": "Premium_LRS", "tier": "Premium"},
        "properties": {
            "diskState": "Attached",
            "diskSizeGB": 128,
            "encryption": {"type": "EncryptionAtRestWithPlatformKey"},
            "networkAccessPolicy": "DenyAll",
            "publicNetworkAccess": "Disabled",
        },
    }


def bodies(url: str, accounts: int, disks: int) -> dict[str, bytes]:
    """Path, with the number of the page behind it → body."""
    subscription = {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "state": "Enabled", "displayName": "Records"}
    issuer = f"{url}/{TENANT}"
    out: dict[str, Any] = {
        "/subscriptions": {"value": [subscription]},
        f"/{TENANT}/v2.0/.well-known/openid-configuration": {
            "issuer": f"{issuer}/v2.0",
            "authorization_endpoint": f"{issuer}/oauth2/v2.0/authorize",
            "token_endpoint": f"{issuer}/oauth2/v2.0/token",
        },
        f"/{TENANT}/oauth2/v2.0/token": {"token_type": "Bearer", "expires_in": 3599, "access_token": "stub"},
    }
    for type_, make, total in (
        ("Microsoft.Storage/storageAccounts", _account, accounts),
        ("Microsoft.Compute/disks", _disk, disks),
    ):
        path = f"/subscriptions/{SUBSCRIPTION}/providers/{type_}"
        for start in range(0, max(total, 1), PAGE):
            page: dict[str, Any] = {"value": [make(number) for number in range(start, min(start + PAGE, total))]}
            if start + PAGE < total:
                page["nextLink"] = f"{url}{path}?page={start + PAGE}"
            out[f"{path}{start or ''}"] = page
    kept = {"enabled": True, "days": 30}
    out[PARTS[0]] = {
        "properties": {"isVersioningEnabled": True, "deleteRetentionPolicy": kept, "containerDeleteRetentionPolicy": kept}
    }
    out[PARTS[1]] = {"properties": {"shareDeleteRetentionPolicy": kept, "protocolSettings": {"smb": {}}}}
    log = {"categoryGroup": "allLogs", "enabled": True}
    out["diagnosticSettings"] = {"value": [{"name": "audit", "properties": {"logs": [log], "workspaceId": f"{GROUP}/w"}}]}
    return {path: json.dumps(body).encode() for path, body in out.items()}


def _key(target: str) -> str:
    parts = urlsplit(target)
    if parts.path.endswith("/diagnosticSettings"):
        return "diagnosticSettings"
    part = next((part for part in PARTS if parts.path.endswith(part)), None)
    return part or parts.path + parse_qs(parts.query).get("page", [""])[0]


async def serve(certificate: str, accounts: int, disks: int) -> None:
    """Answer for ever."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    found: dict[str, bytes] = {}

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                length = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
                if length:
                    await reader.readexactly(length)
                await asyncio.sleep(LATENCY)
                answer = found[_key(lines[0].split(" ")[1])]
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connection, "localhost", 0, ssl=context, backlog=128)
    port = server.sockets[0].getsockname()[1]
    found.update(bodies(f"https://localhost:{port}", accounts, disks))
    print(port, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
