"""The bank's words on personal data, version by version, and who has read which."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0017_privacy"
down_revision = "0016_assignment_rules"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "privacy_notice",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_en", sa.Text(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_privacy_notice_by_id")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_privacy_notice")),
    )
    op.create_table(
        "privacy_reading",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_privacy_reading_person_id")),
        sa.PrimaryKeyConstraint("person_id", "version", name=op.f("pk_privacy_reading")),
    )


def downgrade() -> None:
    op.drop_table("privacy_reading")
    op.drop_table("privacy_notice")
