"""Slips: what an office writes about one act, to whom it concerns or for its own files.

`kinds` names them with clause and article; `acts` reads what an act did, by numbers; `offers` says which slips it gives
and for whom; `reading` reads the contents before and after; `letters` writes them; `missing` lists people whose move-in
notice has not come. A slip goes the way of every paper (`issuing.making`): request, one read, press, release, history.
"""
