"""The first page of one's own cases among 100 000, beside SQL by hand and beside 1 000 cases."""

from collections.abc import Iterator

from tests.bench.browsers import Browser
from tests.bench.figures import Figure, Target, figure
from tests.bench.scene import Scene
from tests.bench.serving import YARDSTICK
from tests.bench.timing import in_turns

NAMES = ("list_own", "list_own_growth")
NEEDS_CASES = True
_PATH = "/cases/"


def measure(scene: Scene) -> Iterator[Figure]:
    """Over HTTP; the limit is the same template after one query by hand, no session, no gate."""
    mina = scene.person("mina").member
    ours, few = scene.browser("mina"), Browser(scene.port("few", scene.twin), scene.early)
    bare = scene.browser("mina", scene.port("yardstick", application=YARDSTICK))
    bare_path = f"/yardstick/list/{mina.pk}{_PATH}"
    steps = (lambda: ours.get(_PATH), lambda: bare.get(bare_path), lambda: few.get(_PATH))
    among_many, by_hand, among_few = in_turns(steps, scene.scaled(300), warm_up=20)
    for name, limit, bound in (
        ("list_own", by_hand, 1.5),
        ("list_own_growth", among_few, 1.2),
    ):
        yield figure(
            name,
            among_many.median,
            "ms",
            limit=limit.median,
            target=Target("ratio", bound),
            database=scene.database,
            worst=among_many.worst,
        )
