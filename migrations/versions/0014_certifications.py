"""Certifications: lists of courses with terms; a period remembers which terms it was opened under."""

import sqlalchemy as sa
from alembic import op

from learning.base.tables import Moment

revision = "0014_certifications"
down_revision = "0013_meeting_feeds"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "certification_terms",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=True),
        sa.Column("validity", sa.String(length=8), nullable=False),
        sa.Column("opens_before", sa.String(length=8), nullable=False),
        sa.Column("minimum", sa.String(length=8), nullable=True),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Date(), nullable=True),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("rule IN ('completion', 'expiry', 'fixed')", name=op.f("ck_certification_terms_rule")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_certification_terms_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_terms")),
        sa.UniqueConstraint("key", "n", name=op.f("uq_certification_terms_key_n")),
    )
    op.create_table(
        "certification_course",
        sa.Column("id", BIG, nullable=False),
        sa.Column("terms_id", BIG, nullable=False),
        sa.Column("path", sa.String(length=8), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("course", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("path IN ('whole', 'renewal')", name=op.f("ck_certification_course_path")),
        sa.ForeignKeyConstraint(["terms_id"], ["certification_terms.id"], name=op.f("fk_certification_course_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification_course")),
        sa.UniqueConstraint("terms_id", "path", "course", name=op.f("uq_certification_course_terms_id_path_course")),
    )
    op.add_column("certification_period", sa.Column("terms", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("certification_period", "terms")
    op.drop_table("certification_course")
    op.drop_table("certification_terms")
