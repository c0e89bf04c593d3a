"""What every feature stands on: tables, engines, the ledger, refusals, time, keys, jobs. No Flask, no feature."""
