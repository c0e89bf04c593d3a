"""Role-plays played alone: a run of a scene, and its choices."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0011_solo_role_plays"
down_revision = "0010_rooms"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "roleplay_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("roleplay", sa.String(length=40), nullable=False),
        sa.Column("rev", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end", sa.String(length=8), nullable=True),
        sa.Column("num", sa.BigInteger(), nullable=True),
        sa.Column("den", sa.BigInteger(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("red_lines", sa.Integer(), nullable=True),
        sa.Column("floors_missed", sa.String(length=40), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.CheckConstraint("mode IN ('scored', 'practice')", name=op.f("ck_roleplay_run_mode")),
        sa.CheckConstraint("\"end\" IN ('happy', 'fair', 'failed')", name=op.f("ck_roleplay_run_end")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roleplay_run_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roleplay_run")),
        sa.UniqueConstraint("uuid", name=op.f("uq_roleplay_run_uuid")),
        sa.UniqueConstraint(
            "person_id", "course", "roleplay", "mode", "number", name=op.f("uq_roleplay_run_person_id_course_roleplay_mode_number")
        ),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_roleplay_run_open", "roleplay_run", ["person_id", "course", "roleplay", "mode"], unique=True,
        sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip
    op.create_index("ix_roleplay_run_roleplay", "roleplay_run", ["course", "roleplay", "rev", "ended_at"])
    op.create_table(
        "roleplay_choice",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("node", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["roleplay_run.id"], name=op.f("fk_roleplay_choice_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roleplay_choice")),
        sa.UniqueConstraint("run_id", "n", name=op.f("uq_roleplay_choice_run_id_n")),
    )


def downgrade() -> None:
    op.drop_table("roleplay_choice")
    op.drop_table("roleplay_run")
