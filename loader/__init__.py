"""baolan (报栏): newspaper-page transcripts to one searchable SQLite archive."""

__version__ = "0.1.0.dev0"
