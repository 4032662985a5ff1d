"""Small files for the examples of `--help`, as lines to paste into a shell."""

from __future__ import annotations

SCORES = r"""  printf '%s\n' judge,entry,criterion,score \
    ann,A1,idea,88 ann,A1,team,90.5 ann,B2,idea,70 ann,B2,team,74 ann,C3,idea,60 ann,C3,team,66 \
    ben,A1,idea,85 ben,A1,team,80 ben,B2,idea,75 ben,B2,team,71 ben,D4,idea,64 ben,D4,team,58 \
    cleo,B2,idea,62 cleo,B2,team,70 cleo,C3,idea,59 cleo,C3,team,52 cleo,D4,idea,50 cleo,D4,team,61 \
    dora,A1,idea,93 dora,A1,team,95 dora,C3,idea,71 dora,C3,team,77 dora,D4,idea,69 dora,D4,team,75 \
    > scores.csv"""
TRACKS = r"""  printf '%s\n' entry,track A1,energy B2,energy C3,water D4,water > entries.csv"""
METHOD = r"""  printf '%s\n' '[[criteria]]' 'name = "idea"' 'weight = 6000' \
    '[[criteria]]' 'name = "team"' 'weight = 4000' '[ties]' 'chain = ["criterion:idea"]' \
    '[[prizes]]' 'code = "gold"' 'places = 1' 'floor = 60' > final.toml"""
JURY = r"""  printf '%s\n' judge,track ann,energy ben,energy cleo,water dora,water > judges.csv
  printf '%s\n' entry,judge A1,cleo > conflicts.csv"""
