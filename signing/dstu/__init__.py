"""Ukrainian cryptography: ДСТУ 4145-2002, ГОСТ 34.311-95 and ДСТУ 7564:2014 (Купина).

Knows: the three standards and how keys of the first are written.
Does not know: which object identifier names which algorithm (`signing.algorithms` is the door for
everybody else), or what is signed.
Keeps: only verification, so nothing secret is ever here.
"""

from signing.dstu.asn1 import register_keys
from signing.dstu.field import BadParameters
from signing.dstu.gost34311 import DKE_1, Gost34311
from signing.dstu.keys import BIG_ENDIAN, KEY_OIDS, NORMAL_BIG_ENDIAN, PublicKey, public_key
from signing.dstu.kupyna import Kupyna

__all__ = [
    "BIG_ENDIAN",
    "DKE_1",
    "KEY_OIDS",
    "NORMAL_BIG_ENDIAN",
    "BadParameters",
    "Gost34311",
    "Kupyna",
    "PublicKey",
    "public_key",
    "register_keys",
]
