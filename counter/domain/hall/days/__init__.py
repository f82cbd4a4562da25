"""The hall's days: working days by the published papers, market days by the moon, the hours that it is open."""
