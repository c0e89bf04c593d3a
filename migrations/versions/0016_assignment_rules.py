"""Assignments by rule: who of a unit, dates reckoned from something, changes that can be undone, what one person was granted."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0016_assignment_rules"
down_revision = "0015_saved_views"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("until_on IS NULL")
OF_ASSIGNMENT = (
    ("hired_from", sa.Date()),
    ("hired_until", sa.Date()),
    ("certificate", sa.String(length=40)),
    ("certificate_state", sa.String(length=8)),
    ("certificate_before", sa.Date()),
    ("due_from", sa.String(length=12)),
    ("due_days", sa.Integer()),
    ("restores", BIG),
    ("ended_why", sa.String(length=400)),
    ("wanted", sa.String(length=8)),
    ("refusal", sa.JSON(none_as_null=True)),
    ("claim", sa.String(length=32)),
    ("beat_at", Moment()),
)
COUNTERS = ("tries", "done", "total")
OF_ASSIGNEE = (("since_on", sa.Date()), ("base_on", sa.Date()), ("concession_id", BIG))


def upgrade() -> None:
    for name, kind in OF_ASSIGNMENT:
        op.add_column("assignment", sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("assignment") as batch:
        for name in COUNTERS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
    op.execute("UPDATE assignment SET tries = 0, done = 0, total = 0")
    with op.batch_alter_table("assignment") as batch:
        for name in COUNTERS:
            batch.alter_column(name, existing_type=sa.Integer(), nullable=False)
    op.create_index(op.f("ix_assignment_replaces"), "assignment", ["replaces"])
    for name, kind in OF_ASSIGNEE:
        op.add_column("assignee", sa.Column(name, kind, nullable=True))
    # Voluntary has come to mean offered: nobody is asked, and no report counts it.
    op.execute(
        "UPDATE assignee SET why = 'offered' WHERE why IN ('unit', 'personal') AND assignment_id IN "
        "(SELECT id FROM assignment WHERE mandatory = false AND kind = 'assigned')"
    )
    op.create_table(
        "concession",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("requirement", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.CheckConstraint("kind IN ('extended', 'exempted')", name=op.f("ck_concession_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_concession_person_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_concession_by_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_concession_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concession")),
    )
    op.create_index(
        "uq_concession_open",
        "concession",
        ["person_id", "requirement", "kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_concession_open", table_name="concession", sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_table("concession")
    op.execute("UPDATE assignee SET why = 'unit' WHERE why = 'offered'")
    with op.batch_alter_table("assignee") as batch:
        for name, _ in OF_ASSIGNEE:
            batch.drop_column(name)
    op.drop_index(op.f("ix_assignment_replaces"), table_name="assignment")
    with op.batch_alter_table("assignment") as batch:
        for name in (*COUNTERS, *(name for name, _ in OF_ASSIGNMENT)):
            batch.drop_column(name)
