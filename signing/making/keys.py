"""Keys: from a PKCS#12 file or a PKCS#11 token to something that signs.

Knows: how each is opened, and which certificate belongs to the key.
Does not know: whether the certificate may be used (fitness.py), or what is signed with it.
Keeps: the password is revealed to one library call and to nothing else; a key of a token never
leaves the token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asn1crypto import keys, pkcs12, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko.sign.signers.pdf_cms import select_suitable_signing_md
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signing.making.errors import (
    BadKey,
    ChooseCertificate,
    MakingError,
    NoToken,
    NoTokenSupport,
    TokenLocked,
    WrongSecret,
)
from signing.making.secret import Secret
from signing.names import signer_of
from vault import os_cause

_KEY_FILE_MAX = 1024 * 1024
_KINDS = (
    rsa.RSAPrivateKey,
    ec.EllipticCurvePrivateKey,
    ed25519.Ed25519PrivateKey,
    ed448.Ed448PrivateKey,
)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that is ready to sign.

    Attributes:
        signer: signs; holds or reaches the key.
        certificate: DER.
        others: DER of further certificates that came with it.
    """

    signer: Signer = field(repr=False)
    certificate: bytes
    others: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        """Of the certificate's owner."""
        return signer_of(self.certificate).name or "без імені"

    @property
    def digest(self) -> str:
        """Name of the digest algorithm that fits the key's strength."""
        return str(select_suitable_signing_md(x509.Certificate.load(self.certificate).public_key))


@dataclass(frozen=True, slots=True)
class TokenChoice:
    """Which key of which token.

    Attributes:
        module: the maker's PKCS#11 library.
        token: label of the token; empty when there is only one.
        certificate: label of the certificate; empty when there is only one with a key.
    """

    module: Path
    token: str = ""
    certificate: str = ""


def open_file(path: Path, secret: Secret, others: Sequence[bytes] = ()) -> SigningKey:
    """The key in the PKCS#12 file `path`; `others` are certificates that may be of its chain.

    Raises:
        BadKey: no such file, not PKCS#12, no key of a kind we sign with.
        WrongSecret: the password does not open it.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= _KEY_FILE_MAX else b""
    except OSError as error:
        raise BadKey(path=path, reason=os_cause(error)) from error
    try:
        pkcs12.Pfx.load(data, strict=True)["auth_safe"]["content_type"].native  # noqa: B018
    except (ValueError, TypeError, KeyError):
        raise BadKey(path=path, reason="це не контейнер PKCS#12") from None
    try:
        private, certificate, more = load_key_and_certificates(data, secret.reveal().encode())
    except ValueError:
        raise WrongSecret(name=path.name) from None  # the library's words are of no use to anyone
    except TypeError:
        raise BadKey(path=path, reason="його алгоритм не підтримується (ДСТУ 4145?)") from None
    if not isinstance(private, _KINDS):
        raise BadKey(path=path, reason="ключа, яким програма вміє підписувати, у ньому немає")
    if certificate is None or certificate.public_key() != private.public_key():
        raise BadKey(path=path, reason="сертифіката цього ключа в ньому немає")
    stored = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    der = serialization.Encoding.DER
    chain = (*(one.public_bytes(der) for one in more), *others)
    own = x509.Certificate.load(certificate.public_bytes(der))
    signer = SimpleSigner(
        signing_cert=own,
        signing_key=keys.PrivateKeyInfo.load(stored),
        cert_registry=_registry(own, chain),
    )
    return SigningKey(signer, own.dump(), tuple(chain))


def _registry(own: x509.Certificate, others: Sequence[bytes]) -> SimpleCertificateStore:
    """The certificates to be put into signatures: the issuers of `own`, as far as they are known.

    Roots are left out: whoever judges has to have them from elsewhere.
    """
    known = [x509.Certificate.load(one) for one in dict.fromkeys(others)]
    store, last = SimpleCertificateStore(), own
    for _ in known:
        issuers = (one for one in known if one.subject == last.issuer and one.subject != one.issuer)
        issuer = next(issuers, None)
        if issuer is None:
            break
        store.register(issuer)
        last = issuer
    store.register(own)
    return store


@contextmanager
def open_token(
    choice: TokenChoice, secret: Secret, others: Sequence[bytes] = ()
) -> Iterator[SigningKey]:
    """The chosen key of a token, while the session lasts.

    Raises:
        NoTokenSupport: python-pkcs11 is not installed.
        NoToken, TokenLocked, WrongSecret, ChooseCertificate: as they say.
    """
    try:
        import pkcs11  # noqa: PLC0415  optional: only tokens need it
    except ImportError as error:
        raise NoTokenSupport from error
    from pkcs11 import exceptions  # noqa: PLC0415

    token = _token(choice)
    name = str(token.label).strip()
    try:
        session = token.open(user_pin=secret.reveal())
    except exceptions.PKCS11Error as error:
        raise refused_by_token(name, error) from None
    with closing(session):
        try:
            key = _key_on(session, name, choice.certificate, others)
        except pkcs11.PKCS11Error as error:
            raise NoToken(reason=f"«{name}» не читається ({type(error).__name__})") from error
        yield key


def refused_by_token(name: str, error: Exception) -> MakingError:
    """What a token means that does not open: `error` is of python-pkcs11."""
    from pkcs11 import exceptions  # noqa: PLC0415

    match error:
        case exceptions.PinIncorrect() | exceptions.PinInvalid() | exceptions.PinLenRange():
            return WrongSecret(name=name)
        case exceptions.PinLocked():
            return TokenLocked(name=name, reason="PIN-код введено неправильно забагато разів")
        case exceptions.PinExpired():
            return TokenLocked(name=name, reason="строк дії PIN-коду минув")
    return NoToken(reason=f"«{name}» не відкрився ({type(error).__name__})")


def _token(choice: TokenChoice) -> Any:
    """The chosen token.

    Raises:
        NoToken: the module does not load, or there is no such token, or several.
    """
    import pkcs11  # noqa: PLC0415

    try:
        slots = pkcs11.lib(str(choice.module)).get_slots(token_present=True)
        tokens = [one.get_token() for one in slots]
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise NoToken(reason=f"модуль «{choice.module}» не завантажився") from error
    named = {str(one.label).strip(): one for one in tokens if str(one.label).strip()}
    if choice.token:
        if choice.token not in named:
            raise NoToken(reason=f"токена «{choice.token}» немає серед під'єднаних")
        return named[choice.token]
    if len(named) != 1:
        listed = ", ".join(f"«{one}»" for one in sorted(named))
        raise NoToken(reason=f"їх кілька: {listed}" if named else "жодного не під'єднано")
    return next(iter(named.values()))


def _key_on(session: Any, name: str, label: str, others: Sequence[bytes]) -> SigningKey:
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415
    from pyhanko.sign.pkcs11 import PKCS11Signer  # noqa: PLC0415

    held = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    ids = {bytes(one[Attribute.ID]) for one in held}
    found: dict[str, tuple[bytes, bytes]] = {}
    chain = list(others)
    for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        der, identifier = bytes(one[Attribute.VALUE]), bytes(one[Attribute.ID])
        if identifier in ids:
            found[str(one[Attribute.LABEL])] = (der, identifier)
        else:
            chain.append(der)
    if label:
        found = {known: one for known, one in found.items() if known == label}
    if len(found) != 1:
        several = ", ".join(f"«{one}»" for one in sorted(found))
        raise ChooseCertificate(name=name, several=several or "сертифіката з ключем немає")
    [(der, identifier)] = found.values()
    own = x509.Certificate.load(der)
    # Raw: the digest is made here and signed there; not every token hashes by itself.
    signer = PKCS11Signer(session, signing_cert=own, key_id=identifier, use_raw_mechanism=True)
    signer._cert_registry = _registry(own, chain)  # noqa: SLF001  its constructor takes no store
    return SigningKey(signer, der, tuple(chain))
