"""Running the same act in several threads at once, on connections of their own."""

from threading import Barrier, Thread

from django.db import connection


def race(*acts):
    """Run all acts at the same moment. Answers what each returned or raised."""
    ready = Barrier(len(acts))
    outcomes = [None] * len(acts)

    def run(index, act):
        ready.wait()
        try:
            outcomes[index] = act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    racers = [Thread(target=run, args=item) for item in enumerate(acts)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return outcomes
