"""An answer that was given in time and arrived late waits for a trainer's decision."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0005_late_answers"
down_revision = "0004_report_sums"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("answer", sa.Column("clock_off", sa.Integer(), nullable=True))
    op.create_table(
        "late_decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("answer_id", BIG, nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_late_decision_answer_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_late_decision_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_decision")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_late_decision_answer_id")),
    )


def downgrade() -> None:
    op.drop_table("late_decision")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("clock_off")
