"""The embedded engine, which is always there."""
