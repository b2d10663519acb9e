"""Speed and memory, as ratios within one run: the machine may be slow or busy, its ratios stay."""
