"""`sprava serve`, `sprava user password`: the pages, and who may sign in to them.

Knows: how they are started, and where a password comes from. Does not know: what they show.
Keeps: a password is never an argument, and never shown but where it was made for somebody.
"""

from __future__ import annotations

from pathlib import Path

import click

from desk.common import Desk, common, system_user
from desk.exits import ends
from desk.secrets import secret_of
from vault import Vault


@ends(3)
@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Адреса, на якій слухати.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Порт."
)
@click.option("--https", "secure", is_flag=True, help="Браузери приходять через https-проксі.")
@click.option("--no-watch", is_flag=True, help="Скриньку приймає інший процес.")
@common
def serve(desk: Desk, *, host: str, port: int, secure: bool, no_watch: bool) -> None:
    """Сторінки для браузера, разом із прийманням документів.

    Ctrl-C завершує: розпочате доводиться до кінця або лишається на наступний запуск.
    """
    from desk.web.serve import serve as run  # noqa: PLC0415  slow to import, and nobody else needs it

    workbench = desk.workbench()
    run(
        workbench,
        system_user(),
        host=host,
        port=port,
        secure=secure,
        watch=not no_watch,
        begun=lambda: desk.out.say("Сторінки: http://{host}:{port}/", host=host, port=port),
    )


@ends(3)
@click.command("password")
@click.argument("login")
@click.option(
    "--secret-file",
    type=click.Path(path_type=Path),
    help="Файл із паролем, який читаєте лише ви.",
)
@click.option("--secret-fd", type=int, help="Відкритий дескриптор із паролем.")
@common
def password(desk: Desk, login: str, *, secret_file: Path | None, secret_fd: int | None) -> None:
    """Дати користувачеві пароль; за першого входу він обере власний."""
    from desk.web.entry.credentials import Credentials  # noqa: PLC0415
    from desk.web.serve import credentials_file  # noqa: PLC0415
    from inventory.access.service import note_sign_in  # noqa: PLC0415

    workbench = desk.workbench()
    secret = secret_of(f"Новий пароль для «{login}»: ", file=secret_file, fd=secret_fd)
    with workbench.vault.transaction(workbench.actor) as tx:
        note_sign_in(tx, login)
        tx.commit()
    credentials = Credentials(credentials_file(workbench.vault.layout.root))
    credentials.set_password(login, secret.reveal(), now=workbench.vault.clock(), once=True)
    desk.out.data({"login": login})
    desk.out.say("Пароль для «{login}» встановлено; за першого входу його змінять.", login=login)


def forget_password(vault: Vault, login: str) -> None:
    """End somebody's sessions on the pages; their password does not come back when they do."""
    from desk.web.entry.credentials import Credentials  # noqa: PLC0415
    from desk.web.serve import credentials_file  # noqa: PLC0415

    kept = credentials_file(vault.layout.root)
    if kept.exists():
        Credentials(kept).forget(login)


COMMANDS = (serve,)
