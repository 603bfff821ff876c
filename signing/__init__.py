"""Signatures: what they are worth.

The door of the package; names not listed here are nobody else's business. Importing it loads no
PDF and no certificate library: `verify` does when it is called, which is best left to an airlock
child (`airlock.call(JUDGE, path=…, now=…, contents=[…], trust=[…])`).
"""

from signing.errors import BadTrust, SigningError
from signing.model import (
    Changed,
    Covers,
    Format,
    Indication,
    Judgement,
    Level,
    Message,
    Qualification,
    SignatureReport,
    Signer,
    SubIndication,
)

__all__ = [
    "JUDGE",
    "BadTrust",
    "Changed",
    "Covers",
    "Format",
    "Indication",
    "Judgement",
    "Level",
    "Message",
    "Qualification",
    "SignatureReport",
    "Signer",
    "SigningError",
    "SubIndication",
]
