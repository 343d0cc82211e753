"""Benchmarks against stock Voila: ratios of one run, interleaved (`start.py bench NAME`)."""
