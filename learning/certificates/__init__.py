"""Who is certified from when until when, the numbered proof of it, the paper on the wall, and the public check."""
