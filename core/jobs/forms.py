from django import forms

from core.jobs.choices import JobState


class JobFilter(forms.Form):
    state = forms.ChoiceField(choices=JobState.choices, required=False)
    before = forms.IntegerField(min_value=1, required=False)
