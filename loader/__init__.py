"""baolan (报栏): newspaper-page transcripts to one searchable SQLite archive."""

import os

__version__ = "0.1.0.dev0"

# Pages are small matrices (`loader.context`), and a load has a process for each core: threads of OpenBLAS would double
# the time that splitting takes. It looks when numpy is imported; whoever states a number keeps it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
