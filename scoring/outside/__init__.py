"""Where the package meets the world: files and commands, bundles that prove a result, tables larger than memory."""
