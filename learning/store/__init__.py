"""Where chats, lessons and skills are kept: SQLite beside immutable skill folders."""
