"""The bell: what happened to a person, read and unread. Mail and reminders will be written from the same rows."""
