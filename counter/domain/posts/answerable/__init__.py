"""Who answers in a situation of the table of responsibility: persons and bodies found from what the hall has recorded.

Every row has one finder, in the room of the facts that it reads: `posts` (pairs, turns, appointments, empty windows),
`asking` (who was asked first), `cases` (departments, promises, custody, refusals), `seals` (seals and representatives),
`people` (complaints, breaches, leave), `premises` (safety, overtime, attendance). `table` is the door.
"""
