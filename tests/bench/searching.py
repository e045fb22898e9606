"""Finding a name among one's own cases, and filtering them by risk."""

from collections.abc import Iterator
from functools import partial
from itertools import cycle

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.bench import making
from tests.bench.browsers import Browser
from tests.bench.figures import Figure, Target, figure
from tests.bench.scene import Scene
from tests.bench.timing import Step, in_turns
from vault.symmetric import new_key

NAMES = ("find_name", "find_misspelt", "filter_risk")
NEEDS_CASES = True
_TYPED = ("Shirin Hosseini", "محمد کریمی", "Mohamad", "tavakoli", "ليلا")
_SLIPS = ("Shirin Hoseinin", "Tavkaoli", "Dariuhs Parvizi")
_SUMMARY = 320  # bytes, as a rule


def measure(scene: Scene) -> Iterator[Figure]:
    """From asking to the page with the answer; the limit is to open that many summaries, bare."""
    for who, count, bound in (("mina", making.OWN, 60), ("omid", making.MANY, 200)):
        browser = scene.browser(who)
        steps = (
            asking(browser, _TYPED),
            asking(browser, _SLIPS),
            partial(browser.get, "/cases/?risk=high"),
            bare(scene.scaled(count)),
        )
        *ours, least = in_turns(steps, scene.scaled(60), warm_up=5)
        for name, times in zip(NAMES, ours, strict=True):
            yield figure(
                f"{name}_{scene.scaled(count)}",
                times.median,
                "ms",
                limit=least.median,
                target=Target("value", bound),
                database=scene.database,
                worst=times.worst,
            )


def asking(browser: Browser, texts: tuple[str, ...]) -> Step:
    """Types one name after the other into the search."""
    names = cycle(texts)

    def ask() -> None:
        status, _page = browser.post("/cases/search/", q=next(names))
        assert status == 302, status
        browser.get(browser.location)

    return ask


def bare(count: int) -> Step:
    """Opens that many texts with the cipher alone."""
    box, nonce, place = AESGCM(new_key()), bytes(12), bytes(60)
    sealed = box.encrypt(nonce, bytes(_SUMMARY), place)
    return lambda: [box.decrypt(nonce, sealed, place) for _ in range(count)]
