"""What can go wrong, as the library says it; only `loader.cli` turns it into words on a terminal.

Every message is a direction: what happened, where, and what to do next.
"""


class BaolanError(Exception):
    """Base of every error a user can do something about; `str(error)` is the sentence to show."""


class UnreadableTranscript(BaolanError):
    """A file that cannot become a transcript (empty, undecodable, too large)."""


class BadCatalog(BaolanError):
    """A catalog whose columns or cells cannot be understood."""


class BadCorrections(BaolanError):
    """A file of corrections whose columns or cells cannot be understood."""


class BadDictionary(BaolanError):
    """A user's dictionary with a line that is no word."""


class BadTerms(BaolanError):
    """A list of queries, or a way to count them, that cannot be understood."""


class BadConventions(BaolanError):
    """A rule or outlet file that is malformed or fails its own examples."""


class BadArchive(BaolanError):
    """A database that is not an archive, or one built by another version."""
