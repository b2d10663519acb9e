"""Amazon CloudWatch alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html"""

from __future__ import annotations

import re

from hipaacheck import Asset, AssetType, Relation, Unknown
from hipaacheck_assets.truth import all_of


class Alarm(Asset, frozen=True, kw_only=True, tag="aws.cloudwatch.alarm"):
    """A metric alarm or a composite alarm."""

    arn: str | None | Unknown
    """ARN."""
    kind: str
    """`metric` or `composite`."""
    metrics: list[str | Unknown] | Unknown
    """Keys (see `metric_key`) of the metrics watched; empty for composite alarms."""
    children: list[str | Unknown] | Unknown
    """Names of the alarms that set off this composite alarm; empty for metric alarms."""
    actions_enabled: bool | Unknown
    """Whether actions are taken at all."""
    alarm_actions: list[str | Unknown] | Unknown
    """ARNs of what is done when the alarm goes off."""
    notifies: bool | Unknown
    """Whether something is done when the alarm goes off: actions are on, and there is one for the state ALARM."""


def metric_key(
    account: str | None | Unknown, region: str | None | Unknown, namespace: str | Unknown, name: str | Unknown
) -> str | Unknown:
    """`account:region:namespace:name`, which tells metrics of several accounts and regions apart. Null parts stay empty."""
    for part in (account, region, namespace, name):
        if isinstance(part, Unknown):
            return part
    return f"{account or ''}:{region or ''}:{namespace}:{name}"


def notifies(enabled: bool | Unknown, actions: list[str | Unknown] | Unknown) -> bool | Unknown:
    """The field of that name. An action that is known to point to something is one, even when its ARN is not known yet."""
    if isinstance(actions, Unknown):
        return all_of([enabled, actions])
    certain = any(not isinstance(item, Unknown) or item.refers is not None for item in actions)
    doubt = next((item for item in actions if isinstance(item, Unknown)), None)
    return all_of([enabled, True if certain else False if doubt is None else doubt])


_ALARM = re.compile(r'(NOT[\s(]+)?\bALARM\s*\(\s*(?:"([^"]+)"|([^")]+?))\s*\)')


def rule_children(rule: str) -> list[str | Unknown]:
    """Names of the alarms whose state ALARM counts in a composite alarm's rule."""
    names = [quoted or plain for negated, quoted, plain in _ALARM.findall(rule) if not negated]
    return [
        name.split(":alarm:", 1)[1] if name.startswith("arn:") and ":alarm:" in name else name for name in dict.fromkeys(names)
    ]


ALARM = AssetType(
    name="aws.cloudwatch.alarm",
    record=Alarm,
    relations={
        "parents": Relation(
            to="aws.cloudwatch.alarm",
            mine="name",
            theirs="children",
            many=True,
            missing="null",
            within="region",
            doc="The composite alarms that this alarm sets off.",
        ),
    },
)
