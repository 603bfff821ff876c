"""Crash tests: what remains when power, process or space ends at the worst moment."""
