"""The query language: what is typed, and what is meant by it.

Knows: nodes (`nodes.py`), how they are read (`parsing.py`), examples (`help.py`).
Does not know: the catalogue, any index. Keeps: every engine is asked by the same tree.
"""
