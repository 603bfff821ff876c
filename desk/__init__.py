"""The desk: command line, demonstration, wiring: where people meet the house.

Imported by nobody.
"""
