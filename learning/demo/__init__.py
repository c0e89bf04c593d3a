"""The synthetic bank 启明银行: people, posts, assignments, and months of believable history. Only into an empty database."""
