"""Approvals (审批): who asked for what, who must decide in which order, decided when; one mechanism for all."""
