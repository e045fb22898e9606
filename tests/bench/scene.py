"""The scene every figure is measured in: the organisation, its cases, and the servers."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from accounts.demo import DemoPerson
from cases.models import Case
from tests.bench import making, pouring
from tests.bench.browsers import Browser
from tests.bench.databases import House
from tests.bench.people import People, cookies_of, founded
from tests.bench.serving import served
from tests.bench.thick import thick_case

NOTES = 50
THICK = 8  # one for each reader


@dataclass
class Scene:
    """One organisation on one database.

    ``share`` is 1, or less for a quick look; ``twin`` is the same organisation with few cases.
    """

    house: House
    share: float
    people: People = field(default_factory=dict)
    maker: Any = None
    twin: House | None = None
    early: dict[str, str] = field(default_factory=dict)  # cookies that both houses know
    thick: list[Case] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    servers: ExitStack = field(default_factory=ExitStack)

    @property
    def database(self) -> str:
        """The kind of database."""
        return self.house.database

    def scaled(self, count: int, least: int = 5) -> int:
        """A count of cases or rounds, fewer for a quick look."""
        return max(least, int(count * self.share))

    def make(self) -> None:
        """Founds the organisation and makes all its cases. Nothing is being served meanwhile."""
        self.people = founded()
        self.maker = maker = making.Maker(self.people)
        maker.own(self.people["mina"], self.scaled(making.FEW) // 2)
        maker.others(self.scaled(making.FEW) // 2)
        pouring.settle()
        self.early = cookies_of(self.people["mina"])
        connections.close_all()
        self.twin = self.house.copy("few")
        maker.own(self.people["mina"], self.scaled(making.OWN) - self.scaled(making.FEW) // 2)
        maker.own(self.people["omid"], self.scaled(making.MANY))
        maker.others(self.scaled(making.ALL) - maker.number)
        mina = self.people["mina"]
        self.thick = [thick_case(self.people, mina, notes=NOTES, number=at) for at in range(THICK)]
        pouring.settle()

    def port(self, name: str, house: House | None = None, **how: Any) -> int:
        """The port of a server that runs to the end of the run, started when first asked for."""
        if name not in self.ports:
            self.ports[name] = self.servers.enter_context(served(house or self.house, **how))
        return self.ports[name]

    def browser(self, person: str, port: int | None = None) -> Browser:
        """A browser in which a person is signed in, with the vault open."""
        return Browser(port or self.port("main"), cookies_of(self.people[person]))

    def person(self, name: str) -> DemoPerson:
        """Somebody of the organisation."""
        return self.people[name]


@contextmanager
def set_up(house: House, share: float) -> Iterator[Scene]:
    """A scene whose servers end with it."""
    scene = Scene(house, share)
    with scene.servers:
        yield scene
    connections.close_all()
