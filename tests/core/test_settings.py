from __future__ import annotations

import threading
from pathlib import Path

import pytest

from config import ROOT, Settings, kept_secret, load_settings


def faults(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit) as stopped:
        load_settings()
    assert stopped.value.code == 2
    return capsys.readouterr().err.splitlines()


def test_every_fault_is_listed_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://user:secret@host/db")
    monkeypatch.setenv("PORT", "70000")
    monkeypatch.setenv("BASE_URL", "example.test")
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/at/all")
    lines = faults(capsys)
    assert {line.partition(":")[0] for line in lines} == {
        "DATABASE_URL",
        "PORT",
        "BASE_URL",
        "SECRET_KEY_FILE",
    }
    assert "secret@" not in "\n".join(lines)


def test_nobody_is_idle_longer_than_they_are_signed_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SESSION_LONGEST_HOURS", "2")
    monkeypatch.setenv("SESSION_IDLE_MINUTES", "121")
    (line,) = faults(capsys)
    assert line.startswith("SESSION_IDLE_MINUTES: ") and "SESSION_LONGEST_HOURS" in line
    monkeypatch.setenv("SESSION_IDLE_MINUTES", "120")
    assert load_settings().session_idle_minutes == 120


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    settings = load_settings()
    assert settings.secret_key.get_secret_value() == "from the file"
    assert "from the file" not in repr(settings)


def test_empty_means_sqlite_beside_the_other_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("PORT", "8123")
    settings = load_settings(var_dir=tmp_path)
    assert settings.is_sqlite
    assert settings.database == f"sqlite:///{tmp_path / 'awards.sqlite3'}"
    assert settings.base_url == "http://127.0.0.1:8123"


def test_settings_are_frozen(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings(var_dir=tmp_path).port = 1


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [
        threading.Thread(target=lambda: keys.append(kept_secret(Settings(var_dir=tmp_path / "var"))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 48
    path = tmp_path / "var" / "secret-key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret-key"]


def test_a_relative_file_lies_in_the_project(tmp_path: Path) -> None:
    assert Settings(database_url="sqlite:///var/own.sqlite3").database == f"sqlite:///{ROOT}/var/own.sqlite3"
    assert (
        Settings(database_url=f"sqlite:///{tmp_path}/own.sqlite3").database
        == f"sqlite:///{tmp_path}/own.sqlite3"
    )
    server = "postgresql+psycopg://user@host/name"
    assert Settings(database_url=server).database == server


@pytest.mark.parametrize(
    "origin", ["award log", "awards+log", "awards\tlog", "awards\u00a0log", "awards\u200blog"]
)
def test_a_name_of_the_log_that_readers_of_notes_refuse_stops_the_start(
    origin: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOG_ORIGIN", origin)
    assert [line for line in faults(capsys) if line.startswith("LOG_ORIGIN: ") and "without blanks" in line]


def test_people_write_to_where_the_mails_come_from_unless_it_is_set(tmp_path: Path) -> None:
    assert (
        Settings(var_dir=tmp_path, mail_from="Awards <awards@wic.example>").contact_address
        == "awards@wic.example"
    )
    assert Settings(var_dir=tmp_path, contact="ask@wic.example").contact_address == "ask@wic.example"


def test_an_address_to_write_to_is_an_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTACT", "the secretariat")
    assert [line for line in faults(capsys) if line.startswith("CONTACT: ")]
