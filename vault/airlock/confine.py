"""What a child gives up before it opens the first hostile byte.

Knows: the Linux calls that bind a process: limits, network, file system, its parent's life.
Does not know: what the child will do.
Keeps: everything given up stays given up; what the kernel does not offer is skipped quietly,
because limits and the parent's clock hold without it.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
import struct
import sys
import termios
from contextlib import suppress
from pathlib import Path

from vault.airlock.limits import MIB, Limits

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
# include/uapi/linux/landlock.h; the same numbers on every architecture
_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_CODE_MIB = 96
_RESERVED = 3 * 1024 * MIB
_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
_WRITES_ABI1 = _WRITE_FILE | 0b1_1111_1111_0000  # remove and make entries of every kind
_WRITES_ABI3 = _WRITES_ABI1 | 1 << 13 | _TRUNCATE  # refer, truncate


def confine(limits: Limits, scratch: Path) -> None:
    """Bind this process: called once, before hostile bytes, while it has one thread.

    It may write below `scratch` and nowhere else, has no network, a bounded address space, and
    dies with its parent.
    """
    os.umask(0o077)
    os.nice(5)
    _leave_terminal()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
    resource.setrlimit(resource.RLIMIT_DATA, (_data(limits),) * 2)
    # A second fence, for shared mappings. It is wide because the Go runtime of pygfried reserves
    # 1.7 GiB of addresses that it never touches; DATA counts what can be written to.
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mib * MIB + _RESERVED,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.unpacked_mib * MIB,) * 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when we end
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _write_only_below(libc, scratch)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # last: new credentials clear it
    sys.addaudithook(_no_sockets)


def grant(limits: Limits) -> None:
    """Set what this one call may use; never more than `confine` allowed.

    CPU time is counted over the life of the process, so the limit moves on with every call; two
    cores may be busy at once, hence twice the wall time.
    """
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (min(_data(limits), hard), hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime + 2 * limits.seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.RLIM_INFINITY))


def _data(limits: Limits) -> int:
    """Bytes of writable memory, so that with code and stack no more than the limit is resident."""
    return max(limits.memory_mib - _CODE_MIB, _CODE_MIB) * MIB


def _leave_terminal() -> None:
    """Who shares the terminal we were started at could type into it.

    A session of its own would do as well, but Linux gives each session the same share of the
    processors whatever its niceness (sched(7), autogroup): people would wait for our work.
    """
    with suppress(OSError):  # there is none
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
        fcntl.ioctl(terminal, termios.TIOCNOTTY)
        os.close(terminal)


def _write_only_below(libc: ctypes.CDLL, scratch: Path) -> None:
    abi = libc.syscall(_LANDLOCK_CREATE_RULESET, None, 0, 1)
    if abi < 1:
        return
    writes = _WRITES_ABI3 if abi >= 3 else _WRITES_ABI1
    handled = struct.pack("Q", writes)
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, handled, len(handled), 0)
    if ruleset < 0:
        return
    for path, allowed in (
        (scratch, writes),
        (Path(os.devnull), writes & (_WRITE_FILE | _TRUNCATE)),
    ):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", allowed, place)
        libc.syscall(_LANDLOCK_ADD_RULE, ruleset, 1, rule, 0)
        os.close(place)
    libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _no_sockets(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith("socket."):
        msg = "network is closed here"
        raise PermissionError(msg)
