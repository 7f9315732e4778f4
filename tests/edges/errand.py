"""Stands for a process of the nursery: the same output, the same end, and signals are passed on.

`python -I -S tests/edges/errand.py SOCKET WORDS...`; where this is killed, the process is too.
"""

import marshal
import os
import signal
import socket
import sys

PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main(path: str, words: list[str]) -> int:
    """Order a process, wait for its end; gives its status."""
    signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)
    line = socket.socket(socket.AF_UNIX)
    line.connect(path)
    told = marshal.dumps((os.getcwd(), words, dict(os.environ)))  # noqa: PTH109 - pathlib takes as long as all the rest
    socket.send_fds(line, [len(told).to_bytes(4) + told], [0, 1, 2])
    answers = line.makefile("rb")
    pid = int(answers.readline())
    for number in PASSED_ON:
        signal.signal(number, lambda number, _: os.kill(pid, number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, PASSED_ON)
    return int(answers.readline())


if __name__ == "__main__":
    status = main(sys.argv[1], sys.argv[2:])
    if status < 0:
        if -status != signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    sys.exit(status)
