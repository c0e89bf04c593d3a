"""Who a viewer is, and when a session ends by itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

ROLES = ("head", "trainer", "officer", "auditor", "administrator")
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
WHOLE_BANK = None
"""The unit of a grant that covers everything."""


@dataclass(frozen=True)
class Viewer:
    """Who is asking, read anew with every request: the person, the main posting, the roles of today with their units."""

    id: int
    number: str
    name: str
    name_en: str | None = None
    language: str | None = None
    theme: str = "auto"
    text_size: str = "normal"
    unit_id: int | None = None
    unit_name: str | None = None
    unit_name_en: str | None = None
    position: str | None = None
    grants: tuple[tuple[str, int | None], ...] = ()  # (role, unit or whole bank)
    session_id: int | None = None
    session_ends_at: datetime | None = None
    is_authenticated: bool = field(default=True, init=False)
    is_active: bool = field(default=True, init=False)
    is_anonymous: bool = field(default=False, init=False)

    def get_id(self) -> str:
        return str(self.id)

    def has_role(self, *roles: str) -> bool:
        """Whether any of these roles is held, for whatever unit."""
        return any(role in roles for role, _ in self.grants)

    def units_of(self, *roles: str) -> tuple[int | None, ...]:
        """The units for which one of these roles is held; ``None`` among them means the whole bank."""
        return tuple(unit for role, unit in self.grants if role in roles)

    def sees_all(self, *roles: str) -> bool:
        """Whether one of these roles is held for the whole bank."""
        return WHOLE_BANK in self.units_of(*roles)


def session_ends(created_at: datetime, last_seen_at: datetime, idle: timedelta = IDLE) -> datetime:
    """When a session ends by itself: 30 minutes idle (15 under djcp), 10 hours in all (security.md T8)."""
    return min(created_at + ABSOLUTE, last_seen_at + idle)
