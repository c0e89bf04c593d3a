"""Tasks at work: what a learner notes and shows of them, and the branch head who signs each line or gives it back."""
