"""Another process that claims what is due, says so, and then waits until it is killed."""

import sys
from datetime import datetime

from storage import claims
from storage.engine import connect
from storage.liveness import Owner
from storage.store import Store
from storage.vault import Vault


def main() -> None:
    """Claim from the database of the first argument at the moment of the second."""
    url, moment = sys.argv[1:]
    engine = connect(url)
    store, owner = Store(engine, Vault([b"k" * 32])), Owner(engine)
    rows = store.write(lambda tx: claims.claim(tx, owner.id, datetime.fromisoformat(moment), 10)).result()
    sys.stdout.write(f"{owner.id} {len(rows)}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
