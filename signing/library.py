"""What the ASN.1 library is told before anything is read with it.

Knows: where asn1crypto needs help with certificates as they are met.
Does not know: any signature.
Keeps: names of extensions are known before the library makes its table of them.
"""

from __future__ import annotations

from asn1crypto import x509

from signing import dstu

QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
_NAMES = {QC_STATEMENTS: "qc_statements", "2.5.29.56": "no_rev_avail"}


def prepare() -> None:
    """Let it read keys of ДСТУ 4145, and write certificates anew.

    The path validator and the PDF library give extensions these names when they are loaded. By then
    asn1crypto has its table from names to identifiers, and a certificate that it encodes again (one
    whose length ends in 0x80, which it takes for an indefinite one) could not be encoded any more.
    """
    dstu.register_keys()
    x509.ExtensionId._map.update(_NAMES)  # noqa: SLF001
