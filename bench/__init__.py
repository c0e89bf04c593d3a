"""What the product costs: the scenarios of docs/performance.md against the real server, beside a floor measured in the same run."""
