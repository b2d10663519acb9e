"""Frozen records that everything else passes along. No behaviour beyond themselves, no imports but errors."""
