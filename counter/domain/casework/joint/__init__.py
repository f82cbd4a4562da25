"""Cases that take others: departments that judge together, bodies above, the centre that orders an approval."""
