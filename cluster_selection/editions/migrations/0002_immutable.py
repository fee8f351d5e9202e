"""Let the database itself refuse to change an edition that is stored."""

from django.db import migrations

INSTALL = {
    "sqlite": [
        "CREATE TRIGGER editions_edition_immutable BEFORE UPDATE ON editions_edition "
        "BEGIN SELECT RAISE(ABORT, 'an edition is never changed'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION editions_edition_immutable() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an edition is never changed'; END $$",
        "CREATE TRIGGER editions_edition_immutable BEFORE UPDATE ON editions_edition "
        "FOR EACH ROW EXECUTE FUNCTION editions_edition_immutable()",
    ],
}
REMOVE = {
    "sqlite": ["DROP TRIGGER editions_edition_immutable"],
    "postgresql": [
        "DROP TRIGGER editions_edition_immutable ON editions_edition",
        "DROP FUNCTION editions_edition_immutable()",
    ],
}


def install(apps, schema_editor):
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('editions', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
