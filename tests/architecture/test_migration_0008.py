"""The register is compared by name from this migration on: rows of one name that are there stay apart, none is lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app.core.migrations import alembic_config, downgrade, upgrade
from tests.databases import Databases

FIRMS = (
    ("a", "长城汽车", "", "zhang cheng qi che"),
    ("b", "", "Nimbus Labs", "nimbus labs"),
    ("c", "", "NIMBUS  labs", "nimbus labs"),
    ("d", "云栎", "Nimbus labs.", "yun li"),
    ("e", "", "Other", "other"),
)
PEOPLE = (("a", "尉迟敬德", "wei chi jing de"), ("b", "单雄", "dan xiong (as I say it)"))


def filled(url: str) -> sa.Engine:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for public_id, zh, en, key in FIRMS:
            connection.execute(
                sa.text(
                    "INSERT INTO organisation (public_id, name_zh, name_en, sort_key, country_region, created_at, version)"
                    " VALUES (:id, :zh, :en, :key, 'CN', '2024-01-01 00:00:00', 1)"
                ),
                {"id": public_id, "zh": zh, "en": en, "key": key},
            )
        for public_id, zh, key in PEOPLE:
            connection.execute(
                sa.text(
                    "INSERT INTO person (public_id, email, name_zh, name_latin, sort_key, locale, post, created_at, version)"
                    " VALUES (:id, :email, :zh, '', :key, 'zh', '', '2024-01-01 00:00:00', 1)"
                ),
                {"id": public_id, "email": f"{public_id}@a.example", "zh": zh, "key": key},
            )
        connection.execute(
            sa.text(
                "INSERT INTO representation (person_id, organisation_id, since) VALUES (1, 1, '2024-01-01 00:00:00')"
            )
        )
    return engine


def revision_before() -> object:
    return ScriptDirectory.from_config(alembic_config("")).get_revision("0008").down_revision


def test_rows_of_one_name_stay_apart_up_and_down(databases: Databases, kind: str) -> None:
    url, before = databases.empty(kind), str(revision_before())
    upgrade(url)
    downgrade(url, before)
    engine = filled(url)
    upgrade(url)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT public_id, namesake, sort_key FROM organisation ORDER BY id")
        ).all()
        assert [tuple(row) for row in rows] == [
            ("a", 0, "chang cheng qi che"),
            ("b", 0, "nimbus labs"),
            ("c", 1, "nimbus labs"),
            ("d", 2, "yun li"),
            ("e", 0, "other"),
        ]
        people = connection.execute(sa.text("SELECT sort_key FROM person ORDER BY id")).scalars().all()
        assert people == ["yu chi jing de", "dan xiong (as I say it)"]
        basis = connection.execute(sa.text("SELECT basis, confirmed_at FROM representation")).all()
        assert [tuple(row) for row in basis] == [("registered", None)]
    downgrade(url, before)
    upgrade(url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM organisation")).scalar() == len(FIRMS)
