"""A Spark master with two workers on loopback, for tests."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

LOGGING = """
rootLogger.level = info
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %m%n
"""


@contextmanager
def started_cluster(folder: Path) -> Iterator[str]:
    """The master's address."""
    (folder / "log4j2.properties").write_text(LOGGING)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    options = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
    with ExitStack() as stack:
        master = _daemon(stack, folder, r"at (spark://[\w.]+:\d+)", "master.Master", *options)
        for _ in range(2):
            _daemon(
                stack,
                folder,
                "(Successfully registered)",
                "worker.Worker",
                *options,
                "-c",
                "1",
                "-m",
                "1G",
                master,
            )
        yield master


def _daemon(stack: ExitStack, folder: Path, awaited: str, kind: str, *options: str) -> str:
    """Starts a daemon that ends with the stack; what its log says that is waited for."""
    import pyspark

    process = subprocess.Popen(
        [f"{Path(pyspark.__file__).parent}/bin/spark-class", f"org.apache.spark.deploy.{kind}", *options],
        env={**os.environ, "SPARK_CONF_DIR": str(folder), "SPARK_WORKER_DIR": str(folder)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    stack.callback(process.stderr.close)
    stack.callback(process.wait)
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(awaited, line):
            drain = threading.Thread(target=process.stderr.read)
            drain.start()
            stack.callback(drain.join)
            stack.callback(process.terminate)
            return found[1]
    raise AssertionError(f"{kind} ended: {''.join(said[-20:])}")
