"""How many keys the scripted visits cost, from the person to the paper: their one home.

tests/screens/test_intake.py plays each visit and counts its keys; `python tests/bench --gate` notes the same figures.
What a card reader sends costs nobody a key and is not counted; a reader that ends with Enter saves one more.
"""

from __future__ import annotations

BUDGETS = {"new_applicant": 44, "returning": 13, "card": 9, "further_person": 1}
