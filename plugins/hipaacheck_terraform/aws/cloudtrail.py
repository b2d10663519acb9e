"""AWS CloudTrail trails.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.cloudtrail import (
    DEFAULT_SELECTORS,
    EventSelector,
    FieldTest,
    Texts,
    Trail,
    advanced_selector,
    basic_selectors,
)
from hipaacheck_assets.truth import all_of, any_of
from hipaacheck_terraform.arguments import KMS_KEYS, default, flag, required
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_OPERATORS = ("equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with")


def trails(estate: Estate) -> Iterator[Trail]:
    """One asset per trail."""
    for trail in estate.each("aws_cloudtrail"):
        yield Trail(
            **estate.common(trail, trail.text("name")),
            arn=trail.text("arn"),
            logging=flag(trail, "enable_logging", True),
            multi_region=flag(trail, "is_multi_region_trail", False),
            organization=flag(trail, "is_organization_trail", False),
            global_events=flag(trail, "include_global_service_events", True),
            log_validation=flag(trail, "enable_log_file_validation", False),
            kms_key=estate.link(trail, "kms_key_id", KMS_KEYS),
            bucket_name=estate.link(trail, "s3_bucket_name", ("aws_s3_bucket",)),
            log_group_arn=log_group(estate, trail),
            event_selectors=_selectors(trail),
            insights=_insights(trail),
        )


def log_group(estate: Estate, trail: Resource) -> str | None | Unknown:
    """ARN of the log group that the trail delivers to. The argument ends with `:*`, for all log streams."""
    arn = estate.link(trail, "cloud_watch_logs_group_arn", ("aws_cloudwatch_log_group",))
    return arn.removesuffix(":*") if isinstance(arn, str) else arn


def covers_every_region(trail: Resource) -> bool | Unknown:
    """Whether the trail is switched on, in every region."""
    return all_of([flag(trail, "enable_logging", True), flag(trail, "is_multi_region_trail", False)])


def _insights(trail: Resource) -> bool | Unknown:
    found = trail.blocks("insight_selector")
    return found if isinstance(found, Unknown) else any_of(item if isinstance(item, Unknown) else True for item in found)


def _selectors(trail: Resource) -> list[EventSelector | Unknown] | Unknown:
    basic, advanced = trail.blocks("event_selector"), trail.blocks("advanced_event_selector")
    if isinstance(basic, Unknown):
        return basic
    if isinstance(advanced, Unknown):
        return advanced
    if not basic and not advanced:
        return DEFAULT_SELECTORS
    out: list[EventSelector | Unknown] = []
    for block in basic:
        out += [block] if isinstance(block, Unknown) else _basic(block)
    for block in advanced:
        out.append(block if isinstance(block, Unknown) else advanced_selector(_tests(block), block.path))
    return out


def _basic(block: Block) -> list[EventSelector | Unknown]:
    resources = block.blocks("data_resource")
    return basic_selectors(
        default(block.text("read_write_type"), "All"),
        flag(block, "include_management_events", True),
        block.texts("exclude_management_event_sources"),
        resources
        if isinstance(resources, Unknown)
        else [item if isinstance(item, Unknown) else _data_resource(item) for item in resources],
    )


def _data_resource(block: Block) -> tuple[str | Unknown, Texts | Unknown]:
    return required(block, "type"), block.texts("values")


def _tests(block: Block) -> list[FieldTest | Unknown] | Unknown:
    found = block.blocks("field_selector")
    if isinstance(found, Unknown):
        return found
    out: list[FieldTest | Unknown] = []
    for item in found:
        if isinstance(item, Unknown):
            out.append(item)
            continue
        for operator in _OPERATORS:
            values = item.texts(operator)
            if values != []:
                out.append((required(item, "field"), operator, values))
    return out
