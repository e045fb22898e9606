"""Two acts at the same moment, each in a thread and a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def at_once(*acts: Callable[[], object]) -> list[Exception | None]:
    """Run the acts at once; gives what each raised, or None, in their order."""
    start = Barrier(len(acts))
    errors: list[Exception | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            act()
        except Exception as error:  # noqa: BLE001  it is what the test asks for
            errors[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors
