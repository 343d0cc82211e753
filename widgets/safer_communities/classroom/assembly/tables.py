"""What the store keeps of an assembly. It goes when the assembly goes."""

from __future__ import annotations

import sqlalchemy as sa

from safer_communities.classroom.store import SEQ, metadata

assemblies = sa.Table(
    "assemblies",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("code", sa.String(40), nullable=False, unique=True),
    sa.Column("started", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("state", sa.JSON, nullable=False),
)

seats = sa.Table(
    "seats",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("assembly_id", sa.ForeignKey("assemblies.id"), nullable=False),
    sa.Column("table_no", sa.Integer, nullable=False),
    sa.Column("agency", sa.String(40), nullable=False),
    sa.Column("key", sa.String(32), nullable=False),
)
"""Somebody at a table: where, and for what kind of organisation. No name."""

seat_answers = sa.Table(
    "seat_answers",
    metadata,
    sa.Column("seq", SEQ, primary_key=True, autoincrement=True),
    sa.Column("assembly_id", sa.ForeignKey("assemblies.id"), nullable=False),
    sa.Column("answer_id", sa.String(64), nullable=False),
    sa.Column("seat_id", sa.ForeignKey("seats.id")),
    sa.Column("table_no", sa.Integer, nullable=False),
    sa.Column("exercise", sa.String(60), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("round", sa.String(8), nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("confidence", sa.Integer),
    sa.Column("at", sa.Float, nullable=False),
    sa.UniqueConstraint("assembly_id", "answer_id"),
    sqlite_autoincrement=True,
)
"""Only ever appended to. What a scribe counted has no seat. Free text is never in a value."""

themes = sa.Table(
    "themes",
    metadata,
    sa.Column("id", SEQ, primary_key=True, autoincrement=True),
    sa.Column("assembly_id", sa.ForeignKey("assemblies.id"), nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sqlite_autoincrement=True,
)

texts = sa.Table(
    "texts",
    metadata,
    sa.Column("number", SEQ, primary_key=True, autoincrement=True),
    sa.Column("assembly_id", sa.ForeignKey("assemblies.id"), nullable=False),
    sa.Column("seat_id", sa.ForeignKey("seats.id")),
    sa.Column("table_no", sa.Integer, nullable=False),
    sa.Column("exercise", sa.String(60), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("round", sa.String(8), nullable=False),
    sa.Column("box", sa.String(40), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("shown", sa.Text),
    sa.Column("theme", sa.ForeignKey("themes.id")),
    sa.Column("at", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)
"""`shown` is null until the facilitator approves or edits: nothing else is shown or exported."""

commitments = sa.Table(
    "commitments",
    metadata,
    sa.Column("number", SEQ, primary_key=True, autoincrement=True),
    sa.Column("assembly_id", sa.ForeignKey("assemblies.id"), nullable=False),
    sa.Column("seat_id", sa.ForeignKey("seats.id")),
    sa.Column("table_no", sa.Integer, nullable=False),
    sa.Column("exercise", sa.String(60), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("round", sa.String(8), nullable=False),
    sa.Column("said", sa.JSON, nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("shown", sa.JSON),
    sa.Column("at", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)
"""`said` and `shown` hold level, what, owner (a role), by (a date), measure, first."""

assembly_snapshots = sa.Table(
    "assembly_snapshots",
    metadata,
    sa.Column("id", SEQ, primary_key=True, autoincrement=True),
    sa.Column("assembly_id", sa.ForeignKey("assemblies.id"), nullable=False),
    sa.Column("exercise", sa.String(60), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("shown", sa.JSON, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)
"""A comparison as it was: small numbers hidden before it came here."""
