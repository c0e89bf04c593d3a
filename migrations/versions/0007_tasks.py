"""Tasks at work: one's work, notes and files to its lines, and the branch head's signature on each."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0007_tasks"
down_revision = "0006_marking_and_grants"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "work",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("rev", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ready_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("person_id", "course", "task", "version", name=op.f("uq_work_person_id_course_task_version")),
    )
    op.create_index(op.f("ix_work_ready_at"), "work", ["ready_at"])
    op.create_table(
        "signature",
        sa.Column("id", BIG, nullable=False),
        sa.Column("work_id", BIG, nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('signed', 'returned')", name=op.f("ck_signature_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_signature_by_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_signature_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    op.create_index("ix_signature_work", "signature", ["work_id", "id"])
    signed = sa.text("kind = 'signed'")
    op.create_index(
        "uq_signature_signed", "signature", ["work_id", "line"], unique=True, sqlite_where=signed, postgresql_where=signed
    )
    op.create_table(
        "work_note",
        sa.Column("id", BIG, nullable=False),
        sa.Column("work_id", BIG, nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_work_note_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_note")),
        sa.UniqueConstraint("work_id", "line", name=op.f("uq_work_note_work_id_line")),
    )
    op.create_table(
        "work_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("work_id", BIG, nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mimetype", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_work_file_by_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work.id"], name=op.f("fk_work_file_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_file")),
        sa.UniqueConstraint("token", name=op.f("uq_work_file_token")),
    )
    op.create_index("ix_work_file_work", "work_file", ["work_id", "id"])


def downgrade() -> None:
    for table in ("work_file", "work_note", "signature", "work"):
        op.drop_table(table)
