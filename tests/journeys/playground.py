"""The playground as it runs on a visitor's machine: one process, one folder, one address on loopback."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges.shell import COLD, ROOT, warm

OPEN = re.compile(r"The playground is open: (http://127\.0\.0\.1:(\d+)/local/)")


class Playground:
    """One playground; it can be ended or killed and started again on the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None

    def start(self, *, cold: bool = False) -> None:
        """Start it, and wait until it says that it is open."""
        env = {k: v for k, v in os.environ.items() if not k.startswith("FIRESIDE_")}
        self._process = subprocess.Popen(
            [*(COLD if cold else warm()), "demo", "--port", self._port, "--folder", str(self.folder)],
            cwd=self.folder.parent,
            env={**env, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        told = ""
        for line in self._process.stdout or ():
            told += line
            if found := OPEN.search(line):
                self.url, self._port = found.groups()
                return
        message = f"the playground did not open:\n{told}"
        raise AssertionError(message)

    def end(self, by: signal.Signals = signal.SIGTERM) -> str:
        """End it by a signal; gives what it wrote since it was open."""
        process = self._process
        if process is None:
            return ""
        self._process = None
        process.send_signal(by)
        told, _ = process.communicate(timeout=15)
        return told


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which the made-up weeks are lived already."""
    folder = tmp_path_factory.mktemp("lived") / "demo"
    place = Playground(folder)
    try:
        place.start()
    finally:
        place.end()
    return folder


@pytest.fixture
def playground(lived: Path, tmp_path: Path) -> Iterator[Playground]:
    """Give a playground of one's own, on the day on which its made-up history ends."""
    place = Playground(Path(shutil.copytree(lived, tmp_path / "demo")))
    place.start()
    try:
        yield place
    finally:
        place.end(signal.SIGKILL)
