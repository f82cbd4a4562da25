"""The intake form: keys in, the next state out; drafts that wait, who stands at the desk, the live verdict."""
