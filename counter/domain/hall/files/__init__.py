"""What the hall reads from files and writes into them: data files, a hall's own file, sheets for other programs."""
