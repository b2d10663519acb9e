"""The organisation's own records. So far: the baseline, the failures that are known and no longer count."""
