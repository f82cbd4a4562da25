"""Days judged and a month told: marks, explanations, corrections, roll calls, sheets."""
