"""`python -m lookfar`."""

import sys

from lookfar.cli.main import main

sys.exit(main())
