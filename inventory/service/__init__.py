"""What changes the inventory.

Each function takes an open transaction and never commits it, except those that take the vault
because they typeset or copy before they record.
"""
