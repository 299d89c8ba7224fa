"""What dev.py is made of. The standard library alone: it runs before anything
is installed, and `python3 dev.py` is its only door."""
