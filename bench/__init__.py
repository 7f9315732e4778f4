"""Benchmarks: each figure is a ratio against a bare baseline measured in turn with it, in the same run."""
