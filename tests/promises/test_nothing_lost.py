"""Promise: what was acknowledged survives kill -9, and what was typed is never lost."""

import random
import re
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from accounts import audit
from accounts.gate import open_for
from cases.actions.files import NewCase, open_case
from cases.identity import Identity, Name
from cases.models import Case, Note
from cases.papers import NoteBody
from tests.server import Server
from tests.world import Person, World

WRITES, KILLS = 200, 6


class Browser:
    """Just enough of a browser: the person's cookies, and a form's token."""

    def __init__(self, server: Server, person: Person) -> None:
        self.server = server
        self.cookies = {name: morsel.value for name, morsel in person.client.cookies.items()}
        self.token = ""

    def send(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """One request; status and text."""
        link = HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {
            "Host": f"localhost:{self.server.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.server.address,
        }
        try:
            link.request(method, path, body, headers)
            response = link.getresponse()
            text = response.read().decode()
            self._keep(response)
            return response.status, text
        finally:
            link.close()

    def _keep(self, response: HTTPResponse) -> None:
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value.strip('"')

    def open(self, path: str) -> None:
        """Load a page with a form, for its token."""
        status, text = self.send("GET", path)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        assert status == 200
        assert found is not None
        self.token = found[1]

    def post(self, path: str, **fields: str) -> int:
        """Send a form; its status."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
        return self.send("POST", path, body)[0]


def written(person: Person, case: Case) -> list[str]:
    """The texts of all notes, as the person reads them."""
    opened = open_for(person.actor, Case, code=case.code)
    assert opened is not None
    rows = list(Note.objects.filter(case=case).values_list("pk", flat=True))
    found = opened.read_rows("note.body", rows)
    return [NoteBody.load(text).text for text in found.values()]


def test_acknowledged_notes_survive_kill_9(shared_world: World) -> None:
    """The web server is killed again and again between 200 acknowledged writes: all are there."""
    mina = shared_world.mina
    new = NewCase(identity=Identity(names=(Name("Survivor"),)))
    case = open_case(
        by=mina.actor, new=new, owner=shared_world.rana.member, second=shared_world.dara.member
    ).record
    dice = random.Random(7)
    kills = set(dice.sample(range(5, WRITES - 5), KILLS))
    acknowledged = []
    with Server() as server:
        browser = Browser(server, mina)
        browser.open(reverse("cases:case", kwargs={"code": case.code}))
        for number in range(WRITES):
            if number in kills:
                server.kill()
                server.start()
            if _write(browser, case, f"note {number}"):
                acknowledged.append(f"note {number}")
    kept = written(mina, case)
    assert len(acknowledged) == WRITES
    assert sorted(kept) == sorted(acknowledged)
    assert audit.verify() is None
    assert settings.AUDIT_HEAD_FILE.exists()


def _write(browser: Browser, case: Case, text: str) -> bool:
    path = reverse("cases:note_new", kwargs={"code": case.code})
    try:
        return browser.post(path, text=text, type="call") == 302
    except (OSError, HTTPException):
        return False
