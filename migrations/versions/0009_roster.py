"""Rosters: the files HR sends in, what each of their rows changes, and what an undo needs."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0009_roster"
down_revision = "0008_meetings"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "roster_import",
        sa.Column("id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("wanted", sa.String(length=8), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("beat_at", Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("seen", BIG, nullable=False),
        sa.Column("applied_at", Moment(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("dropped_at", Moment(), nullable=True),
        sa.Column("refusal", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("wanted IN ('read', 'apply', 'undo')", name=op.f("ck_roster_import_wanted")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_roster_import_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_index(op.f("ix_roster_import_by_id"), "roster_import", ["by_id"])
    op.create_index("ix_roster_import_wanted", "roster_import", ["wanted", "id"])
    op.create_table(
        "roster_file",
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["roster_import.id"], name=op.f("fk_roster_file_import_id")),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_roster_file")),
    )
    op.create_table(
        "roster_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["roster_import.id"], name=op.f("fk_roster_line_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roster_line_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_line")),
    )
    op.create_index("ix_roster_line_act", "roster_line", ["import_id", "act", "id"])
    op.create_index("ix_roster_line_person", "roster_line", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_roster_line_person", table_name="roster_line")
    op.drop_index("ix_roster_line_act", table_name="roster_line")
    op.drop_table("roster_line")
    op.drop_table("roster_file")
    op.drop_index("ix_roster_import_wanted", table_name="roster_import")
    op.drop_index(op.f("ix_roster_import_by_id"), table_name="roster_import")
    op.drop_table("roster_import")
