"""The sums of the completion report. They are derived: the worker fills them, or `flask reports rebuild`."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0004_report_sums"
down_revision = "0003_every_type_of_question"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_day",
        sa.Column("turn", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("turn", name=op.f("pk_report_day")),
    )
    op.create_table(
        "report_stale",
        sa.Column("id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_stale")),
    )
    op.create_table(
        "report_sum",
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("whole", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_sum_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "position", name=op.f("pk_report_sum")),
    )


def downgrade() -> None:
    op.drop_table("report_sum")
    op.drop_table("report_stale")
    op.drop_table("report_day")
