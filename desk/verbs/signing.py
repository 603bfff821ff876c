"""`sprava sign` and `sprava seal`: signatures and seals of the court.

Knows: what the person gives (file or document, key, password, level) and is told.
Does not know: how a signature is made, or who may make one.
Keeps: the password is asked for last, when everything else is in order, and goes to the key only.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.common import Desk, common, options, require_words
from desk.exits import ends
from desk.files import copied, require_new, require_place
from desk.secrets import secret_of
from vault.errors import NotFound, UsageError

# pyHanko and the typesetter are slow to import: loaded when something is signed.
if TYPE_CHECKING:
    from inventory.forms import Signatory
    from inventory.service.signing import SigningAct
    from signing.making import Made, Maker, MarkOrder, Reach, SigningKey

ROLES = {
    "judge": "суддя",
    "clerk": "секретар",
    "archivist": "архіваріус",
    "head": "голова суду",
}
_LEVELS = ("B", "T", "LT", "LTA")

_OPTIONS = options(
    click.argument("file", required=False, type=click.Path(path_type=Path)),
    click.option("--document", default=None, help="Документ сховища замість файла."),
    click.option("--copy", "of_copy", is_flag=True, help="Його останню засвідчену копію."),
    click.option("-o", "out_path", type=click.Path(path_type=Path), help="Куди записати."),
    click.option("--force", is_flag=True, help="Замінити файл, який там уже є."),
    click.option("--key", "key_file", type=click.Path(path_type=Path), help="Ключ: файл PKCS#12."),
    click.option("--module", type=click.Path(path_type=Path), help="Бібліотека токена PKCS#11."),
    click.option("--token", default=None, help="Назва токена."),
    click.option("--certificate", default="", help="Назва сертифіката на токені."),
    click.option("--secret-file", type=click.Path(path_type=Path), help="Файл із паролем."),
    click.option("--secret-fd", type=click.IntRange(0), help="Відкритий дескриптор із паролем."),
    click.option("--level", type=click.Choice(_LEVELS), help="Рівень; інакше з налаштувань."),
    click.option("--tsa", default=None, help="Служба позначок часу; інакше з налаштувань."),
    click.option("--fetch", is_flag=True, help="Брати докази чинності з мережі."),
    click.option("--detached", is_flag=True, help="Окремий підпис (.p7s) і для PDF."),
    click.option("--visible", is_flag=True, help="Видима відмітка на вільному місці сторінки."),
    click.option("--page", type=click.IntRange(1), help="Сторінка відмітки; інакше остання."),
    click.option("--reason", default="", help="Підстава чи мета, що її видно в PDF."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line."""

    file: Path | None
    document: str | None
    of_copy: bool
    out_path: Path | None
    force: bool
    key_file: Path | None
    module: Path | None
    token: str | None
    certificate: str
    secret_file: Path | None
    secret_fd: int | None
    level: str | None
    tsa: str | None
    fetch: bool
    detached: bool
    visible: bool
    page: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Work:
    """Who makes the signature: with which key, how far it reaches, and as what act."""

    maker: Maker
    key: SigningKey
    reach: Reach
    act: SigningAct


def _ordered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give the options of signing to a verb as one `Order`."""
    names = Order.__slots__

    @functools.wraps(function)
    def run(desk: Desk, **options: Any) -> Any:
        order = Order(**{name: options.pop(name) for name in names})
        return function(desk, order, **options)

    return _OPTIONS(run)


@ends(3, 4, 5, 31, 40)
@click.command("sign")
@click.option("--by", type=click.Choice(list(ROLES)), default="clerk", help="Хто підписує.")
@click.option("--basis", default="", help="Підстава, якщо підписує уповноважена особа.")
@common
@_ordered
def sign(desk: Desk, order: Order, *, by: str, basis: str) -> None:
    """Підписати файл або документ сховища електронним підписом.

    PDF підписують усередині (PAdES), інші файли окремим підписом (CAdES, .p7s). Хто підписує,
    названо в налаштуваннях (signatories); сертифікат має бути на його ім'я. Пароль запитують на
    екрані або читають із власного файла чи дескриптора; ніде його не записують.
    """
    if basis:
        require_words(basis=basis)
    signatory: Signatory = getattr(desk.workbench().letterhead(), by)
    _make(desk, order, signatory, seal=False, basis=basis)


@ends(3, 4, 5, 31, 40)
@click.command("seal")
@common
@_ordered
def seal(desk: Desk, order: Order) -> None:
    """Скріпити файл або документ сховища електронною печаткою суду.

    Печатка має бути видана судові, названому в налаштуваннях (court.name). Усе інше, як у sign.
    """
    _make(desk, order, desk.workbench().letterhead().head, seal=True, basis="")


def _make(desk: Desk, order: Order, signatory: Signatory, *, seal: bool, basis: str) -> None:
    from desk.making import level_of, maker_of  # noqa: PLC0415
    from inventory.service.signing import SigningAct, require_right  # noqa: PLC0415
    from signing.making import Reach, require_fit  # noqa: PLC0415
    from signing.names import signer_of  # noqa: PLC0415

    _require_sense(order)
    workbench = desk.workbench()
    workbench.vault.staging.require_seat()
    reach = Reach[level_of(workbench, order.level)]
    maker = maker_of(workbench, tsa=order.tsa, fetch=order.fetch)
    if reach is not Reach.B:
        maker.require_authority()
    with _key(desk, order) as key:
        signer = signer_of(key.certificate)
        act = SigningAct(
            seal=seal,
            signer=signer,
            signatory=signatory,
            basis=basis,
            court=workbench.settings.court.name,
            level=reach.name,
        )
        require_right(act)
        require_fit(key.certificate, seal=seal, now=workbench.vault.clock())
        work = _Work(maker, key, reach, act)
        if order.document is not None:
            _sign_document(desk, order, work)
        else:
            _sign_file(desk, order, work)


def _require_sense(order: Order) -> None:
    """The options fit each other.

    Raises:
        UsageError, NotFound: they do not, or there is no such file.
    """
    on_token = order.module or order.token or order.certificate
    for nonsense, reason in (
        (
            (order.file is None) == (order.document is None),
            "назвіть файл або --document",
        ),
        (order.of_copy and order.document is None, "--copy стосується документа (--document)"),
        (order.page is not None and not order.visible, "--page стосується відмітки (--visible)"),
        (order.key_file is not None and on_token, "ключ або у файлі (--key), або на токені"),
        (order.file is not None and order.out_path is None, "назвіть, куди записати (-o)"),
    ):
        if nonsense:
            raise UsageError(reason=reason)
    if order.reason:
        require_words(reason=order.reason)
    if order.file is not None and not order.file.is_file():
        raise NotFound(what_for="файл", name=order.file)
    if order.out_path is not None:
        require_place(order.out_path)
        if order.file is not None and order.out_path.resolve() == order.file.resolve():
            raise UsageError(reason="підписане не записують поверх того, що підписують")
        if not order.force:
            require_new(order.out_path)


@contextmanager
def _key(desk: Desk, order: Order) -> Iterator[SigningKey]:
    """The key that was named, opened with the password."""
    from signing.making import TokenChoice, open_file, open_token  # noqa: PLC0415

    workbench = desk.workbench()
    settings = workbench.settings.signing

    def secret(question: str) -> Any:
        return secret_of(question, file=order.secret_file, fd=order.secret_fd)

    if order.key_file is not None:
        if not order.key_file.is_file():
            raise NotFound(what_for="файл", name=order.key_file)
        asked = desk.out.words("Пароль ключа «{name}»:", name=order.key_file.name)
        yield open_file(order.key_file, secret(asked))
        return
    module = order.module or (Path(settings.module) if settings.module else None)
    if module is None:
        raise UsageError(reason="назвіть ключ: файл (--key) або бібліотеку токена (--module)")
    choice = TokenChoice(module, order.token or settings.token, order.certificate)
    asked = desk.out.words("PIN-код токена:")
    with open_token(choice, secret(asked)) as key:
        yield key


def _sign_file(desk: Desk, order: Order, work: _Work) -> None:
    from inventory.service.signing import record_outside  # noqa: PLC0415
    from vault.fixity import content_of  # noqa: PLC0415

    assert order.file is not None
    assert order.out_path is not None
    workbench = desk.workbench()
    with workbench.airlock.folder() as folder:
        made = _made(desk, order, order.file.absolute(), folder, work)
        record_outside(
            workbench.vault,
            content_of(order.file),
            content_of(made.path),
            work.act,
            actor=workbench.actor,
            delivering=copied(made.path, order.out_path, replacing=order.force),
        )
    _tell(desk, made, work.act, str(order.out_path), None)


def _sign_document(desk: Desk, order: Order, work: _Work) -> None:
    from inventory.service.signing import keep_signature, to_be_signed  # noqa: PLC0415

    assert order.document is not None
    workbench = desk.workbench()
    document, content, path = to_be_signed(workbench.vault, order.document, copy=order.of_copy)
    with workbench.airlock.folder() as folder:
        made = _made(desk, order, path, folder, work)
        name = keep_signature(
            workbench.vault,
            document,
            content,
            made.path,
            made.report,
            work.act,
            actor=workbench.actor,
            delivering=copied(made.path, order.out_path, replacing=order.force)
            if order.out_path
            else nullcontext(),
        )
    _tell(desk, made, work.act, str(order.out_path or name), document.id)


def _made(desk: Desk, order: Order, source: Path, folder: Path, work: _Work) -> Made:
    if order.detached or not _is_pdf(source):
        if order.visible:
            raise UsageError(reason="видима відмітка буває лише на сторінці PDF")
        return work.maker.detached(source, folder, work.key, work.reach)
    said = {"reason": order.reason} if order.reason else {}
    mark = _mark(desk, folder, order, work.act) if order.visible else None
    return work.maker.pdf(source, folder, work.key, work.reach, mark=mark, said=said)


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _mark(desk: Desk, folder: Path, order: Order, act: SigningAct) -> MarkOrder:
    """The visible mark, typeset."""
    from inventory.forms import SignatureMark, signature_mark  # noqa: PLC0415
    from inventory.language.days import KYIV  # noqa: PLC0415
    from signing.making import MarkOrder  # noqa: PLC0415

    workbench = desk.workbench()
    value = SignatureMark(
        seal=act.seal,
        name=act.signer.name or "",
        position="" if act.seal else act.signatory.position,
        serial=act.signer.serial or "",
        issuer=act.signer.issuer or "",
        at=workbench.vault.clock().astimezone(KYIV),
    )
    picture = folder / "mark.pdf"
    picture.write_bytes(workbench.press.piece(signature_mark(value)))
    return MarkOrder(picture, order.page)


def _tell(desk: Desk, made: Made, act: SigningAct, name: str, document: str | None) -> None:
    report = made.report
    own = report.signatures[-1]
    desk.out.data(
        {
            "path": name,
            "document": document,
            "seal": act.seal,
            "level": own.level.value if own.level else None,
            "signer": own.signer.as_json(),
            "report": report.as_json(),
        }
    )
    if act.seal:
        desk.out.say("Скріплено печаткою «{who}»: {path}", who=own.signer.name, path=name)
    else:
        desk.out.say("Підписав(ла) {who}: {path}", who=own.signer.name, path=name)
    if document is not None:
        desk.out.say(
            "Збережено поруч із документом {document}; оригінал не змінено.", document=document
        )


COMMANDS = (sign, seal)
