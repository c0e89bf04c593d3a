"""Questions as authors write them: their properties, choices and keyword blocks, checked and made into values."""
