"""What the figures of a benchmark were measured on: machine and versions, as a line of text."""

from __future__ import annotations

import os
import platform
import sqlite3
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("baolan", "sqlite-utils", "datasette", "rjieba", "jieba", "numpy", "tantivy")


def machine() -> str:
    """Processor, cores, memory and system."""
    return f"{_processor()}, {os.cpu_count()} cores, {_memory():.0f} GB of memory, {platform.system()}"


def versions() -> str:
    """Python, SQLite and the packages that matter here."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def measured_on() -> str:
    """Both, with the day."""
    return f"{date.today().isoformat()}: {machine()}; {versions()}."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "unknown processor")


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9 if hasattr(os, "sysconf") else 0
