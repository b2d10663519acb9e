"""Role assignments, custom roles and policy assignments."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.azure.authorization import Permission, grants_everything, manages_locks, scope_kind
from tests.support.plans import assets, resource

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
OWNER = "/providers/Microsoft.Authorization/roleDefinitions/8E3AF657-a8ff-443c-a75c-2fe8c4bcb635"
ID = "11111111-0000-0000-0000-00000000000A"


def assignment(values: dict[str, Any], *others: dict[str, Any], kind: str = "azurerm_role_assignment", **more: Any) -> Any:
    """A role assignment in a plan."""
    base = {"scope": SUBSCRIPTION, "principal_id": ID, "condition": None}
    base = {name: value for name, value in base.items() if name not in more.get("refs", {})}
    computed = ("id", "name", "role_definition_id", "role_definition_name", "principal_type")
    return assets(resource(f"{kind}.a", base | values, unknown=computed, **more), *others)[f"{kind}.a"]


@pytest.mark.parametrize(
    ("values", "role"),
    [
        ({"role_definition_name": "owner"}, "Owner"),
        ({"role_definition_name": "Reader"}, "Other"),
        ({"role_definition_id": OWNER}, "Owner"),
        ({"role_definition_id": f"{SUBSCRIPTION}{OWNER}"}, "Owner"),
        ({"role_definition_id": OWNER[:-1]}, "Other"),
    ],
)
def test_roles_by_name_and_id(values: dict[str, Any], role: str) -> None:
    assert assignment(values).role == role


def test_a_role_that_is_not_known_and_one_of_the_plan() -> None:
    assert isinstance(assignment({}).role, Unknown)
    own = resource("azurerm_role_definition.a", {"name": "own", "scope": SUBSCRIPTION}, unknown=("role_definition_resource_id",))
    read = assignment({}, own, refs={"role_definition_id": "azurerm_role_definition.a.role_definition_resource_id"})
    assert read.role == "Other"


def test_who_holds_it() -> None:
    user = assignment({"principal_type": "User"})
    assert (user.principal_id, user.principal_ids, user.scope_kind, user.conditional) == (
        ID.lower(),
        [ID.lower()],
        "subscription",
        False,
    )
    (group,) = assignment({"principal_type": "Group"}).principal_ids
    own, more = assignment({}).principal_ids
    assert (own, isinstance(group, Unknown), isinstance(more, Unknown)) == (ID.lower(), True, True)
    assert isinstance(assignment({}).principal_type, Unknown)
    assert assignment({"condition": "@Request"}).conditional is True


def test_who_holds_it_by_reference() -> None:
    user = resource("azuread_user.a", {"display_name": "a"}, unknown=("object_id",))
    read = assignment({}, user, refs={"principal_id": "azuread_user.a.object_id"})
    assert (read.principal_type, read.principal_ids[0].refers) == ("User", "azuread_user.a")
    guest = resource("azuread_invitation.a", {"user_email_address": "a@example.org"}, unknown=("user_id",))
    assert assignment({}, guest, refs={"principal_id": "azuread_invitation.a.user_id"}).principal_type == "User"
    group = resource("azuread_group.a", {"display_name": "a"}, unknown=("object_id",))
    assert assignment({}, group, refs={"principal_id": "azuread_group.a.object_id"}).principal_type == "Group"
    app = resource("azurerm_linux_web_app.a", {"name": "a"}, unknown=("identity",))
    assert assignment({}, app, refs={"principal_id": "azurerm_linux_web_app.a.identity"}).principal_type == "ServicePrincipal"


def test_active_assignments_of_privileged_identity_management() -> None:
    assert assignment({"role_definition_id": OWNER}, kind="azurerm_pim_active_role_assignment").role == "Owner"


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ("/", "tenant"),
        ("/providers/Microsoft.Management/managementGroups/a", "management_group"),
        (SUBSCRIPTION.upper(), "subscription"),
        (f"{SUBSCRIPTION}/resourceGroups/a", "resource_group"),
        (f"{SUBSCRIPTION}/resourceGroups/a/providers/Microsoft.Storage/storageAccounts/a", "resource"),
    ],
)
def test_kinds_of_scopes(scope: str, kind: str) -> None:
    assert scope_kind(scope) == kind


def permission(actions: Any, not_actions: Any = ()) -> Permission:
    """What a role allows."""
    return Permission(actions=list(actions), not_actions=list(not_actions), data_actions=[], not_data_actions=[])


ROLES = "Microsoft.Authorization/*/Write"
DOUBT = Unknown("known only after apply")


@pytest.mark.parametrize(
    ("item", "everything", "locks"),
    [
        (permission(["*"]), True, True),
        (permission(["*"], [ROLES]), False, False),
        (permission(["*"], ["Microsoft.Authorization/locks/*"]), True, False),
        (permission(["Microsoft.Authorization/*"]), False, True),
        (permission(["Microsoft.Authorization/locks/*"]), False, True),
        (permission(["Microsoft.Authorization/locks/write"]), False, False),
        (permission(["*"], [DOUBT]), DOUBT, DOUBT),
        (permission([DOUBT]), DOUBT, DOUBT),
        (permission(["*/read"], [DOUBT]), False, False),
    ],
)
def test_what_a_role_allows(item: Permission, everything: Any, locks: Any) -> None:
    assert (grants_everything([item]), manages_locks([item])) == (everything, locks)


def test_a_custom_role() -> None:
    blocks = [{"actions": ["*"], "not_actions": [], "data_actions": [], "not_data_actions": []}]
    values = {"name": "a", "scope": SUBSCRIPTION.upper(), "assignable_scopes": [], "permissions": blocks}
    read: Any = assets(resource("azurerm_role_definition.a", values | {"role_definition_resource_id": "/A"}))
    assert read["azurerm_role_definition.a"].assignable_scopes == [SUBSCRIPTION]
    assert (read["azurerm_role_definition.a"].resource_id, read["azurerm_role_definition.a"].grants_everything) == ("/a", True)
    assert read["azure.subscription"].whole is False


BENCHMARK = "/providers/Microsoft.Authorization/policySetDefinitions/1f3afdf9-d0c9-4c3d-847f-89da613e70a8"


@pytest.mark.parametrize(
    ("kind", "values", "found"),
    [
        ("azurerm_subscription_policy_assignment", {"subscription_id": SUBSCRIPTION}, ("subscription", "Default")),
        ("azurerm_management_group_policy_assignment", {"management_group_id": "/m"}, ("management_group", "Default")),
        ("azurerm_resource_group_policy_assignment", {"enforce": False}, ("resource_group", "DoNotEnforce")),
        ("azurerm_policy_assignment", {"scope": SUBSCRIPTION, "enforcement_mode": False}, ("subscription", "DoNotEnforce")),
    ],
)
def test_policy_assignments(kind: str, values: dict[str, Any], found: tuple[str, str]) -> None:
    parameters = '{"aEffect": {"value": "Disabled"}, "bEffect": {"value": "Audit"}, "days": {"value": 7}}'
    base = {"name": "a", "policy_definition_id": BENCHMARK, "parameters": parameters}
    read: Any = assets(resource(f"{kind}.a", base | values))[f"{kind}.a"]
    assert (read.scope_kind, read.enforcement_mode) == found
    assert (read.definition, read.disabled) == (BENCHMARK.rsplit("/", 1)[-1], ["aEffect"])


def test_parameters_that_are_not_known() -> None:
    values = {"name": "a", "policy_definition_id": BENCHMARK, "subscription_id": SUBSCRIPTION}
    for more in ({}, {"parameters": "{"}):
        item = resource("azurerm_subscription_policy_assignment.a", values | more, unknown=("parameters",))
        read: Any = assets(item)["azurerm_subscription_policy_assignment.a"]
        assert isinstance(read.disabled, Unknown)
