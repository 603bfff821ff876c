"""What a court checks and puts on record.

Knows: acts, inspections, the history of a case file in sentences.
Does not know: who may ask for it. Keeps: values and pure computing only.
"""
