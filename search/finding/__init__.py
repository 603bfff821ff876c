"""From a question and rights to results: the catalogue's columns and places, the index's hits.

Knows: filters, counts, volumes and sheets, snippets, what may be seen. Does not know: engines.
Keeps: what a reader may not see takes no part in any answer.
"""
