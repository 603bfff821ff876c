"""What answers a tree from an index: what all engines share, and each in a folder of its own.

Knows: what every engine promises (`door.py`); how leaves match, pages are laid out and folders
written, which is the same for each. Does not know: the catalogue, the journal.
Keeps: no engine imports another, so each can be left out.
"""
