"""Feature files in Japanese: the executable specification, for us and for an office's own cases.

`reading` reads a file, `vocabulary` knows the steps, the modules `steps_*` say what each does through the public doors,
`stage` gives every scenario a fresh register or network, `running` plays scenarios and says what did not hold.
"""
