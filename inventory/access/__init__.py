"""Who may do what: persons, roles, rights by order, marks.

Knows: the clauses on access. Does not know: passwords and pages (the desk's).
Keeps: enforced where everything changes (`guard`, called for every entry of the journal) and where
everything is read (`Reading`), so that no page and no verb can forget it.
"""

from inventory.access.errors import AccessDenied
from inventory.access.guard import guard, viewer_of
from inventory.access.model import Action, Restriction, Right, Role, User, Viewer
from inventory.access.projection import AccessProjection
from inventory.access.reading import Reading

__all__ = [
    "AccessDenied",
    "AccessProjection",
    "Action",
    "Reading",
    "Restriction",
    "Right",
    "Role",
    "User",
    "Viewer",
    "guard",
    "viewer_of",
]
