"""Cryptographic Message Syntax: what CAdES, PAdES, time-stamps and CMS containers have in common.

Knows: RFC 5652 and the attributes of ETSI EN 319 122.
Does not know: in which file the CMS was found, or whom to trust.
Keeps: what is hashed is what was stored; nothing is re-encoded.
"""
