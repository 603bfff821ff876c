"""Leaves, sheets, volumes, and what their papers say.

Knows: how leaves are counted and numbered, where a volume ends.
Does not know: how a form looks (`forms/`). Keeps: values and pure computing only.
"""
