"""The acts on one case, each one function and one entry; `casework.cases` names those of every day."""
