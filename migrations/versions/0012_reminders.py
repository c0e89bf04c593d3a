"""Reminders: digests as they leave the house, what is in each, and by which way a person wants them."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0012_reminders"
down_revision = "0011_solo_role_plays"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("letter_id", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed', 'unsure')", name=op.f("ck_message_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_message_letter_id")),
        sa.UniqueConstraint("person_id", "on", name=op.f("uq_message_person_id_on")),
    )
    op.create_index("ix_message_day", "message", ["on", "state", "id"])
    op.create_index(
        "ix_message_open",
        "message",
        ["next_at"],
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_table(
        "person_channel",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("channel IN ('mail', 'wecom', 'dingtalk', 'feishu', 'bell')", name=op.f("ck_person_channel_channel")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_channel_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_channel")),
    )
    op.create_table(
        "message_item",
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_item_message_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_message_item_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_message_item")),
    )
    op.create_index(op.f("ix_message_item_message_id"), "message_item", ["message_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_message_item_message_id"), table_name="message_item")
    op.drop_table("message_item")
    op.drop_table("person_channel")
    op.drop_index(
        "ix_message_open",
        table_name="message",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.drop_index("ix_message_day", table_name="message")
    op.drop_table("message")
