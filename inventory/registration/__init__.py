"""What is known of a case file and a document before anything is done with them.

Knows: cards, numbers, indexes, lists of АСДС, legal terms.
Does not know: how it is recorded (`service/`). Keeps: values and pure computing only.
"""
