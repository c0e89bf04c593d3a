"""What reaches people away from the page: a ladder of reminders, one digest a day by mail or bot, and why somebody got none."""
