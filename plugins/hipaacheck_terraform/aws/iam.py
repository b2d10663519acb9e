"""AWS IAM: managed policies; users, roles and groups with what is embedded in and attached to them.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role and its companions. The
`inline_policy` blocks and `managed_policy_arns` of a role are optional and computed: after a refresh they repeat what
companions declare, so policies of the same name or ARN count once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.iam import (
    AccessKey,
    Group,
    InlinePolicy,
    ManagedPolicy,
    Role,
    User,
    customer_policies,
    has_administrator_access,
)
from hipaacheck_assets.aws.iam_policy import to_grants, to_trust
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_terraform.aws.iam_lists import join_listed
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

POLICY = ("aws_iam_policy",)
ROLE = ("aws_iam_role",)
USER = ("aws_iam_user",)
GROUP = ("aws_iam_group",)
_OF_USER = "aws_iam_user_group_membership"
_OF_GROUP = "aws_iam_group_membership"
Texts = list[str | Unknown]


def policies(estate: Estate) -> Iterator[ManagedPolicy]:
    """One asset per customer managed policy."""
    for resource in estate.each(*POLICY):
        document = _document(estate, resource)
        yield ManagedPolicy(
            **estate.common(resource, resource.text("name")),
            arn=resource.text("arn"),
            policy=document,
            grants=to_grants(document),
        )


def roles(estate: Estate) -> Iterator[Role]:
    """One asset per role, and one per role that only companions name."""
    for family in _families(estate, "role", "roles"):
        role = family.resource
        trust = _document(estate, role, "assume_role_policy")
        managed = _managed(estate, family, "role")
        duration = role.integer("max_session_duration")
        yield Role(
            **estate.common(role, role.text("name")),
            arn=role.text("arn"),
            trust_policy=trust,
            trust=to_trust(trust),
            inline_policies=_inline(estate, family, "role"),
            managed_policies=managed,
            has_administrator_access=has_administrator_access(managed),
            customer_policies=customer_policies(managed),
            permissions_boundary=estate.link(role, "permissions_boundary", POLICY),
            max_session_duration=3600 if duration is None else duration,
        )


def users(estate: Estate) -> Iterator[User]:
    """One asset per user, and one per user that only companions name."""
    more = {"aws_iam_access_key": "user", "aws_iam_user_login_profile": "user", _OF_USER: "user"}
    for family in _families(estate, "user", "users", more, {_OF_GROUP: "users"}):
        user = family.resource
        managed = _managed(estate, family, "user")
        only_live = Unknown("only known at run time", user.address)
        yield User(
            **estate.common(user, user.text("name")),
            arn=user.text("arn"),
            inline_policies=_inline(estate, family, "user"),
            managed_policies=managed,
            has_administrator_access=has_administrator_access(managed),
            customer_policies=customer_policies(managed),
            permissions_boundary=estate.link(user, "permissions_boundary", POLICY),
            groups=_memberships(estate, family, (_OF_USER, "groups"), (_OF_GROUP, "group"), GROUP),
            access_keys=[_access_key(item) for item in family.all("aws_iam_access_key")],
            console_access=_console(family),
            mfa_enabled=only_live,
            credentials=only_live,
        )


def groups(estate: Estate) -> Iterator[Group]:
    """One asset per group, and one per group that only companions name."""
    for family in _families(estate, "group", "groups", {_OF_GROUP: "group"}, {_OF_USER: "groups"}):
        group = family.resource
        managed = _managed(estate, family, "group")
        yield Group(
            **estate.common(group, group.text("name")),
            arn=group.text("arn"),
            members=_memberships(estate, family, (_OF_GROUP, "users"), (_OF_USER, "user"), USER),
            inline_policies=_inline(estate, family, "group"),
            managed_policies=managed,
            has_administrator_access=has_administrator_access(managed),
            customer_policies=customer_policies(managed),
        )


def _families(
    estate: Estate, kind: str, plural: str, more: Mapping[str, str] = {}, listed: Mapping[str, str] = {}
) -> list[Family]:
    """Principals of a kind (`user`, `role`, `group`) with everything that names them."""
    children = {
        f"aws_iam_{kind}_policy": kind,
        f"aws_iam_{kind}_policy_attachment": kind,
        f"aws_iam_{kind}_policies_exclusive": f"{kind}_name",
        f"aws_iam_{kind}_policy_attachments_exclusive": f"{kind}_name",
        **more,
    }
    types = (f"aws_iam_{kind}",)
    families = estate.families(types, ("name", "id"), children)
    for name, attribute in {"aws_iam_policy_attachment": plural, **listed}.items():
        join_listed(estate, families, types, name, attribute)
    return families


def _document(estate: Estate, resource: Resource, attribute: str = "policy") -> Policy | Unknown:
    found = policy(estate, resource, attribute)
    return Unknown("no policy document", f"{resource.address}.{attribute}") if found is None else found


# -- inline policies ---------------------------------------------------------------------------------------------


def _inline(estate: Estate, family: Family, kind: str) -> list[InlinePolicy | Unknown]:
    """Embedded policies, from companions and from the role's own blocks, of which some may repeat companions."""
    out = [_embedded(estate, item) for item in family.all(f"aws_iam_{kind}_policy")]
    names = {item.name for item in out if isinstance(item, InlinePolicy) and isinstance(item.name, str)}
    own = [_embedded(estate, item) for item in _nested(family)]
    out += [item for item in own if isinstance(item, Unknown) or not isinstance(item.name, str) or item.name not in names]
    exclusive = family.one(f"aws_iam_{kind}_policies_exclusive")
    return _only_named(out, exclusive) if isinstance(exclusive, Resource) else out


def _embedded(estate: Estate, item: Resource | Unknown) -> InlinePolicy | Unknown:
    if isinstance(item, Unknown):
        return item
    document = _document(estate, item)
    return InlinePolicy(name=item.text("name"), policy=document, grants=to_grants(document))


def _nested(family: Family) -> list[Resource | Unknown]:
    """The `inline_policy` blocks of a role, as if they were companions. An empty block stands for "no others"."""
    role = family.resource
    found = role.blocks("inline_policy")
    if isinstance(found, Unknown):
        return [found] if role.declares("inline_policy") and not role.stub else []
    blocks = [item for item in found if isinstance(item, Unknown) or not _empty(item)]
    return [item if isinstance(item, Unknown) else _as_resource(role, item, len(found) == 1) for item in blocks]


def _empty(block: Block) -> bool:
    return block.text("name") is None and block.text("policy") is None


def _as_resource(role: Resource, block: Block, single: bool) -> Resource:
    """A nested block that holds a policy document. Blocks form a set, so that with several of them there is no telling
    which of the configuration's blocks one came from."""
    return Resource(
        address=block.path,
        module=role.module,
        type=role.type,
        name=role.name,
        key=role.key,
        values=block.values,
        unknown=block.unknown,
        sensitive=block.sensitive,
        expressions=block.expressions if single else None,
        provider=role.provider,
    )


def _only_named(found: list[InlinePolicy | Unknown], exclusive: Resource) -> list[InlinePolicy | Unknown]:
    """The policies that an exclusive list keeps; when the list is not known, those found and perhaps more."""
    names = exclusive.texts("policy_names")
    known = [] if isinstance(names, Unknown) else [name for name in names if isinstance(name, str)]
    if isinstance(names, Unknown) or len(known) != len(names):
        return found
    here = [item for item in found if isinstance(item, InlinePolicy) and (not isinstance(item.name, str) or item.name in known)]
    doubt = Unknown("declared elsewhere", f"{exclusive.address}.policy_names")
    missing = [name for name in known if all(item.name != name for item in here)]
    return [*here, *(InlinePolicy(name=name, policy=doubt, grants=doubt) for name in missing)]


# -- attached policies -------------------------------------------------------------------------------------------


def _managed(estate: Estate, family: Family, kind: str) -> Texts:
    """ARNs of attached policies. An exclusive list says all of them, and attaches those that nothing else does."""
    exclusive = family.one(f"aws_iam_{kind}_policy_attachments_exclusive")
    if isinstance(exclusive, Resource):
        return _as_list(estate.links(exclusive, "policy_arns", POLICY))
    own = family.resource
    found: list[Any] = []
    if kind == "role" and not own.stub:
        arns = estate.links(own, "managed_policy_arns", POLICY)
        found += [] if isinstance(arns, Unknown) and not own.declares("managed_policy_arns") else _as_list(arns)
    for item in family.all(f"aws_iam_{kind}_policy_attachment", "aws_iam_policy_attachment"):
        arn = item if isinstance(item, Unknown) else estate.link(item, "policy_arn", POLICY)
        found.append(Unknown("no policy ARN", family.resource.address) if arn is None else arn)
    return _distinct(found if exclusive is None else [*found, exclusive])


def _as_list(values: Texts | Unknown) -> Texts:
    return [values] if isinstance(values, Unknown) else values


def _distinct(values: Texts) -> Texts:
    """Each text once, each resource referred to once."""
    out: dict[Any, str | Unknown] = {}
    for number, value in enumerate(values):
        if isinstance(value, Unknown):
            out.setdefault(("refers", value.refers) if value.refers is not None else number, value)
        else:
            out.setdefault(value, value)
    return list(out.values())


# -- groups, keys, passwords -------------------------------------------------------------------------------------


def _memberships(
    estate: Estate, family: Family, listing: tuple[str, str], naming: tuple[str, str], types: tuple[str, ...]
) -> Texts:
    """The other side of a membership: from companions of this side that list it, and from those that list this side and name
    one of the other. Each is a type and its attribute."""
    found: list[Any] = []
    for item in family.all(listing[0], naming[0]):
        if isinstance(item, Unknown):
            found.append(item)
        elif item.type == listing[0]:
            found += _as_list(estate.links(item, listing[1], types))
        else:
            name = estate.link(item, naming[1], types)
            found.append(Unknown(f"no {naming[1]}", item.address) if name is None else name)
    return _distinct(found)


def _access_key(item: Resource | Unknown) -> AccessKey | Unknown:
    if isinstance(item, Unknown):
        return item
    status = item.text("status")
    return AccessKey(id=item.text("id"), active=status if isinstance(status, Unknown) else status != "Inactive")


def _console(family: Family) -> bool | Unknown:
    found = family.all("aws_iam_user_login_profile")
    if any(isinstance(item, Resource) for item in found):
        return True
    return next((item for item in found if isinstance(item, Unknown)), False)
