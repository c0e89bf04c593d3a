"""Essays are marked by people, once or more often; an attempt more is granted with a reason."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0006_marking_and_grants"
down_revision = "0005_late_answers"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("waits_for IS NOT NULL")


def upgrade() -> None:
    op.add_column("attempt", sa.Column("marked_at", Moment(), nullable=True))
    op.execute("UPDATE attempt SET marked_at = handed_in_at WHERE handed_in_at IS NOT NULL")
    op.create_table(
        "marking",
        sa.Column("id", BIG, nullable=False),
        sa.Column("attempt_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("waits_for", sa.Integer(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("asked_by_id", BIG, nullable=True),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("asked_why", sa.String(length=500), nullable=True),
        sa.CheckConstraint("waits_for IN (1, 2, 3)", name=op.f("ck_marking_waits_for")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_marking_attempt_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_marking_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
        sa.UniqueConstraint("attempt_id", "n", name=op.f("uq_marking_attempt_id_n")),
    )
    op.create_index("ix_marking_waiting", "marking", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "judgement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("marking_id", BIG, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(length=1000), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_judgement_by_id")),
        sa.ForeignKeyConstraint(["marking_id"], ["marking.id"], name=op.f("fk_judgement_marking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("marking_id", "place", name=op.f("uq_judgement_marking_id_place")),
        sa.UniqueConstraint("marking_id", "by_id", name=op.f("uq_judgement_marking_id_by_id")),
    )
    op.create_table(
        "attempt_grant",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("quiz", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_attempt_grant_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_grant")),
    )
    op.create_index("ix_attempt_grant_person", "attempt_grant", ["person_id", "course", "quiz"])


def downgrade() -> None:
    op.drop_table("attempt_grant")
    op.drop_table("judgement")
    op.drop_table("marking")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("marked_at")
