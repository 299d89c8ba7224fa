"""The option that publishes what the sweep of the doors found."""

from tests.architecture.proof import PROOF


def pytest_addoption(parser):
    parser.addoption(
        "--publish-doors",
        action="store_true",
        help="write what the sweep of the doors found for the page that shows it",
    )


def pytest_sessionfinish(session, exitstatus):
    if session.config.getoption("--publish-doors", default=False) and exitstatus == 0:
        PROOF.write()
