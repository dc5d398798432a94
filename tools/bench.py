"""Figures of speed and size, each against a yardstick of the same run: this machine may be shared and noisy."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import bench_gdelt, bench_ratings

ROOT = Path(__file__).parent.parent
PACK = ROOT / "src/lookfar/facts/cases/winter_2021_22/incidents.csv"
TABLE = ROOT.parent / "shared/data/wikipedia_current_events/current_events_2010_2022.parquet"


def main() -> int:
    yardstick = _yardstick()
    print(f"yardstick: 5 million additions in {yardstick:.2f} s; x = multiples of it")
    source = ("wikipedia_current_events", str(TABLE)) if TABLE.exists() else ("case_pack", str(PACK))
    subprocess.run([sys.executable, "-m", "tools.bench_reading", str(yardstick)], cwd=ROOT, check=True)
    days = ("--from", "2021-12-15", "--until", "2022-01-31")
    _command("replay of 48 days", yardstick, "replay", *source, *days)
    texts = ROOT / "build/bench-texts.jsonl"
    texts.parent.mkdir(exist_ok=True)
    count = 3_000
    line = '{"id": "%d", "text": "Protesters clash with police in Almaty; at least %d people are killed, officials say."}\n'
    texts.write_text("".join(line % (n, n % 90 + 1) for n in range(count)))
    for name in ("locate", "classify"):
        seconds = _command(f"{name} of {count} texts", yardstick, name, "--jsonl", given=texts)
        print(f"    {count / seconds:.0f} texts/s with start-up")
    bench_gdelt.bench()
    subprocess.run([sys.executable, "-m", "tools.bench_lake"], check=True)
    bench_ratings.main()
    subprocess.run([sys.executable, "-m", "tools.bench_alerts"], cwd=ROOT, check=True)
    return 0


def _yardstick() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(5_000_000):
        total += number
    return time.perf_counter() - began


def _command(what: str, yardstick: float, *args: str, given: Path | None = None) -> float:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "LOOKFAR_HOME": home}
        began = time.perf_counter()
        with Path(given or os.devnull).open("rb") as stdin:
            process = subprocess.Popen(
                [sys.executable, "-m", "lookfar", *args],
                env=environment,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    assert isinstance(usage, resource.struct_rusage)
    said = "" if status == 0 else "  FAILED"
    cpu = usage.ru_utime + usage.ru_stime
    print(
        f"{what}: {seconds:.1f} s ({seconds / yardstick:.0f} x), {cpu:.1f} s of one core, "
        f"{usage.ru_maxrss / 1024:.0f} MiB resident{said}"
    )
    return seconds


if __name__ == "__main__":
    sys.exit(main())
