"""Trusted lists: reading them, checking who signed them, what follows for a signature.

Knows: ETSI TS 119 612 with the URIs of the EU and of Ukraine (czo.gov.ua), TS 119 615.
Does not know: where lists are kept, or how a path is built.
Keeps: what a list says counts only once its own signature was traced to somebody a person named.
"""
