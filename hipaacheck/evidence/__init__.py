"""Sealed evidence: what a snapshot holds, how it is written, signed, verified, read back and compared."""
