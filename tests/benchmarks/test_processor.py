import os
import subprocess
import sys

from benchmarks import processor

WORK = """
import time
end = time.process_time() + 0.2
while time.process_time() < end:
    pass
"""


def test_seconds_counts_the_children_that_ended():
    before = processor.seconds(os.getpid())

    subprocess.run([sys.executable, "-c", WORK], check=True)

    assert processor.seconds(os.getpid()) - before >= 0.15


def test_seconds_counts_the_children_that_run():
    child = subprocess.Popen(
        [sys.executable, "-c", f"{WORK}\nprint(flush=True)\ninput()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    child.stdout.readline()

    own = processor.seconds(child.pid)
    both = processor.seconds(os.getpid())

    assert own >= 0.15
    assert both >= own
    child.communicate(b"\n")


def test_parent_of_a_process_whose_name_has_brackets():
    assert processor.parent_of(os.getpid()) == os.getppid()
