"""One process that has loaded the bot already, copied for each command: a command then begins in no time.

`python -m tests.edges.nursery SOCKET` takes orders from `tests/edges/errand.py`, and ends when its standard input does.
What is loaded by whom, and how long that takes, is seen in cold processes alone.
"""

import contextlib
import gc
import importlib
import marshal
import os
import select
import signal
import socket
import sys
import threading
import time
from typing import NoReturn

NEEDED = (
    "bot.__main__",
    "bot.checkup",
    "bot.demo",
    "bot.launch",
    "bot.operator",
    "bot.platforms.slack.listen",
    "bot.platforms.teams.listen",
    "bot.resealing",
    "storage.migrate",
    "alembic.command",
    "psycopg",
)
LONGEST = 2**20


def take(server: socket.socket) -> list[str]:
    """Wait for orders; gives in each copy the words of its command, and returns nowhere else."""
    while server in select.select([server, sys.stdin], [], [])[0]:
        line, _ = server.accept()
        if os.fork() == 0:
            server.close()
            return _keep(line)
        line.close()
        _bury()
    _bury()
    os._exit(0)


def _bury() -> None:
    """Let those go who ended, so that what they needed is reckoned as this process's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(line: socket.socket) -> list[str]:
    """Bear a command, tell its number and how it ended, and end it when nobody waits for it any more."""
    told, given, _, _ = socket.recv_fds(line, LONGEST, 3)
    while len(told) < 4 + int.from_bytes(told[:4]):
        told += line.recv(LONGEST)
    lives, living = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(lives)
        line.close()
        return _born(given, *marshal.loads(told[4:]))  # noqa: S302 - by ourselves
    os.close(living)
    for number in given:
        os.close(number)
    return _watch(line, lives, pid)


def _watch(line: socket.socket, lives: int, pid: int) -> NoReturn:
    line.sendall(b"%d\n" % pid)
    if lives not in select.select([lives, line], [], [])[0]:
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        line.sendall(b"%d\n" % status)
    finally:
        os._exit(0)


def _born(given: list[int], folder: str, words: list[str], environment: dict[str, str]) -> list[str]:
    """Become the process that was ordered."""
    for number, one in enumerate(given):
        os.dup2(one, number)
        os.close(one)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    return words


def main(path: str) -> None:
    """Load what a command may need, and be whatever is ordered."""
    for name in NEEDED:
        importlib.import_module(name)
    assert threading.active_count() == 1, "a thread would not be there after a fork"
    gc.collect()
    gc.freeze()
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    os.write(1, b".")
    sys.argv[1:] = take(server)
    importlib.import_module("bot.__main__").main()


if __name__ == "__main__":
    main(sys.argv[1])
