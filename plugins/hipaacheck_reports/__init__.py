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
        ReporterSpec(name="oscal", summary="OSCAL assessment results 1.1.3", load="hipaacheck_reports.oscal:write"),
        ReporterSpec(
            name="html",
            summary="one page for a browser, complete in itself",
            load="hipaacheck_reports.html:write",
            requires={"jinja2": "report"},
        ),
        ReporterSpec(
            name="pdf",
            summary="evidence per safeguard, to print or send",
            load="hipaacheck_reports.pdf:write",
            binary=True,
            requires={"reportlab": "report"},
        ),
        ReporterSpec(
            name="xlsx",
            summary="a workbook for auditors",
            load="hipaacheck_reports.xlsx:write",
            binary=True,
            requires={"xlsxwriter": "report"},
        ),
        ReporterSpec(name="csv", summary="the findings, one row each", load="hipaacheck_reports.csv:write"),
        ReporterSpec(
            name="parquet",
            summary="the findings, for data frames and SQL",
            load="hipaacheck_reports.parquet:write",
            binary=True,
            requires={"pyarrow": "parquet"},
        ),
    ]
