"""Benchmarks against stock Voila: ratios measured in one run, interleaved (`start.py bench NAME`)."""
