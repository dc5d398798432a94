"""What every command says of its `--as-of`."""

from __future__ import annotations

AS_OF = "a day or a time, none that has not come yet; the end of that UTC day, now for today or when absent"
