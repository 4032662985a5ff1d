"""The steps of a season, each played through the services that the pages use."""
