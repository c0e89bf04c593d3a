"""Every table in one import: for Alembic, for the tests, for the backup."""

from learning.base import ledger
from learning.base.tables import Table
from learning.certificates import models as certificates
from learning.clauses import models as clauses
from learning.downloads import models as downloads
from learning.lessons import models as lessons
from learning.meetings import models as meetings
from learning.notices import models as notices
from learning.people import models as people
from learning.publishing import models as publishing
from learning.questions import models as questions
from learning.quiz import models as quiz
from learning.records import models as records
from learning.reminders import models as reminders
from learning.reports import models as reports
from learning.requirements import models as requirements
from learning.roleplay import models as roleplay
from learning.rooms import models as rooms
from learning.roster import models as roster
from learning.study import models as study
from learning.tasks import models as tasks

FEATURES = (
    ledger,
    people,
    roster,
    downloads,
    publishing,
    clauses,
    questions,
    requirements,
    study,
    lessons,
    quiz,
    roleplay,
    tasks,
    rooms,
    meetings,
    certificates,
    records,
    notices,
    reminders,
    reports,
)
metadata = Table.metadata
