"""Documents at a real browser: several at once, dropped, interrupted; looked at and taken out."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from accounts import blobs
from cases.actions.documents import add_document, facts_of
from cases.models import SealedFile
from cases.sealed_files.papers import FileWords
from tests.cases.folders import a_case
from tests.cases.sealed_files.papers import CANARY, jpeg, packed_script, pdf
from tests.cases.sealed_files.test_leaving import Scene
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.server import Server
from tests.world import World

pytestmark = pytest.mark.journey

_DROP = """
const files = new DataTransfer();
files.items.add(new File(["dropped"], "dropped.txt"));
const event = new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true});
document.querySelector("[data-drop]").dispatchEvent(event);
"""


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """A photograph, a PDF, and 30 MB that tell nobody anything."""
    files = {"photo.jpg": jpeg((900, 600)), "letter.pdf": pdf(3), "long.bin": b"\0" * (30 << 20)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in files]


def address(world: World, name: str = "documents", **named: object) -> str:
    code = a_case(world).record.code
    return reverse(f"cases:{name}", kwargs={"code": code, **named})


def choose(visitor: Visitor, *files: Path) -> None:
    visitor.one("input[name='documents']").send_keys("\n".join(map(str, files)))


def in_the_clear() -> list[Path]:
    """Files of this server that hold the canary."""
    every = [path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()]
    return [path for path in every if CANARY.encode() in path.read_bytes()]


def test_several_at_once_with_progress(
    visitor: Visitor, shared_world: World, paths: list[Path]
) -> None:
    visitor.sign_in(shared_world.mina)
    visitor.go(address(shared_world))
    choose(visitor, *paths)
    visitor.browser.execute_script(_DROP)
    assert visitor.sees("dropped.txt")
    visitor.press("Seal and keep")
    for name in ("photo.jpg", "letter.pdf", "long.bin", "dropped.txt"):
        visitor.waiting.until(
            lambda _, name=name: [
                a for a in visitor.browser.find_elements(By.CSS_SELECTOR, "li a") if a.text == name
            ]
        )
    assert SealedFile.objects.count() == 4
    assert in_the_clear() == []


def test_a_lock_and_a_dead_server_lose_no_choice(
    visitor: Visitor, server: Server, shared_world: World, paths: list[Path]
) -> None:
    visitor.sign_in(shared_world.mina)
    visitor.go(address(shared_world))
    choose(visitor, paths[0])
    visitor.press("Lock")
    visitor.type("passphrase", shared_world.mina.passphrase)
    visitor.keys(Keys.ENTER)
    visitor.waiting.until(lambda _: visitor.has("[data-drop]"))
    server.kill()
    visitor.press("Seal and keep")
    assert visitor.sees("could not be reached")
    assert not SealedFile.objects.exists()
    server.start()
    visitor.press("Send it again")
    visitor.waiting.until(lambda _: visitor.has("li a") and SealedFile.objects.count() == 1)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_how_it_looks(visitor: Visitor, shared_world: World, language: str) -> None:
    """Empty, full, a picture, a PDF with a warning, the forms: on a desk and a phone."""
    person = shared_world.mina
    type(person.member).objects.filter(pk=person.member.pk).update(language=language)
    visitor.go("/")
    visitor.browser.add_cookie({"name": settings.LANGUAGE_COOKIE_NAME, "value": language})
    visitor.sign_in(person)
    wrong = look(visitor, address(shared_world), f"{language}-documents-empty")
    opened = a_case(shared_world)
    for title, content in (
        ("Passport, first pages", jpeg((900, 600))),
        ("شناسنامه", packed_script()),
    ):
        facts = facts_of(by=person.actor, blob=blobs.arrived([content]), name=f"{title}.pdf")
        words = FileWords(title=title, kind="identity", note="The original is with the cousin.")
        file = add_document(by=person.actor, opened=opened, words=words, facts=facts)
        one = {"code": opened.record.code, "document": file.pk}
        name = f"{language}-document-{facts.type}"
        wrong += look(visitor, reverse("cases:document", kwargs=one), name)
    for name in ("renew_document", "name_document"):
        wrong += look(visitor, reverse(f"cases:{name}", kwargs=one), f"{language}-{name}")
    path = reverse("cases:documents", kwargs={"code": opened.record.code})
    wrong += look(visitor, path, f"{language}-documents")
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_how_it_leaves(visitor: Visitor, shared_world: World, language: str) -> None:
    """Picked for a referral, seen before it leaves, downloaded by the partner, kept in the case."""
    person = shared_world.mina
    type(person.member).objects.filter(pk=person.member.pk).update(language=language)
    visitor.go("/")
    visitor.browser.add_cookie({"name": settings.LANGUAGE_COOKIE_NAME, "value": language})
    visitor.sign_in(person)
    scene = Scene(shared_world)
    code = scene.opened.record.code
    draft = {"code": code, "referral": scene.drafted().pk}
    wrong = look(visitor, reverse("cases:change_referral", kwargs=draft), f"{language}-pick")
    wrong += look(visitor, reverse("cases:referral", kwargs=draft), f"{language}-leaves")
    referral, handover = scene.sent()
    sent = reverse("cases:referral", kwargs={"code": code, "referral": referral.pk})
    wrong += look(visitor, sent, f"{language}-left")
    visitor.go(f"/shared/{handover.locator}/")
    visitor.type("secret", handover.secret)
    visitor.one("main button").click()
    visitor.one("button[name='paper']")
    for size in (DESKTOP, PHONE):
        visitor.size(size)
        visitor.picture(f"{language}-partner-{size[0]}")
        wrong += visitor.scan()
    assert wrong == []


def look(visitor: Visitor, path: str, name: str) -> list[str]:
    visitor.go(path)
    wrong = []
    for size in (DESKTOP, PHONE):
        visitor.size(size)
        visitor.picture(f"{name}-{size[0]}")
        wrong += [f"{name}-{size[0]}: {one}" for one in visitor.scan()]
        wide = visitor.browser.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        wrong += [f"{name}-{size[0]}: {wide}px too wide"] if wide else []
    return wrong
