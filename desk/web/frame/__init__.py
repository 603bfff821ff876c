"""What every page shares: routes, who is let in, what may be read, refusals as pages.

Knows: requests and whose they are. Does not know: what a page shows.
Keeps: whatever is asked passes `admit`, and whatever is refused becomes a page.
"""

from desk.web.frame.refusals import error_page
from desk.web.frame.routes import admit, page, post, turn
from desk.web.frame.visit import Handler, Visit

__all__ = ["Handler", "Visit", "admit", "error_page", "page", "post", "turn"]
