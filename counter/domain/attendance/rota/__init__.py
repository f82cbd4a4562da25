"""The rota: drafted, changed, swapped, published; duty as it was done; overtime."""
