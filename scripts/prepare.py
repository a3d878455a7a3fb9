"""What `make run` does before the server: one process, since importing the application is most of the wait.

Says in one line what keeps the marketplace from starting; `DEBUG=1 make run` shows the traceback.
"""

from __future__ import annotations

import os
import socket
import sys

from flask.cli import ScriptInfo


def assert_port_is_free(host: str, port: str) -> None:
    """Say so before the database is touched.

    :raises SystemExit: somebody listens there, or nobody could.
    """
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host.strip("[]"), int(port)))
    except (OSError, ValueError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise SystemExit(f"Cannot listen on {host}:{port}: {why}. Try: make run PORT=8001") from None


def prepare(*, demo: bool) -> None:
    """Bring the database to the newest migration and look for the seals' keys; in rehearsal load the example data and
    print the accounts."""
    from marketplace.claims import keys  # only here: a wrong setting speaks when the application is made
    from wsgi import app

    def run(*command: str) -> None:
        info = ScriptInfo(create_app=lambda: app)
        app.cli.main(args=list(command), prog_name="flask", obj=info, standalone_mode=False)

    run("db", "upgrade")
    with app.app_context():
        keys.refuse_to_start()
    if demo:
        run("demo", "load")
        run("demo", "accounts")


def main() -> None:
    """All of it.

    :raises SystemExit: it cannot be done; the message is one line.
    """
    assert_port_is_free(os.environ["HOST"], os.environ["PORT"])
    try:
        prepare(demo=os.environ["DEMO"] != "0")
    except Exception as error:
        if os.environ.get("DEBUG"):
            raise
        said = getattr(error, "message", "") or str(error) or type(error).__name__  # click's errors hold a message
        sys.exit(f"The marketplace cannot start: {said.splitlines()[0]}")


if __name__ == "__main__":
    main()
