"""Rows without the ORM."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_row_can_be_read_before_the_first_query_by_the_orm(empty_sqlite: str) -> None:
    """What arrives in a process's first moment is read this way, and nothing has asked the ORM for anything yet."""
    code = (
        "import sys\nfrom storage import workspaces\nfrom storage.engine import connect\n"
        "from storage.store import Store\n"
        "from storage.vault import Vault\nstore = Store(connect(sys.argv[1]), Vault([b'k' * 32]))\n"
        "names = 'workspace, bot, scopes, state, installed_by, language, about'\n"
        "new = f\"INSERT INTO workspace ({names}) VALUES ('slack:T1', 'U1', '', 'active', '', 'en', '{{}}')\"\n"
        "store.write(lambda tx: tx.run(new)).result()\n"
        "print(store.read(lambda tx: workspaces.look(tx, 'slack:T1').state).result())\nstore.close()\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, empty_sqlite], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ("active\n", 0) == (told.stdout, told.returncode), told.stderr
