"""A consent row is never changed: the database itself refuses.

A table that is rebuilt (as SQLite does for some migrations) loses its triggers, so such a
migration must put this one back; tests/cases/test_consent.py notices.
"""

from django.db import migrations

SQLITE = """
CREATE TRIGGER consent_is_append_only BEFORE UPDATE ON cases_consent
BEGIN SELECT RAISE(ABORT, 'a consent is never changed'); END
"""
POSTGRESQL = """
CREATE FUNCTION refuse_consent_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a consent is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER consent_is_append_only BEFORE UPDATE ON cases_consent
FOR EACH ROW EXECUTE FUNCTION refuse_consent_update()
"""


def add(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def remove(apps, schema_editor):
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON cases_consent"
    schema_editor.execute("DROP TRIGGER consent_is_append_only" + on)
    if not on:
        return
    schema_editor.execute("DROP FUNCTION refuse_consent_update()")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
