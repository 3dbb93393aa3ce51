"""Namens: whose Waarneming made an entry possible (WN-3). The hash of the entries that are there does not change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activiteitenlog", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="activiteit",
            name="namens",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="activiteit",
            name="namens_naam",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name="activiteit",
            index=models.Index(fields=["moment"], name="activiteit_op_moment"),
        ),
    ]
