"""What Ukrainian cryptography costs beside the nearest thing OpenSSL does.

Promise: a signature on the usual curve (257 bits) verified in at most 10 ms of CPU with the
compiled inner loops and 25 ms without; 40 MB/s of either digest with them. Sketch: 257 doublings of
4 multiplications and 100 additions of 8 are 1,900, in Python 7 µs each with what belongs to them:
14 ms; in C 0.6 µs: 1 ms. 32 bytes of ГОСТ 34.311 are 128 rounds of a cipher, 64 bytes of Купина
are 1,280 look-ups. Past the promise the C module was built without optimisation or the
tables are made anew for every block. Run with `python -m bench.bench_dstu`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import partial

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from signing.dstu import DKE_1, Gost34311, Kupyna, PublicKey, pure
from signing.dstu.engine import COMPILED, Engine
from signing.dstu.named import named_curve, names

DATA = bytes(range(256)) * 16_384  # 4 MiB
PURE_SHARE = 32
REPEAT = 5
CURVES = {163: names()[0], 257: names()[6], 431: names()[9]}
MS_MAX = {"compiled": 10.0, "python": 25.0}
MB_PER_S_MIN = 40.0
SIGNED = 257


def cpu_s(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of some runs."""
    times = []
    for _ in range(REPEAT):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def verified(key: PublicKey, engine: Engine) -> Callable[[], bool]:
    """A verification that goes all the way and then says no, which costs the same."""
    half = (key.bits + 7) // 8
    number = (key.curve.n * 3 // 5).to_bytes(half, "little")
    return lambda: key.verifies(number + number, bytes(range(32)), engine=engine)


def floor_ecdsa() -> float:
    """Seconds of OpenSSL for a verification on P-256."""
    private = ec.generate_private_key(ec.SECP256R1())
    public, algorithm = private.public_key(), ec.ECDSA(hashes.SHA256())
    signature = private.sign(b"m", algorithm)
    return cpu_s(lambda: [public.verify(signature, b"m", algorithm) for _ in range(100)]) / 100


def curves(name: str, engine: Engine, floor: float) -> None:
    """Print what verification costs with this engine."""
    for degree, oid in CURVES.items():
        curve = named_curve(oid)
        taken = cpu_s(verified(PublicKey(curve, curve.base), engine))
        promise = ""
        if degree == SIGNED:
            kept = taken * 1000 <= MS_MAX[name]
            promise = f"  promise {MS_MAX[name]:.0f} ms: {'kept' if kept else 'NOT KEPT'}"
        label = f"ДСТУ 4145, m = {degree}, {name}"
        print(f"{label:34} {taken * 1000:9.2f} ms {taken / floor:9.0f} floors{promise}")


def digests(name: str, engine: Engine, floor: float) -> None:
    """Print what digesting costs with this engine."""
    data = DATA if name == "compiled" else DATA[: len(DATA) // PURE_SHARE]
    for label, hasher in (
        ("ГОСТ 34.311", Gost34311(DKE_1, engine)),
        ("Купина-256", Kupyna(256, engine)),
        ("Купина-512", Kupyna(512, engine)),
    ):
        rate = len(data) / 1e6 / cpu_s(partial(hasher.update, data))
        promise = ""
        if name == "compiled":
            kept = rate >= MB_PER_S_MIN
            promise = f"  promise {MB_PER_S_MIN:.0f}: {'kept' if kept else 'NOT KEPT'}"
        told = f"{label}, {name}"
        print(f"{told:34} {rate:9.2f} MB/s {floor / rate:7.1f} floors{promise}")


def main() -> None:
    """Measure and print."""
    ecdsa = floor_ecdsa()
    sha = len(DATA) / 1e6 / cpu_s(lambda: hashlib.sha256(DATA))
    print(f"{'floor: ECDSA P-256, OpenSSL':34} {ecdsa * 1000:9.2f} ms")
    print(f"{'floor: SHA-256, OpenSSL':34} {sha:9.2f} MB/s")
    engines: list[tuple[str, Engine]] = [("python", pure)]
    if COMPILED is None:
        print("the compiled module was not built: see `sprava doctor`")
    else:
        engines.insert(0, ("compiled", COMPILED))
    for name, engine in engines:
        curves(name, engine, ecdsa)
        digests(name, engine, sha)


if __name__ == "__main__":
    main()
