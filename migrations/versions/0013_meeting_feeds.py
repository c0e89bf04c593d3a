"""The address under which other calendars read a branch's meetings."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0013_meeting_feeds"
down_revision = "0012_reminders"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "meeting_feed",
        sa.Column("id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_meeting_feed_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meeting_feed_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_feed")),
        sa.UniqueConstraint("token", name=op.f("uq_meeting_feed_token")),
    )
    op.create_index(
        "uq_meeting_feed_unit",
        "meeting_feed",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_meeting_feed_unit",
        table_name="meeting_feed",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("meeting_feed")
