"""Who is there, who is away, who took a post over: the facts of presence, and what follows from them.

Leave, handover and intake all stand on this room, so it lies in the hall: the tables (`model`), the facts without a
database (`facts`), how they are read (`reading`), who is due on a day (`due`), who answers at a moment (`answering`),
and how a post goes from one to another (`turning`).
"""
