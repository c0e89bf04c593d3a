"""What role-plays know of one person, for "my data"."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from learning.roleplay.models import Choice, Run

COLUMNS = (
    "uuid", "course", "roleplay", "rev", "version", "number", "mode", "carried", "started_at", "ended_at", "end", "num", "den",
    "passed",
)  # fmt: skip


def own_data(db: Session, person_id: int) -> list[dict[str, Any]]:
    """Every run with every choice, practice too."""
    runs = db.scalars(select(Run).where(Run.person_id == person_id).order_by(Run.id)).all()
    made = (
        select(Choice.run_id, Choice.n, Choice.node, Choice.place, Choice.at)
        .join(Run, Run.id == Choice.run_id)
        .where(Run.person_id == person_id)
        .order_by(Choice.id)
    )
    choices: dict[int, list[dict[str, Any]]] = {}
    for row in db.execute(made).mappings():
        choices.setdefault(row["run_id"], []).append({name: value for name, value in row.items() if name != "run_id"})
    return [{name: getattr(one, name) for name in COLUMNS} | {"choices": choices.get(one.id, [])} for one in runs]
