"""Every kind of event there is, whichever part of the house it came with."""

from typing import ClassVar

from django.db import migrations, models

KINDS = [
    ("opened", "opened"),
    ("imported", "imported"),
    ("state", "new state"),
    ("identity", "identity changed"),
    ("safety", "safety decision"),
    ("consent", "consent recorded"),
    ("given", "access given"),
    ("taken", "access taken"),
    ("handed_over", "handed over"),
    ("owner", "new owner"),
    ("closing", "closing proposed"),
    ("referral", "referral"),
    ("procedure", "procedure changed"),
    ("withdrawal", "consent withdrawn"),
    ("decision", "decision by two people"),
    ("assessed", "assessed"),
    ("safety_plan", "safety plan written"),
    ("goal", "goal set or changed"),
    ("brief_given", "brief given to a volunteer"),
    ("brief_back", "a volunteer reported back"),
    ("brief_recall", "brief called back"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0011_sealed_files")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12),
        ),
    ]
