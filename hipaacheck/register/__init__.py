"""The organisation's own records. So far: the baseline, the failures that an earlier run already knew."""
