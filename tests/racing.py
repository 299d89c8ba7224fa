"""Running the same act in several threads at once, on connections of their own."""

from threading import Barrier, Thread

from django.db import connection

REFER = "SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE NOWAIT"
WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""
# How often it is looked whether a racer waits, and how long between two looks.
LOOKS, PAUSE_SECONDS = 10_000, 0.005


def race(*actions):
    """Run all acts at the same moment. Answers what each returned or raised."""
    ready = Barrier(len(actions))
    outcomes = [None] * len(actions)

    def run(index, action):
        ready.wait()
        try:
            outcomes[index] = action()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    racers = [Thread(target=run, args=item) for item in enumerate(actions)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return outcomes


def beside_a_lock(action):
    """What a colleague's transaction makes of `act` while the caller's is open.

    On PostgreSQL it ends before the caller's does; on SQLite nobody writes beside
    anybody, so there it is the caller's own.
    """
    if connection.vendor != "postgresql":
        return action()
    [outcome] = race(action)
    return outcome


def refer_to(row):
    """Lock a row as the check of a foreign key does; raises where that would wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(REFER.format(table=row._meta.db_table), [row.pk])


class Racer(Thread):
    """One act beside the test's own transaction; `outcomes` gets what became of it."""

    def __init__(self, action, outcomes):
        super().__init__()
        self.action, self.outcomes = action, outcomes

    def run(self):
        try:
            self.outcomes.append(self.action())
        except Exception as error:
            self.outcomes.append(error)
        finally:
            connection.close()

    def wait_until_blocked(self):
        """Until it waits for a row of ours. On SQLite it cannot begin before we end."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            for _ in range(LOOKS):
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    return
                self.join(PAUSE_SECONDS)
                if not self.is_alive():
                    break
        raise AssertionError("It waits for nothing.")
