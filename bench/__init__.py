"""Benchmarks that compare jiangyi with other programs, as ratios within one run."""
