"""The desk: where people meet the house: command line, demonstration, wiring. Imported by nobody."""
