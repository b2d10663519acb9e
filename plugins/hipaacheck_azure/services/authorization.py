"""Role assignments, custom roles and policy assignments. Lists of a subscription have what it inherits from above, too.

https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-subscription,
https://learn.microsoft.com/graph/api/group-list-transitivemembers
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.authorization import (
    Permission,
    PolicyAssignment,
    RoleAssignment,
    RoleDefinition,
    grants_everything,
    manages_locks,
    role,
    scope_id,
    scope_kind,
)
from hipaacheck_assets.azure.common import Texts, arm_id
from hipaacheck_assets.truth import Truth
from hipaacheck_azure.collect import Collector, Detail, Got, listing, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer

ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
MEMBERS = "graph:role_group_members"
_DEFINITIONS = "Microsoft.Authorization/roleDefinitions"
_POLICIES = "Microsoft.Authorization/policyAssignments"
_USER = "#microsoft.graph.user"


def build_role_assignment(place: Place, item: Answer, got: Got) -> RoleAssignment:
    """One asset per assignment."""
    inner = properties(item)
    scope = scope_id(inner.required("scope"))
    definition = arm_id(inner.required("roleDefinitionId"))
    principal = _lower(inner.required("principalId"))
    kind = inner.required("principalType")
    return RoleAssignment(
        **place.resource(item),
        scope=scope,
        scope_kind=scope_kind(scope),
        role_definition_id=definition,
        role=role(definition),
        principal_id=principal,
        principal_type=kind,
        principal_ids=[principal] if kind in ("User", "ServicePrincipal") else _listed(got),
        conditional=_conditional(inner),
    )


def _lower(value: str | Unknown) -> str | Unknown:
    return value if isinstance(value, Unknown) else value.lower()


def _listed(got: Got) -> Texts:
    found: Texts = got.read("members", list, [])
    return found


def _conditional(inner: Answer) -> Truth:
    condition = inner.text("condition")
    return True if isinstance(condition, str) else inner.or_default("condition", condition, False)


def reached(reader: Reader, inner: Answer) -> list[str | Unknown]:
    """Object ids of the users that an assignment reaches, from its properties."""
    kind, principal = inner.required("principalType"), inner.required("principalId")
    if isinstance(kind, Unknown):
        return [kind]
    if isinstance(principal, Unknown):
        return [principal]
    if kind == "User":
        return [principal.lower()]
    if kind == "Group":
        found: list[Answer | Unknown] = reader.once(("members", principal), lambda: reader.pages(MEMBERS, group=principal))
        return list(_users(found))
    return [] if kind == "ServicePrincipal" else [Unknown(f"who is meant by a principal of type {kind} is not read", inner.where)]


def _users(found: list[Answer | Unknown]) -> Iterator[str | Unknown]:
    for member in found:
        kind = member if isinstance(member, Unknown) else member.required("@odata.type")
        if isinstance(member, Unknown) or isinstance(kind, Unknown):
            yield kind
        elif kind.lower() == _USER:
            yield _lower(member.required("id"))


def _members(reader: Reader, item: Answer, _: Got) -> list[str | Unknown] | None:
    """Nothing for a principal that is no group."""
    inner = properties(item)
    return None if inner.text("principalType") in ("User", "ServicePrincipal") else reached(reader, inner)


def build_role_definition(place: Place, item: Answer, got: Got) -> RoleDefinition | None:
    """One asset per custom role."""
    inner = properties(item)
    if inner.text("type") == "BuiltInRole":
        return None
    permissions = (
        inner.each("permissions", _permission) if inner.get("permissions") is not None else inner.sure("permissions", None)
    )
    scopes = inner.texts("assignableScopes")
    return RoleDefinition(
        **{**place.resource(item), "name": inner.required("roleName")},
        assignable_scopes=scopes if isinstance(scopes, Unknown) else [scope_id(scope) for scope in scopes],
        permissions=permissions,
        grants_everything=grants_everything(permissions),
        manages_locks=manages_locks(permissions),
    )


def _permission(block: Answer) -> Permission:
    return Permission(
        actions=_operations(block, "actions"),
        not_actions=_operations(block, "notActions"),
        data_actions=_operations(block, "dataActions"),
        not_data_actions=_operations(block, "notDataActions"),
    )


def _operations(block: Answer, name: str) -> Texts:
    """Azure gives all four lists, empty ones included."""
    return block.sure(name, None if block.get(name) is None else block.texts(name))


def build_policy_assignment(place: Place, item: Answer, got: Got) -> PolicyAssignment | None:
    """One asset per assignment, but for those that leave out the whole subscription."""
    inner = properties(item)
    excluded = inner.texts("notScopes")
    own = f"/subscriptions/{place.account}".lower()
    if isinstance(excluded, list) and any(isinstance(scope, str) and scope_id(scope) == own for scope in excluded):
        return None
    scope = scope_id(inner.required("scope"))
    definition = arm_id(inner.required("policyDefinitionId"))
    return PolicyAssignment(
        **place.resource(item),
        scope=scope,
        scope_kind=scope_kind(scope),
        definition_id=definition,
        definition=definition.rsplit("/", 1)[-1] if isinstance(definition, str) else definition,
        enforcement_mode=inner.or_default("enforcementMode", inner.text("enforcementMode"), "Default"),
        disabled=_disabled(inner),
    )


def _disabled(inner: Answer) -> Texts:
    given = inner.block("parameters")
    if not isinstance(given, Answer):
        return [] if given is None else given
    found = [(name, given.block(name)) for name in given.values]
    return list(_names(found))


def _names(found: list[tuple[str, Answer | Unknown | None]]) -> Iterator[str | Unknown]:
    for name, block in found:
        value = block.get("value") if isinstance(block, Answer) else block
        if isinstance(value, Unknown):
            yield value
        elif str(value).lower() == "disabled":
            yield name


ROLE_ASSIGNMENTS = Collector(
    asset_type="azure.authorization.role_assignment",
    scope="global",
    operations=(ASSIGNMENTS,),
    find=listing(ASSIGNMENTS),
    details=(Detail(name="members", operations=(MEMBERS,), fields=("principal_ids",), read=_members),),
    build=build_role_assignment,
)
ROLE_DEFINITIONS = Collector(
    asset_type="azure.authorization.role_definition",
    scope="global",
    operations=(_DEFINITIONS,),
    find=listing(_DEFINITIONS),
    build=build_role_definition,
)
POLICY_ASSIGNMENTS = Collector(
    asset_type="azure.authorization.policy_assignment",
    scope="global",
    operations=(_POLICIES,),
    find=listing(_POLICIES),
    build=build_policy_assignment,
)
