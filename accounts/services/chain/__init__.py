"""The chain that seals the rows of the logs, so that a change of one shows."""
