"""Another name for `showing`, until every caller has moved there."""

from learning.content.showing import public_view, review_view

__all__ = ["public_view", "review_view"]
