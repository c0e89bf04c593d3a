"""What belongs to one person: the transcript, everything the house keeps of them, the calendar feed, the privacy notice."""
