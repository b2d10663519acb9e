"""Virtual machines with their extensions, networks and backups, and disks."""

from __future__ import annotations

from typing import Any

from tests.azure.cases import recovery
from tests.azure.cases.recovery import KIOSK, RECORDS, TILL, WARD
from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_VM, _DISK = "Microsoft.Compute/virtualMachines", "Microsoft.Compute/disks"
_GUEST = "Microsoft.GuestConfiguration/guestConfigurationAssignments"
_NIC, _VNET = "Microsoft.Network/networkInterfaces", "Microsoft.Network/virtualNetworks"
KEYS = resource_id("Microsoft.Compute/diskEncryptionSets", "records")
GUARDED, OPEN = (resource_id(f"{_VNET}/subnets", "main", name) for name in ("guarded", "open"))
NSG = resource_id("Microsoft.Network/networkSecurityGroups", "guarded")
BLOB = "https://clinicvhds.blob.core.windows.net/vhds"

WINDOWS_GUESTS = {
    "accounts": "AzureBaseline_SecurityOptionsAccounts",
    "administrative-templates-network": "AzureBaseline_AdministrativeTemplatesNetwork",
    "administrators-excluded": "AdministratorsGroupMembersToExclude",
    "administrators-included": "AdministratorsGroupMembersToInclude",
    "administrators-no-extra": "AdministratorsGroupMembers",
    "audit-account-management": "AzureBaseline_SystemAuditPoliciesAccountManagement",
    "audit-detailed-tracking": "AzureBaseline_SystemAuditPoliciesDetailedTracking",
    "baseline": "AzureWindowsBaseline",
    "firewall": "AzureBaseline_WindowsFirewallProperties",
    "network-access": "AzureBaseline_SecurityOptionsNetworkAccess",
    "network-server": "AzureBaseline_SecurityOptionsMicrosoftNetworkServer",
    "password-complexity": "PasswordMustMeetComplexityRequirements",
    "recovery-console": "AzureBaseline_SecurityOptionsRecoveryconsole",
    "security-option-audit": "AzureBaseline_SecurityOptionsAudit",
    "trusted-root-certificates": "WindowsCertificateInTrustedRoot",
    "user-account-control": "AzureBaseline_SecurityOptionsUserAccountControl",
    "user-rights": "AzureBaseline_UserRightsAssignment",
}
LINUX_GUESTS = {"baseline": "AzureLinuxBaseline", "passwd-permissions": "PasswordPolicy_msid121"}
ASSESSMENTS = {
    "endpoint-protection": "06e3a6db-6c0c-4ad9-943f-31d9d73ecf6c",
    "just-in-time-access": "805651bc-6ecd-4c73-9b55-97a19d0582d0",
    "system-updates": "e1145ab1-eb4f-43d8-911b-36ddf771d13f",
    "vulnerability-assessment": "ffff0522-1e88-47fc-8382-2a80ba848f5d",
}


def machine(name: str, os_type: str, system: dict[str, Any], publisher: str, *, security: Any = None, **more: Any) -> Any:
    """A machine with what Azure always says."""
    disk = {"osType": os_type, "name": f"{name}-os", "createOption": "FromImage", "caching": "ReadWrite", "diskSizeGB": 128}
    image = {"publisher": publisher, "offer": "server", "sku": "gen2", "version": "latest", "exactVersion": "1.0.0"}
    secured = {} if security is None else {"securityProfile": security}
    inner = {
        "vmId": "7f2a6e1c-0000-4000-8000-00000000000a",
        "provisioningState": "Succeeded",
        "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
        "storageProfile": {
            "imageReference": image,
            "osDisk": {**disk, "managedDisk": {"id": resource_id(_DISK, f"{name}-os"), "storageAccountType": "Premium_LRS"}},
            "dataDisks": [],
        },
        "osProfile": {"computerName": name, "adminUsername": "operator", "secrets": [], **system},
        "networkProfile": {"networkInterfaces": [{"id": resource_id(_NIC, name).upper(), "properties": {"primary": True}}]},
        **secured,
    }
    return resource(_VM, name, inner, **more)


def linux(*, passwords: bool, agent: bool = True) -> dict[str, Any]:
    """What the profile of a Linux machine says."""
    return {"linuxConfiguration": {"disablePasswordAuthentication": not passwords, "provisionVMAgent": agent}}


def windows(*, updates: bool = True) -> dict[str, Any]:
    """What the profile of a Windows machine says."""
    return {"windowsConfiguration": {"provisionVMAgent": True, "enableAutomaticUpdates": updates}}


SECURED = {
    "securityType": "TrustedLaunch",
    "encryptionAtHost": True,
    "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
}
MANAGED = {"type": "SystemAssigned", "principalId": "p", "tenantId": "t"}
OLD = machine("kiosk", "Linux", linux(passwords=True, agent=False), "Canonical", identity={"type": "UserAssigned"})
OLD["properties"]["storageProfile"]["dataDisks"] = [
    {"lun": 0, "name": "films", "createOption": "Empty", "vhd": {"uri": f"{BLOB}/films.vhd"}}
]
MACHINES = [
    machine("records", "Linux", linux(passwords=False), "Canonical", security=SECURED, identity=MANAGED, tags={"team": "it"}),
    OLD,
    machine("ward", "Windows", windows(), "MicrosoftWindowsServer", security=SECURED, identity=MANAGED),
    machine("till", "Windows", windows(), "MicrosoftWindowsServer"),
]


def extension(of: str, publisher: str, name: str, *, newest: bool = True) -> dict[str, Any]:
    """An extension of a machine."""
    inner = {
        "publisher": publisher,
        "type": name,
        "typeHandlerVersion": "1.0",
        "autoUpgradeMinorVersion": newest,
        "enableAutomaticUpgrade": newest,
        "provisioningState": "Succeeded",
        "settings": {"commandToExecute": "deploy --token abc"},
    }
    return {"id": f"{of}/extensions/{name}", "name": name, "type": f"{_VM}/extensions", "properties": inner}


def extensions(of: str, system: str) -> list[dict[str, Any]]:
    """Those that a good machine has."""
    return [
        extension(of, "Microsoft.Azure.Monitor", f"AzureMonitor{system}Agent"),
        extension(of, "Microsoft.Azure.Monitoring.DependencyAgent", f"DependencyAgent{system}"),
        extension(of, "Microsoft.GuestConfiguration", f"Configurationfor{system}"),
    ]


def guests(of: str, names: dict[str, str], status: str) -> list[dict[str, Any]]:
    """What Azure found of a machine, as assignments of policies are named."""
    return [
        {
            "id": f"{of}/providers/{_GUEST}/{name}$pid5kxsq",
            "name": f"{name}$pid5kxsq",
            "type": _GUEST,
            "properties": {"targetResourceId": of, "complianceStatus": status, "guestConfiguration": {"name": name}},
        }
        for name in names.values()
    ]


def assessments(of: str, code: str) -> list[dict[str, Any]]:
    """What Defender for Cloud found of a machine."""
    return [
        {
            "id": f"{of}/providers/Microsoft.Security/assessments/{key}",
            "name": key,
            "type": "Microsoft.Security/assessments",
            "properties": {
                "displayName": name,
                "status": {"code": code},
                "resourceDetails": {"Source": "Azure", "Id": of, "ResourceType": "virtualMachines"},
            },
        }
        for name, key in ASSESSMENTS.items()
    ]


def interface(name: str, subnet: str, *, public: bool, guarded: bool = False) -> dict[str, Any]:
    """A network interface of the machine of that name."""
    outside = {"publicIPAddress": {"id": resource_id("Microsoft.Network/publicIPAddresses", name)}} if public else {}
    address = {"name": "internal", "properties": {"subnet": {"id": subnet}, "primary": True, **outside}}
    group = {"networkSecurityGroup": {"id": NSG}} if guarded else {}
    owner = {"virtualMachine": {"id": resource_id(_VM, name)}}
    return resource(_NIC, name, {"enableIPForwarding": False, "ipConfigurations": [address], **owner, **group})


SUBNETS = [
    {"id": GUARDED, "name": "guarded", "properties": {"networkSecurityGroup": {"id": NSG}}},
    {"id": OPEN, "name": "open", "properties": {}},
]
INTERFACES = [
    interface("records", GUARDED, public=True),
    interface("kiosk", OPEN, public=True),
    interface("ward", OPEN, public=True, guarded=True),
    interface("till", OPEN, public=False),
]
DISKS = [
    resource(
        _DISK,
        "records-os",
        {"encryption": {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": KEYS}},
        tags={"team": "it"},
    ),
    resource(_DISK, "spare", {"encryption": {"type": "EncryptionAtRestWithPlatformKey"}, "diskState": "Unattached"}),
]


def _vm(control: str, **rows: str) -> dict[str, dict[str, str]]:
    return {f"azure-compute-virtual-machine-{control}": rows}


_ALL = {"records": "pass", "ward": "pass", "kiosk": "fail", "till": "fail"}
EXPECTED: dict[str, dict[str, str]] = {
    "azure-compute-disk-classified": {"records-os": "fail", "spare": "fail"},
    **_vm("agent", records="pass", ward="pass", till="pass", kiosk="fail"),
    **_vm("antimalware", ward="pass", till="fail", records="not_applicable"),
    **_vm("antimalware-updates", ward="fail", till="not_applicable"),
    **_vm("approved-network", records="fail", till="fail"),
    **_vm("backup", records="pass", ward="pass", kiosk="fail", till="fail"),
    **_vm("backup-retention", records="pass", ward="fail", till="not_applicable", kiosk="pass"),
    **_vm("dependency-agent", **_ALL),
    **_vm("disaster-recovery", records="pass", ward="fail", kiosk="fail", till="fail"),
    **_vm("encryption-at-host", records="pass", ward="pass", kiosk="pass", till="fail"),
    **_vm("guest-configuration", **_ALL),
    **_vm("internet-facing-guarded", records="pass", ward="pass", kiosk="fail", till="not_applicable"),
    **_vm("managed-disks", records="pass", ward="pass", till="pass", kiosk="fail"),
    **_vm("monitoring-agent", **_ALL),
    **_vm("ssh-keys-only", records="pass", kiosk="fail", ward="not_applicable"),
    **_vm("trusted-launch", **_ALL),
    **{key: row for name in ASSESSMENTS for key, row in _vm(name, records="pass", kiosk="fail", till="not_applicable").items()},
    **{f"azure-compute-windows-{name}": {"ward": "pass", "till": "fail", "records": "not_applicable"} for name in WINDOWS_GUESTS},
    **{f"azure-compute-linux-{name}": {"records": "pass", "kiosk": "unknown", "ward": "not_applicable"} for name in LINUX_GUESTS},
    "azure-compute-disk-customer-managed-key": {"records-os": "pass", "spare": "fail"},
}
PLACE = {"resource_group_name": "clinic", "location": "westeurope"}
CASE = Case(
    types=(
        "azure.compute.virtual_machine",
        "azure.compute.disk",
    ),
    estate={
        listing(_VM): MACHINES,
        f"{RECORDS}/extensions": extensions(RECORDS, "Linux"),
        f"{KIOSK}/extensions": [extension(KIOSK, "Microsoft.Azure.Security", "AzureDiskEncryptionForLinux")],
        f"{WARD}/extensions": [
            *extensions(WARD, "Windows"),
            extension(WARD, "Microsoft.Azure.Security", "IaaSAntimalware", newest=False),
        ],
        f"{TILL}/extensions": [],
        listing(_GUEST): [
            *guests(RECORDS, LINUX_GUESTS, "Compliant"),
            *guests(WARD, WINDOWS_GUESTS, "Compliant"),
            *guests(TILL, WINDOWS_GUESTS, "NonCompliant"),
            *guests(KIOSK, {"baseline": "AzureLinuxBaseline"}, "Pending"),
        ],
        listing("Microsoft.Security/assessments"): [*assessments(RECORDS, "Healthy"), *assessments(KIOSK, "Unhealthy")],
        listing(_NIC): INTERFACES,
        listing(_VNET): [resource(_VNET, "main", {"subnets": SUBNETS})],
        listing(_DISK): DISKS,
        **recovery.ESTATE,
    },
    expected=EXPECTED,
    plan=(
        plans.resource(
            "azurerm_linux_virtual_machine.records",
            {
                **PLACE,
                "id": RECORDS,
                "name": "records",
                "network_interface_ids": [resource_id(_NIC, "records")],
                "disable_password_authentication": True,
                "provision_vm_agent": True,
                "encryption_at_host_enabled": True,
                "secure_boot_enabled": True,
                "vtpm_enabled": True,
                "virtual_machine_scale_set_id": None,
                "source_image_reference": [{"publisher": "Canonical"}],
                "identity": [{"type": "SystemAssigned"}],
                "os_disk": [
                    {"id": resource_id(_DISK, "records-os"), "name": "records-os", "disk_encryption_set_id": KEYS},
                ],
                "tags": {"team": "it"},
            },
        ),
        *(
            plans.resource(
                f"azurerm_virtual_machine_extension.{item['name'].lower()}",
                {
                    "virtual_machine_id": RECORDS,
                    "name": item["name"],
                    "publisher": item["properties"]["publisher"],
                    "type": item["name"],
                    "auto_upgrade_minor_version": True,
                    "automatic_upgrade_enabled": True,
                },
            )
            for item in extensions(RECORDS, "Linux")
        ),
        plans.resource(
            "azurerm_network_interface.records",
            {
                **PLACE,
                "id": resource_id(_NIC, "records"),
                "name": "records",
                "ip_configuration": [
                    {
                        "name": "internal",
                        "subnet_id": GUARDED,
                        "public_ip_address_id": resource_id("Microsoft.Network/publicIPAddresses", "records"),
                    }
                ],
            },
        ),
        plans.resource(
            "azurerm_subnet.guarded",
            {"id": GUARDED, "name": "guarded", "virtual_network_name": "main", "resource_group_name": "clinic"},
        ),
        plans.resource(
            "azurerm_subnet_network_security_group_association.guarded", {"subnet_id": GUARDED, "network_security_group_id": NSG}
        ),
        plans.resource(
            "azurerm_managed_disk.spare",
            {
                **PLACE,
                "id": resource_id(_DISK, "spare"),
                "name": "spare",
                "create_option": "Empty",
                "disk_encryption_set_id": None,
                "secure_vm_disk_encryption_set_id": None,
            },
        ),
        *recovery.PLAN,
    ),
    differences={
        ("azure.compute.virtual_machine", "guest_configuration"): "what Azure found of a running machine",
    },
)
