"""The order of documents in a case file.

Knows: kinds, places of 814 VII.1 and VII.15, what is out of place.
Does not know: sheets. Keeps: values and pure computing only.
"""
