"""Everything that can be exported: films, reports, packages and interactive exports."""
