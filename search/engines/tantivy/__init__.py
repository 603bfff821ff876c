"""The engine for large vaults; an extra, so nothing but `index/serving.py` imports it."""
