"""Whom the hall serves: the record of citizens, and lists of residents taken in from outside."""
