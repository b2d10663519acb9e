"""Azure App Service. The action `config/list`, which gives secrets, is never asked for."""

from __future__ import annotations

from hipaacheck_azure.operation import at, child, graph, listed

_SITES, _SLOTS, _VERSION = "Microsoft.Web/sites", "Microsoft.Web/sites/slots", "2023-01-01"

APPSERVICE = (
    listed(_SITES, _VERSION),
    child(_SITES, "slots", _VERSION),
    child(_SITES, "config/web", _VERSION),
    child(_SLOTS, "config/web", _VERSION),
    at(f"{_SITES}/config/authsettingsV2", "{id}/config/authsettingsV2", _VERSION, f"{_SITES}/config/read"),
    at(f"{_SLOTS}/config/authsettingsV2", "{id}/config/authsettingsV2", _VERSION, f"{_SLOTS}/config/read"),
    graph(
        "app_identity_groups", "v1.0/servicePrincipals/{principal}/transitiveMemberOf?$select=id&$top=999", "Application.Read.All"
    ),
)
