"""Two people at one text: the second is told, and loses nothing."""


class Overtaken(Exception):
    """Somebody saved a newer version meanwhile. Nothing was written.

    :param version: the newest version, which a next try must name
    """

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version
