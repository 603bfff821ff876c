"""Dear work waits its turn; everybody else's pages do not wait for it."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message

from desk.web.frame import Visit, page
from desk.web.frame.turns import Share, Turns, Work
from tests.desk.web.site import ROLES, Site

SOON_S = 20.0  # for a busy machine; what is held below is held until it is let go
THREADS = 40  # of AnyIO
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


class Held:
    """A page that takes as long as the test likes."""

    def __init__(self, work: Work | None) -> None:
        self.begun: list[str] = []
        self.go_on = threading.Event()
        self._started, self._seen = threading.Semaphore(0), 0
        self.route = page("/held", self._answer, work=work)

    def _answer(self, visit: Visit) -> Response:
        self.begun.append(visit.session.login if visit.session else "")
        self._started.release()
        assert self.go_on.wait(60)
        return visit.go("/")

    async def until(self, count: int) -> None:
        """So many have begun, and no more begin."""
        while self._seen < count:
            assert await asyncio.to_thread(self._started.acquire, timeout=SOON_S)
            self._seen += 1
        assert not await asyncio.to_thread(self._started.acquire, timeout=0.1)


@contextmanager
def held(site: Site, work: Work | None = Work.SEARCH) -> Iterator[Held]:
    one = Held(work)
    site.app.router.routes.append(one.route)
    try:
        yield one
    finally:
        one.go_on.set()


def browser(site: Site, login: str) -> AsyncClient:
    cookies = dict(site.visitor(login).client.cookies)
    return AsyncClient(
        transport=ASGITransport(site.app), base_url="http://testserver", cookies=cookies
    )


def together(work: Coroutine[None, None, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 120))


def test_other_pages_answer_while_everybody_searches(site: Site) -> None:
    async def scene() -> None:
        people = [browser(site, login) for login in ROLES]
        with held(site) as search:
            searching = [asyncio.create_task(one.get("/held?q=суд")) for one in people * 7]
            assert len(searching) > THREADS
            await search.until(Work.SEARCH.value.at_once)

            for one in people:
                looked = await asyncio.wait_for(one.get("/password"), SOON_S)
                assert looked.status_code == 200

            search.go_on.set()
            answers = await asyncio.gather(*searching)
        assert {answer.status_code for answer in answers} == {303}
        assert len(search.begun) == len(searching), "whoever waited had their turn"

    together(scene())


def test_files_and_searches_do_not_wait_for_each_other(site: Site) -> None:
    async def scene() -> None:
        people = [browser(site, login) for login in ROLES]
        with held(site, Work.FILES) as files:
            drawing = [asyncio.create_task(one.get("/held")) for one in people * 7]
            await files.until(Work.FILES.value.at_once)
            assert len(drawing) > THREADS

            found = await asyncio.wait_for(people[0].get("/search?q=суд"), SOON_S)
            assert found.status_code != 503

            files.go_on.set()
            answers = await asyncio.gather(*drawing)
        assert {answer.status_code for answer in answers} == {303}

    together(scene())


def test_nobody_has_all_turns(site: Site) -> None:
    async def scene() -> None:
        greedy, modest = browser(site, "suddia"), browser(site, "sekretar")
        each = Work.SEARCH.value.each
        with held(site) as search:
            many = [asyncio.create_task(greedy.get("/held?q=суд")) for _ in range(each + 3)]
            await search.until(each)

            one = asyncio.create_task(modest.get("/held?q=суд"))
            await search.until(each + 1)

            assert search.begun == ["suddia"] * each + ["sekretar"]
            search.go_on.set()
            await asyncio.gather(one, *many)

    together(scene())


def test_a_heap_of_ones_own_is_told_to_wait(site: Site) -> None:
    async def scene() -> None:
        greedy, modest = browser(site, "suddia"), browser(site, "sekretar")
        share = Work.SEARCH.value
        with held(site) as search:
            heap = share.each + share.waiting
            many = [asyncio.create_task(greedy.get("/held?q=суд")) for _ in range(heap)]
            await search.until(share.each)

            told = await asyncio.wait_for(greedy.get("/held?q=суд"), SOON_S)
            other = asyncio.create_task(modest.get("/held?q=суд"))
            await search.until(share.each + 1)

            assert told.status_code == 503
            assert "Ще працюємо над попередніми запитами." in told.text
            assert "Зачекайте кілька секунд і повторіть." in told.text
            search.go_on.set()
            await asyncio.gather(other, *many)
        assert len(search.begun) == heap + 1, "what was told to wait was not begun"

    together(scene())


def test_who_waits_too_long_is_told_so_and_nothing_is_begun(site: Site) -> None:
    async def scene() -> None:
        reader = browser(site, "suddia")
        site.app.state.turns[Work.SEARCH] = Turns(Share(1, 1, 5, patience_s=0.2))
        with held(site) as search:
            first = asyncio.create_task(reader.get("/held?q=суд"))
            await search.until(1)

            told = await asyncio.wait_for(reader.get("/held?q=суд"), SOON_S)

            assert told.status_code == 503
            search.go_on.set()
            assert (await first).status_code == 303
            assert (await reader.get("/held?q=суд")).status_code == 303
        assert len(search.begun) == 2

    together(scene())


async def _sent(
    app: Starlette, cookie: str, gone: asyncio.Event, method: str = "GET"
) -> list[Message]:
    """A request whose browser leaves when `gone` is set; what is answered. A form comes in part."""
    post = method == "POST"
    first: list[Message] = [{"type": "http.request", "body": b"csrf=", "more_body": post}]
    answered: list[Message] = []

    async def receive() -> Message:
        if first:
            return first.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answered.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": "/password" if post else "/held",
        "root_path": "",
        "query_string": b"q=1",
        "headers": [
            (b"host", b"testserver"),
            (b"cookie", cookie.encode()),
            (b"content-type", b"application/x-www-form-urlencoded"),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    await app(scope, receive, send)
    return answered


def test_who_leaves_while_a_form_is_read_is_no_fault_of_ours(site: Site) -> None:
    async def scene() -> None:
        reader, gone = browser(site, "suddia"), asyncio.Event()
        cookie = "; ".join(f"{name}={value}" for name, value in reader.cookies.items())
        gone.set()

        answered = await asyncio.wait_for(_sent(site.app, cookie, gone, "POST"), SOON_S)

        assert answered[0]["status"] == 400

    together(scene())


def test_what_nobody_waits_for_is_not_begun(site: Site) -> None:
    async def scene() -> None:
        reader = browser(site, "suddia")
        cookie = "; ".join(f"{name}={value}" for name, value in reader.cookies.items())
        gone, stays = asyncio.Event(), asyncio.Event()
        with held(site) as search:
            each, waiting = Work.SEARCH.value.each, Work.SEARCH.value.waiting
            running = [asyncio.create_task(reader.get("/held?q=суд")) for _ in range(each)]
            await search.until(each)
            left = [asyncio.create_task(_sent(site.app, cookie, gone)) for _ in range(waiting)]
            await asyncio.sleep(0.2)

            gone.set()
            for answered in await asyncio.wait_for(asyncio.gather(*left), SOON_S):
                assert answered[0]["status"] == 400
            newer = asyncio.create_task(_sent(site.app, cookie, stays))
            search.go_on.set()

            assert (await newer)[0]["status"] == 303
            await asyncio.gather(*running)
        assert len(search.begun) == each + 1, "only who stayed"

    together(scene())


def test_what_can_take_seconds_waits_its_turn(site: Site) -> None:
    visitor = site.visitor("kerivnyk")
    token = {"x-csrf-token": visitor.csrf}
    for work in Work:
        site.app.state.turns[work] = Turns(Share(1, 1, 0, patience_s=0))
    waiting = set()
    for route in site.app.routes:
        if not isinstance(route, Route) or route.path in {"/events", "/sign-out"}:
            continue
        path = _PARAMETER.sub(lambda found: VALUES.get(found[1], "1"), route.path)
        for method in (route.methods or set()) - {"HEAD"}:
            answer = visitor.client.request(method, f"{path}?q=1", headers=token)
            if answer.status_code == 503:
                waiting.add(f"{method} {route.path}")

    assert visitor.get("/search").status_code != 503, "nothing is searched for yet"
    assert {route.split("/")[1] for route in waiting} == DEAR_ROOMS
    assert waiting >= DEAR


DEAR = {
    "GET /search",
    "POST /search/list.{ending}",
    "GET /view/{document}",
    "GET /picture/{document}/{page:int}",
    "PUT /arrivals/upload",
    "POST /arrivals/upload",
    "POST /copy/{document}",
    "POST /view/{document}/print",
    "POST /archive/transfer",
}
VALUES = {"key": "a:1:b"}
DEAR_ROOMS = {"search", "view", "picture", "arrivals", "copy", "case", "archive", "people"}


@pytest.mark.parametrize("work", list(Work))
def test_no_kind_has_most_of_the_threads(work: Work) -> None:
    assert sum(one.value.at_once for one in Work) <= THREADS // 2
    assert work.value.each < work.value.at_once
