"""Where settings come from: the environment, and beside it a file `.env`."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
environ.Env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))

# Whatever the site writes: databases in files, uploads, collected static files.
VAR_DIR = Path(env.str("VAR_DIR", default="") or BASE_DIR / "var")
