"""What a rulebook holds, section by section; `hall.rulebook` puts the sections together."""
