"""Views of the completion report that somebody keeps."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0015_saved_views"
down_revision = "0014_certifications"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("rhythm", sa.String(length=8), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("rhythm IN ('never', 'weekly', 'monthly')", name=op.f("ck_saved_view_rhythm")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )


def downgrade() -> None:
    op.drop_table("saved_view")
