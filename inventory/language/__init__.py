"""Ukrainian as forms and messages write it.

Knows: dates, numbers in words with gender and case, names folded for comparing.
Does not know: what a document is. Keeps: values and pure computing only.
"""
