"""Whose a cause is, each branch says for itself."""

import django.db.models.deletion
from django.db import migrations, models

STEP_WIDTH = 7


def say_the_branch(apps, schema_editor):
    """An owner's branch is the nearest above it; nobody's row stands for every branch that gave the cause away."""
    owners = apps.get_model("complaints", "CauseOwner").objects
    units = apps.get_model("org", "Unit").objects
    for owner in owners.exclude(unit=None).select_related("unit"):
        path = owner.unit.path
        chain = [path[:end] for end in range(STEP_WIDTH, len(path) + 1, STEP_WIDTH)]
        above = list(units.filter(path__in=chain).order_by("-path"))
        owner.branch = next((one for one in above if one.kind == "branch"), above[-1])
        owner.save(update_fields=["branch"])
    for nobody in owners.filter(unit=None):
        for branch in set(owners.filter(cause=nobody.cause_id).exclude(branch=None).values_list("branch", flat=True)):
            owners.create(
                branch_id=branch,
                cause_id=nobody.cause_id,
                valid_from=nobody.valid_from,
                made_by_id=nobody.made_by_id,
                made_at=nobody.made_at,
            )
        nobody.delete()
    if schema_editor.connection.vendor == "postgresql":
        # A table with rows that wait for their foreign keys cannot be altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0019_joint_handlers_found"), ("org", "0002_roles_of_the_chain")]

    operations = [
        migrations.RemoveConstraint("causeowner", "cause_owner_once_a_day"),
        migrations.AddField(
            "causeowner",
            "branch",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
        ),
        migrations.RunPython(say_the_branch, migrations.RunPython.noop),
        migrations.AlterField(
            "causeowner",
            "branch",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"),
        ),
        migrations.AddConstraint(
            "causeowner",
            models.UniqueConstraint(fields=["branch", "cause", "valid_from"], name="cause_owner_once_a_day"),
        ),
    ]
