import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teamleden", "0003_waarneming_bereik"),
        ("sessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="teamlid",
            name="uit_dienst_per",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Sessie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sleutel", models.CharField(editable=False, max_length=40, unique=True)),
                ("browser", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("gezien_op", models.DateTimeField()),
                ("beeindigd_op", models.DateTimeField(null=True)),
                (
                    "persoon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sessie",
                "verbose_name_plural": "sessies",
                "ordering": ["-gezien_op", "-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["persoon", "-gezien_op"], name="sessie_van_persoon")],
            },
        ),
    ]
