"""Reporters, one module per format. Each writes a whole report to a binary stream."""

from hipaacheck import ReporterSpec, hookimpl


@hookimpl
def hipaacheck_reporters() -> list[ReporterSpec]:
    """The built-in formats."""
    return [
        ReporterSpec(name="text", summary="for people, grouped by control", load="hipaacheck_reports.text:write"),
        ReporterSpec(name="json", summary="for programs, stable and versioned (version 1)", load="hipaacheck_reports.json:write"),
        ReporterSpec(name="sarif", summary="SARIF 2.1.0, for code scanning", load="hipaacheck_reports.sarif:write"),
        ReporterSpec(name="markdown", summary="for job summaries and merge requests", load="hipaacheck_reports.markdown:write"),
        ReporterSpec(name="junit", summary="JUnit XML, for test reports", load="hipaacheck_reports.junit:write"),
        ReporterSpec(name="github", summary="annotations of GitHub Actions", load="hipaacheck_reports.github:write"),
    ]
