"""Benchmarks: they print figures of the machine they run on, and pass or fail nothing."""
