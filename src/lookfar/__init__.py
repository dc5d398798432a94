"""Lookfar: security risks to people, work and travel, with a kept score."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Our matrices are small, and the threads of OpenBLAS wait by spinning: on a busy machine of two cores reading was ten times slower."""
