"""The director's day: today, approvals, money, closing."""
