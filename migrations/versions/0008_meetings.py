"""Meetings: what is planned, what was held tap by tap, who came, what was agreed, and the host's card."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0008_meetings"
down_revision = "0007_tasks"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "planned_meeting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("begins", sa.String(length=5), nullable=True),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("host_id", BIG, nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("extra_title", sa.String(length=80), nullable=False),
        sa.Column("extra_words", sa.String(length=1000), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("question_course", sa.String(length=40), nullable=True),
        sa.Column("question", sa.String(length=40), nullable=True),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.Column("cancelled_by", BIG, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.CheckConstraint("kind IN ('morning', 'evening')", name=op.f("ck_planned_meeting_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_planned_meeting_by_id")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["person.id"], name=op.f("fk_planned_meeting_cancelled_by")),
        sa.ForeignKeyConstraint(["host_id"], ["person.id"], name=op.f("fk_planned_meeting_host_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_planned_meeting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_meeting")),
    )
    op.create_index(
        "uq_planned_meeting_day",
        "planned_meeting",
        ["unit_id", "day", "kind"],
        unique=True,
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.create_table(
        "meeting_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("plan_id", BIG, nullable=True),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("rev", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("extra_title", sa.String(length=80), nullable=False),
        sa.Column("extra_words", sa.String(length=1000), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("question_course", sa.String(length=40), nullable=True),
        sa.Column("question", sa.String(length=40), nullable=True),
        sa.Column("host_id", BIG, nullable=False),
        sa.Column("started_by", BIG, nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", BIG, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("planned_seconds", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("kind IN ('morning', 'evening')", name=op.f("ck_meeting_run_kind")),
        sa.CheckConstraint("state IN ('open', 'closed', 'lapsed', 'void')", name=op.f("ck_meeting_run_state")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_meeting_run_ended_by")),
        sa.ForeignKeyConstraint(["host_id"], ["person.id"], name=op.f("fk_meeting_run_host_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["planned_meeting.id"], name=op.f("fk_meeting_run_plan_id")),
        sa.ForeignKeyConstraint(["started_by"], ["person.id"], name=op.f("fk_meeting_run_started_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_meeting_run_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_run")),
        sa.UniqueConstraint("token", name=op.f("uq_meeting_run_token")),
    )
    op.create_index(op.f("ix_meeting_run_host_id"), "meeting_run", ["host_id"], unique=False)
    op.create_index(
        "ix_meeting_run_open",
        "meeting_run",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_meeting_run_script", "meeting_run", ["unit_id", "course", "meeting", "day"], unique=False)
    op.create_index(
        "uq_meeting_run_day",
        "meeting_run",
        ["unit_id", "day", "kind"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "attendance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("drilled", sa.Boolean(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("caught_up_at", Moment(), nullable=True),
        sa.Column("response_id", BIG, nullable=True),
        sa.CheckConstraint("how IN ('tap', 'code', 'close')", name=op.f("ck_attendance_how")),
        sa.CheckConstraint("state IN ('present', 'late', 'absent', 'leave', 'guest')", name=op.f("ck_attendance_state")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_attendance_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_attendance_response_id")),
        sa.ForeignKeyConstraint(["run_id"], ["meeting_run.id"], name=op.f("fk_attendance_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attendance_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("run_id", "person_id", name=op.f("uq_attendance_run_id_person_id")),
    )
    op.create_index("ix_attendance_person", "attendance", ["person_id", "run_id"], unique=False)
    op.create_table(
        "drill_result",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("segment", sa.String(length=40), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_drill_result_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["meeting_run.id"], name=op.f("fk_drill_result_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill_result")),
        sa.UniqueConstraint("run_id", "segment", name=op.f("uq_drill_result_run_id_segment")),
    )
    op.create_table(
        "host_card",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_host_card_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["meeting_run.id"], name=op.f("fk_host_card_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_card")),
    )
    op.create_index("ix_host_card_run", "host_card", ["run_id", "id"], unique=False)
    op.create_table(
        "meeting_task",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_meeting_task_owner_id")),
        sa.ForeignKeyConstraint(["run_id"], ["meeting_run.id"], name=op.f("fk_meeting_task_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_task")),
    )
    op.create_index("ix_meeting_task_owner", "meeting_task", ["owner_id", "done_at"], unique=False)
    op.create_index(op.f("ix_meeting_task_run_id"), "meeting_task", ["run_id"], unique=False)
    op.create_table(
        "run_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("segment", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('start', 'next', 'back', 'skip', 'pause', 'resume', 'close', 'lapse', 'void', 'remark')",
            name=op.f("ck_run_event_kind"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_run_event_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["meeting_run.id"], name=op.f("fk_run_event_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_event")),
        sa.UniqueConstraint("run_id", "key", name=op.f("uq_run_event_run_id_key")),
        sa.UniqueConstraint("run_id", "n", name=op.f("uq_run_event_run_id_n")),
    )


def downgrade() -> None:
    for table in ("run_event", "meeting_task", "host_card", "drill_result", "attendance", "meeting_run", "planned_meeting"):
        op.drop_table(table)
