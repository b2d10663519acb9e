"""Azure Databricks. https://learn.microsoft.com/rest/api/databricks/workspaces"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts, arm_id
from hipaacheck_assets.azure.databricks import Workspace
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Databricks/workspaces"


def build(place: Place, item: Answer, got: Got) -> Workspace:
    """One asset per workspace. Private links alone lead to one only where public access was disabled."""
    inner = properties(item)
    parameters = inner.sure("parameters", inner.block("parameters"))
    encryption = inner.block("encryption")
    entities = encryption.block("entities") if isinstance(encryption, Answer) else encryption
    access = inner.or_default("publicNetworkAccess", inner.text("publicNetworkAccess"), "Enabled")
    return Workspace(
        **place.resource(item),
        serverless=_serverless(inner),
        virtual_network_id=_network(parameters),
        no_public_ip=_flag(parameters, "enableNoPublicIp"),
        public_network_access=access if isinstance(access, Unknown) else access.lower() != "disabled",
        managed_services_key=_own_key(inner, entities, "managedServices"),
        managed_disks_key=_own_key(inner, entities, "managedDisk"),
        root_storage_key=_root_key(parameters),
        compliance_standards=_standards(inner),
        diagnostic_settings=diagnostic_settings(got),
    )


def _serverless(inner: Answer) -> bool | Unknown:
    """Newer versions of the API say so; others only show that a workspace has a managed resource group, which none that is
    serverless may have."""
    mode, group = inner.text("computeMode"), inner.text("managedResourceGroupId")
    if isinstance(mode, str):
        return mode.lower() == "serverless"
    return False if isinstance(group, str) else inner.sure("computeMode", mode)


def _network(parameters: Answer | Unknown) -> str | Unknown | None:
    """Left out or empty where Databricks manages the network."""
    found = parameters.block("customVirtualNetworkId") if isinstance(parameters, Answer) else parameters
    return arm_id(found.text("value")) if isinstance(found, Answer) else found


def _flag(parameters: Answer | Unknown, name: str) -> bool | Unknown:
    found = parameters.sure(name, parameters.block(name)) if isinstance(parameters, Answer) else parameters
    return found.sure("value", found.flag("value")) if isinstance(found, Answer) else found


def _own_key(inner: Answer, entities: Answer | Unknown | None, name: str) -> bool | Unknown:
    """Only keys of the customer's own are named."""
    found = entities.block(name) if isinstance(entities, Answer) else entities
    if not isinstance(found, Answer):
        return inner.or_default("encryption", found, False)
    return _in_vault(found)


def _root_key(parameters: Answer | Unknown) -> bool | Unknown:
    if isinstance(parameters, Unknown):
        return parameters
    found = parameters.block("encryption")
    value = found.block("value") if isinstance(found, Answer) else found
    return _in_vault(value) if isinstance(value, Answer) else parameters.or_default("encryption", value, False)


def _in_vault(encryption: Answer) -> bool | Unknown:
    source = encryption.required("keySource")
    return source if isinstance(source, Unknown) else source.lower() == "microsoft.keyvault"


def _standards(inner: Answer) -> Texts:
    """`NONE` stands for the profile without a standard."""
    compliance = inner.block("enhancedSecurityCompliance")
    profile = compliance.block("complianceSecurityProfile") if isinstance(compliance, Answer) else compliance
    if not isinstance(profile, Answer):
        return inner.or_default("enhancedSecurityCompliance", profile, [])
    state = profile.required("value")
    if isinstance(state, Unknown):
        return state
    found = profile.texts("complianceStandards") if state.lower() == "enabled" else []
    return found if isinstance(found, Unknown) else [name for name in found if name != "NONE"]


WORKSPACES = Collector(
    asset_type="azure.databricks.workspace",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
