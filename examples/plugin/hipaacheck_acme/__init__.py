"""An example plugin: file shares of an imaginary appliance."""

from __future__ import annotations

import logging
from pathlib import Path

from hipaacheck import Finding, PredicateSpec, Report, ReporterSpec, RulePackSpec, SourceSpec, hookimpl

_LOG = logging.getLogger(__name__)


@hookimpl
def hipaacheck_asset_types() -> dict[str, str]:
    """`acme.share`."""
    return {"acme.share": "hipaacheck_acme.shares:SHARE"}


@hookimpl
def hipaacheck_sources() -> list[SourceSpec]:
    """`hipaacheck scan acme FILE`."""
    return [
        SourceSpec(name="acme", summary="share list of the appliance, in JSON", load="hipaacheck_acme.source:read", runtime=True)
    ]


@hookimpl
def hipaacheck_predicates() -> list[PredicateSpec]:
    """`call: {name: acme_name_allowed, prefix: …}`."""
    return [
        PredicateSpec(
            name="acme_name_allowed",
            assets=("acme.share",),
            arguments={"prefix": "string"},
            load="hipaacheck_acme.predicates:name_allowed",
            doc="The share's name starts with the prefix.",
        )
    ]


@hookimpl
def hipaacheck_rule_packs() -> list[RulePackSpec]:
    """The plugin's controls."""
    return [RulePackSpec(name="acme", path=Path(__file__).parent / "rules")]


@hookimpl
def hipaacheck_reporters() -> list[ReporterSpec]:
    """`-f acme-count`."""
    return [ReporterSpec(name="acme-count", summary="failures per share", load="hipaacheck_acme.reporter:write")]


@hookimpl
def hipaacheck_finding(finding: Finding) -> None:
    """Told of each finding."""
    if finding.verdict == "fail":
        _LOG.info("%s fails %s", finding.asset.id, finding.control.id)


@hookimpl
def hipaacheck_finished(report: Report) -> None:
    """Told of the whole report."""
    _LOG.info("exit code %d", report.exit_code)
