"""The study site: plain files that open from the disk and from any web server, made from the catalog.

    catalog ─► course (what is on the site) ─► pages   (HTML: home, chapters, laboratories, practice, …)
                                            ─► data    (one script a topic: its verified problems)
                                            ─► offline (the service worker and what it keeps)

``make_site`` gives every file by its path. Pages run classic scripts of ``assets/`` and nothing else: no module, no
fetch, no request elsewhere. A laboratory is a fragment of HTML and its scripts, listed in ``lab/__init__.py``.
"""

from __future__ import annotations

from calcdrill.site.build import make_site, records_of
from calcdrill.site.course import Course, course_of

__all__ = ["Course", "course_of", "make_site", "records_of"]
