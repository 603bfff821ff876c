"""Other shapes of a signature report: the XML of ETSI TS 119 102-2, and what two reports differ in.

Knows: how a report is told to other programs, and compared with an earlier one.
Does not know: how anything is judged.
Keeps: nothing is added to what the report says; what the standard has no word for stands where it
lets a program put its own data.
"""
