"""Who may publish and answer readers."""

from learning.people.rules import Viewer


def may_publish(viewer: Viewer) -> bool:
    return viewer.has_role("trainer")
