"""The application as a production server loads it."""

from app import create_app

app = create_app()
