"""How the counts of the report came about day by day, so that any day is read and not counted."""

import sqlalchemy as sa
from alembic import op

revision = "0018_past_days"
down_revision = "0017_privacy"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_past",
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("whole", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_past_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "position", name=op.f("pk_report_past")),
    )
    op.execute(sa.text("UPDATE report_day SET edition = 0"))  # of no edition: the worker counts everything anew, the past with it


def downgrade() -> None:
    op.drop_table("report_past")
