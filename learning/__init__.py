"""Zhili (知礼): a bank's own school for service.

The map, high to low; a higher package may import a lower one, never back or sideways (``tests/test_architecture.py``):

factory · demo | schema · notices | desk | reports · certificates · lessons | quiz · study · questions · clauses · publishing ·
content | people · web · base.  Calls go down, facts go up: a verb announces what happened, whoever stands above reacts.
"""
