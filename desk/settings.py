"""Settings of a vault: `sprava.toml`, commented, read strictly.

Knows: every setting, its default and what it means. Does not know: who uses it.
Keeps: an unknown or mistyped setting is an error with its name, never silently ignored.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vault import os_cause
from vault.errors import BadConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who signs a form: position, initials and surname."""

    position: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtSection:
    """The court as forms name it."""

    name: str = "Назва суду не вказана"
    code: str = ""
    fonds: str = ""
    state_archive: str = ""
    instance: str = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoriesSection:
    """Who signs which form when the command names nobody."""

    judge: Person = field(default_factory=Person)
    clerk: Person = field(default_factory=Person)
    archivist: Person = field(default_factory=Person)
    head: Person = field(default_factory=Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxSection:
    """How files are taken from the inbox."""

    path: str = "inbox"
    settle_s: float = 5.0
    polling: bool = False
    poll_s: float = 10.0
    rescan_s: float = 300.0
    ready_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsSection:
    """How much a file from outside may cost."""

    seconds: float = 20.0
    memory_mib: int = 1024
    file_mib: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class AntivirusSection:
    """Where clamd listens: the path of its socket, or host:port; nothing when there is none."""

    clamd: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSection:
    """How the court prints electronic documents and forms."""

    duplex: bool = False
    confirmed_by_order: str = ""
    templates: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingSection:
    """How sheets are numbered and counted, where the instruction leaves it to the court."""

    joiner: str = ""
    corrections_max: int = 10
    corrections_percent: int = 5
    blind_count: str = "asked"
    inventory_signed: str = "with-note"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSection:
    """How much of the machine is used."""

    workers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSection:
    """Certificates that signatures may be traced to: files or folders."""

    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningSection:
    """With what the court signs; keys and passwords are never kept here."""

    level: str = "T"
    tsa: str = ""
    revocation: tuple[str, ...] = ()
    fetch: bool = False
    module: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSection:
    """A series of numbers the court has Sprava give."""

    name: str = ""
    kind: str = "other"
    pattern: str = "{n}"
    term: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationSection:
    """Numbers Sprava gives, and tables the court keeps itself."""

    series: Mapping[str, SeriesSection] = field(default_factory=dict)
    indexes: str = ""
    holidays: str = ""
    closes: str = "17:00"
    registers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSection:
    """How people come to the pages."""

    proxy_header: str = ""
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret_file: str = ""
    oidc_claim: str = "preferred_username"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of sprava.toml."""

    court: CourtSection = field(default_factory=CourtSection)
    signatories: SignatoriesSection = field(default_factory=SignatoriesSection)
    inbox: InboxSection = field(default_factory=InboxSection)
    limits: LimitsSection = field(default_factory=LimitsSection)
    antivirus: AntivirusSection = field(default_factory=AntivirusSection)
    print: PrintSection = field(default_factory=PrintSection)
    numbering: NumberingSection = field(default_factory=NumberingSection)
    work: WorkSection = field(default_factory=WorkSection)
    trust: TrustSection = field(default_factory=TrustSection)
    signing: SigningSection = field(default_factory=SigningSection)
    web: WebSection = field(default_factory=WebSection)
    registration: RegistrationSection = field(default_factory=RegistrationSection)


def read_settings(path: Path) -> Settings:
    """The settings in the file.

    Raises:
        BadConfig: naming the setting, or because there is no file.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadConfig(path=path, reason="файла немає; його створить sprava init") from None
    except OSError as error:
        raise BadConfig(path=path, reason=f"файл не читається ({os_cause(error)})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfig(path=path, reason=f"це не TOML{_place(error)}") from error
    settings: Settings = _filled(Settings(), table, path, "")
    for name, value, known in (
        ("court.instance", settings.court.instance, ("first", "appeal")),
        ("numbering.joiner", settings.numbering.joiner, ("", "-")),
        ("numbering.blind_count", settings.numbering.blind_count, ("asked", "required")),
        (
            "numbering.inventory_signed",
            settings.numbering.inventory_signed,
            ("with-note", "before"),
        ),
    ):
        if value not in known:
            choice = ", ".join(f'"{one}"' for one in known)
            raise BadConfig(path=path, reason=f"«{name}» може бути: {choice}")
    return settings


def _place(error: Exception) -> str:
    """Where the TOML is wrong, as far as its reader says."""
    line = re.search(r"at line (\d+)", str(error))
    return f": помилка в рядку {line[1]}" if line else ""


def _filled(default: Any, table: dict[str, Any], path: Path, prefix: str) -> Any:
    known = {f.name for f in dataclasses.fields(default)}
    changes = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if key not in known:
            raise BadConfig(path=path, reason=f"невідоме налаштування «{name}»")
        changes[key] = _value(getattr(default, key), value, path, name)
    return dataclasses.replace(default, **changes)


def _value(default: Any, value: Any, path: Path, name: str) -> Any:
    if dataclasses.is_dataclass(default):
        if isinstance(value, dict):
            return _filled(default, value, path, f"{name}.")
    elif isinstance(default, Mapping):
        if isinstance(value, dict):  # tables by names the court gives
            return {k: _value(SeriesSection(), v, path, f"{name}.{k}") for k, v in value.items()}
    elif isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif _is_plain(default, value):
        return float(value) if isinstance(default, float) else value
    raise BadConfig(path=path, reason=f"«{name}» має непридатне значення {value!r}")


def _is_plain(default: Any, value: Any) -> bool:
    """Whether `value` may stand for a flag, a number of seconds, a count or a text."""
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, float):
        return isinstance(value, int | float) and value >= 0
    return type(value) is type(default) and not (isinstance(value, int) and value < 1)


def new_settings_text(*, court: str, code: str, fonds: str) -> str:
    """The commented sprava.toml of a new vault."""
    return _TEMPLATE.format(court=_quoted(court), code=_quoted(code), fonds=_quoted(fonds))


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or c in '"\\\x7f' else c for c in text)
    return f'"{escaped}"'


_TEMPLATE = """\
# Налаштування сховища «Справа». Зміни діють від наступного запуску.

[court]
name = {court}
code = {code}               # код суду в єдиному унікальному номері
fonds = {fonds}              # номер архівного фонду
state_archive = ""           # державний архів, якому суд передає справи
instance = "first"           # "appeal" — апеляційний суд: документи стоять за порядком VII.15

# Хто підписує форми, якщо команда не називає іншої особи; імена — як «В. В. Вигаданко».
[signatories.judge]
position = "Суддя"
name = ""
[signatories.clerk]
position = "Секретар суду"
name = ""
[signatories.archivist]
position = "Архіваріус"
name = ""
[signatories.head]
position = "Голова суду"
name = ""

[inbox]
path = "inbox"               # скринька; може бути й поза сховищем
settle_s = 5.0               # скільки секунд файл має не змінюватися
polling = false              # true для мережевих каталогів (SMB, NFS)
poll_s = 10.0                # через скільки секунд оглядати скриньку, коли polling = true
rescan_s = 300.0             # те саме, коли polling = false: зміни, про які система не сказала
ready_only = false           # true: брати лише файли, поруч із якими лежить «ім'я.ready»

[limits]                     # межі для файлів іззовні
seconds = 20.0
memory_mib = 1024
file_mib = 512

[antivirus]
clamd = ""                   # сокет ClamAV, напр. "/run/clamav/clamd.ctl"; порожнє — без перевірки

[print]
duplex = false               # чи друкує суд електронні документи з двох боків аркуша
confirmed_by_order = ""      # наказ про форми найперших редакцій; інакше: sprava forms confirm
templates = ""               # каталог власних шаблонів форм

[numbering]
joiner = ""                  # між номером аркуша і літерою: "" — 12а, "-" — 12-а
corrections_max = 10         # виправлень у томі, після яких пропонується нумерувати заново
corrections_percent = 5      # те саме, у відсотках аркушів тому
blind_count = "asked"        # лічба руками до засвідчення: "asked" — на терміналі не обминути,
                             # команда сценарію може без неї; "required" — без неї не засвідчити
inventory_signed = "with-note"  # рядки опису, ще не підписані, підписують разом із засвідченням;
                             # "before" — не засвідчити, доки не підписано всіх

[work]
workers = 2

[trust]
anchors = []                 # сертифікати або каталоги з ними, яким суд довіряє

[signing]                    # чим підписує суд; ключів і паролів тут не зберігають
level = "T"                  # B, T (з позначкою часу), LT (з доказами чинності), LTA (з архівною)
tsa = ""                     # служба позначок часу, напр. "http://tsa.example/"
revocation = []              # списки відкликаних сертифікатів і відповіді OCSP: файли або каталоги
fetch = false                # true: брати сертифікати й докази чинності з мережі
module = ""                  # бібліотека токена (PKCS#11), напр. "/usr/lib/softhsm/libsofthsm2.so"
token = ""                   # назва токена, якщо їх кілька

[web]                        # сторінки (sprava serve)
proxy_header = ""            # заголовок, у якому проксі на цій машині називає того, хто ввійшов
oidc_issuer = ""             # вхід через OpenID Connect: адреса служби, напр. "https://sso.example"
oidc_client = ""
oidc_secret_file = ""        # файл, який читає лише користувач служби
oidc_claim = "preferred_username"

[registration]
indexes = ""                 # власний перелік індексів (додаток 3): стовпці як у sprava index list
holidays = ""                # власний перелік святкових днів, з якого лічать робочі дні
registers = ""               # номер справи за номенклатурою, у якій зберігають реєстри передавання
closes = "17:00"             # кінець робочого часу: що надійшло пізніше, реєструють наступного дня

# Послідовності номерів, які дає програма; решту номерів дає АСДС. Приклад:
# [registration.series.order]
# name = "Накази з основної діяльності"
# kind = "order"             # order (наказ), protocol (протокол) або other
# pattern = "{{n}}-ОД"         # {{n}} — порядковий номер, {{year}} — рік
# term = ""                  # для протоколів виборного органу: повноваження, напр. "2024–2027"
"""
