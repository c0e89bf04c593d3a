"""A part of a case is asked by itself; an essay inside a lesson has no mark."""

import sqlalchemy as sa
from alembic import op

revision = "0003_every_type_of_question"
down_revision = "0002_downloads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt_item", sa.Column("part", sa.String(length=40), nullable=True))
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("num", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("den", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE response SET num = 0, den = 1 WHERE num IS NULL")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.alter_column("den", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("num", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("attempt_item", schema=None) as batch_op:
        batch_op.drop_column("part")
