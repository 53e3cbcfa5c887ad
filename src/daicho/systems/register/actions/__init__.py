"""The writes of the register: one function for each thing an office does.

`recording` makes a command definitive (本登録); `pending` prepares one and has it checked (仮登録); `editing` says
who is editing whom; `daily` passes planned dates; `machine` records what other systems bring; `pool`, `numbers` and
`tasks` tend what the office keeps.
"""
