"""What a browser may do with our pages, said in HTTP headers.

The text of an archive is untrusted. It is escaped everywhere; should that fail somewhere, no script and no style of
it runs, and nothing is fetched from elsewhere or sent there.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from loader.chart import style

# For Datasette's own pages too, which bring scripts in the page and cannot have a policy for them.
EVERYWHERE = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin"}


@cache
def page_headers() -> dict[str, str]:
    """Headers of a page of ours. The only style that stands in a page is that of a chart, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' 'sha256-{digest}'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
    }
    said = "; ".join(f"{name} {value}" for name, value in policy.items())
    return {"content-security-policy": said, **EVERYWHERE}
