"""Snapshots as a source. What reads them is hipaacheck's own evidence: this names it, and its options."""

from hipaacheck import SourceOption, SourceSpec, hookimpl


@hookimpl
def hipaacheck_sources() -> list[SourceSpec]:
    """Sealed evidence, judged anew."""
    return [
        SourceSpec(
            name="snapshot",
            summary="a snapshot anew: sealed evidence, as of the time that it was taken",
            load="hipaacheck.evidence.loading:inventories",
            options=(
                SourceOption(name="key", metavar="PUB", help="Check the signature with this public key first."),
                SourceOption(name="own-controls", help="Judge with the controls, settings and register in the snapshot."),
            ),
            example="hipaacheck scan snapshot 2026-10.zip --key auditor.pub --own-controls",
        )
    ]
