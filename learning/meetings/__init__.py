"""Morning and evening meetings of a branch: planned, led segment by segment, who came, what was agreed, and the record of it."""
