"""Live practice: rooms, roles, observers' sheets, results and the branch head's word; sample cases that were scored."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0010_rooms"
down_revision = "0009_roster"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("roleplay", sa.String(length=40), nullable=False),
        sa.Column("rev", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("observers", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("opened_by", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("third_asked_at", Moment(), nullable=True),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_room_opened_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_room_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index("uq_room_code_open", "room", ["code"], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    op.create_index("ix_room_opened_by", "room", ["opened_by", "id"])
    op.create_table(
        "room_invited",
        sa.Column("id", BIG, nullable=False),
        sa.Column("room_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_invited_person_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_invited_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_invited")),
        sa.UniqueConstraint("room_id", "person_id", name=op.f("uq_room_invited_room_id_person_id")),
    )
    op.create_index(op.f("ix_room_invited_person_id"), "room_invited", ["person_id"])
    op.create_table(
        "room_seat",
        sa.Column("id", BIG, nullable=False),
        sa.Column("room_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.Column("ready_at", Moment(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("released_by", BIG, nullable=True),
        sa.CheckConstraint("role IN ('customer', 'employee', 'observer', 'visitor')", name=op.f("ck_room_seat_role")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_seat_person_id")),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_room_seat_released_by")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_seat_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_seat")),
    )
    is_taken = sa.text("released_at IS NULL")
    op.create_index(
        "uq_room_seat_taken",
        "room_seat",
        ["room_id", "role", "place"],
        unique=True,
        sqlite_where=is_taken,
        postgresql_where=is_taken,
    )
    op.create_index(
        "uq_room_seat_person", "room_seat", ["room_id", "person_id"], unique=True, sqlite_where=is_taken, postgresql_where=is_taken
    )
    op.create_index("ix_room_seat_person_id", "room_seat", ["person_id", "id"])
    op.create_table(
        "room_sheet",
        sa.Column("id", BIG, nullable=False),
        sa.Column("seat_id", BIG, nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("red_lines", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(length=1000), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("handed_in_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["room_seat.id"], name=op.f("fk_room_sheet_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_sheet")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_room_sheet_seat_id")),
    )
    op.create_table(
        "room_result",
        sa.Column("id", BIG, nullable=False),
        sa.Column("room_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("has_red_line", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=5), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("comment", sa.String(length=1000), nullable=True),
        sa.Column("commented_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_result_person_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_result_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_result")),
        sa.UniqueConstraint("room_id", name=op.f("uq_room_result_room_id")),
    )
    op.create_index("ix_room_result_person_id", "room_result", ["person_id", "id"])
    op.create_table(
        "room_word",
        sa.Column("id", BIG, nullable=False),
        sa.Column("result_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('signed', 'returned')", name=op.f("ck_room_word_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_room_word_by_id")),
        sa.ForeignKeyConstraint(["result_id"], ["room_result.id"], name=op.f("fk_room_word_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_word")),
        sa.UniqueConstraint("result_id", name=op.f("uq_room_word_result_id")),
    )
    op.create_table(
        "case_try",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("rev", sa.String(length=64), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("red_lines", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_try_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_try")),
    )
    op.create_index("ix_case_try_person_id", "case_try", ["person_id", "course", "case"])
    op.create_table(
        "room_code_try",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_code_try_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_code_try")),
    )
    op.create_index("ix_room_code_try_person_id", "room_code_try", ["person_id", "at"])


def downgrade() -> None:
    for table in (
        "room_code_try", "case_try", "room_word", "room_result", "room_sheet", "room_seat", "room_invited", "room",
    ):  # fmt: skip
        op.drop_table(table)
