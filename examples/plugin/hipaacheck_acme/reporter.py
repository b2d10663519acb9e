"""A report format: failures per share."""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO

from hipaacheck import Report, ReportOptions


def write(report: Report, out: BinaryIO, options: ReportOptions) -> None:
    """One line per share with failures, the worst first."""
    failures = Counter(finding.asset.id for run in report.runs for finding in run.findings if finding.verdict == "fail")
    worst_first = sorted(failures.items(), key=lambda item: (-item[1], item[0]))
    out.writelines(f"{number} {name}\n".encode() for name, number in worst_first)
