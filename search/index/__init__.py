"""The index of a vault: which folder serves, how it follows the journal, when it is made anew.

Knows: the journal and where words come from. Does not know: rights, results.
Keeps: the index is a read model; deleted, it comes back.
"""
