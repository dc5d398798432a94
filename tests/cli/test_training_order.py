"""What a model is trained on comes in one order, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from pathlib import Path
from lookfar.cli.training_texts import rows_of
print(rows_of("SELECT text, kind FROM read_csv(?, header = true)", Path(sys.argv[1])))
"""


def test_texts_that_stand_twice_come_in_one_order(tmp_path: Path) -> None:
    table = tmp_path / "texts.csv"
    kinds = "".join(f"one text,kind {number}\n" for number in range(8))
    table.write_text(f"text,kind\n{kinds}another text,kind 0\n")
    said = {
        subprocess.run(
            [sys.executable, "-c", CODE, str(table)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
