"""Loaded before the settings: tests run in test mode, in a data folder of their own.

So two runs side by side never share a database, and none touches the demo in `var/`.
"""

import atexit
import os
import pathlib
import shutil
import tempfile

os.environ.setdefault("HOMEWARD_MODE", "test")
if "HOMEWARD_DATA" not in os.environ:
    folder = tempfile.mkdtemp(prefix="homeward-test-")
    os.environ["HOMEWARD_DATA"] = folder
    (pathlib.Path(folder) / "static").mkdir()  # or the static files' middleware warns
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
