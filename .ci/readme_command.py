"""Prints a command line of the README, so that CI runs what a reader would: `readme_command.py main|test`.

The commands stand in fenced blocks right below a comment `<!-- command: main -->`.
"""

import re
import sys
from pathlib import Path

text = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
found = re.search(rf"<!-- command: {re.escape(sys.argv[1])} -->\n+```\w*\n(.+?)\n```", text, re.DOTALL)
if not found:
    sys.exit(f"README.md: no command named {sys.argv[1]}")
print(found[1])
