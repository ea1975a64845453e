"""Addresses of the organisation: units, people, calendar, customer bases."""

from __future__ import annotations

from django.urls import path

from org.calendar import views as calendar
from org.customers import views as customers
from org.people import views as people
from org.units import views as units

urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/new/", units.unit_new, name="unit_new"),
    path("units/<str:code>/", units.unit, name="unit"),
    path("units/<str:code>/edit/", units.unit_edit, name="unit_edit"),
    path("units/<str:code>/aliases/", units.unit_aliases, name="unit_aliases"),
    path("units/<str:code>/hours/", units.unit_hours, name="unit_hours"),
    path("units/<str:code>/calendar/", units.unit_calendar, name="unit_calendar"),
    path("units/<str:code>/move/", units.unit_move, name="unit_move"),
    path("units/<str:code>/close/", units.unit_close, name="unit_close"),
    path("units/<str:code>/reopen/", units.unit_reopen, name="unit_reopen"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<str:number>/", people.person, name="person"),
    path("people/<str:number>/edit/", people.person_edit, name="person_edit"),
    path("people/<str:number>/invite/", people.person_invite, name="person_invite"),
    path("people/<str:number>/unlock/", people.person_unlock, name="person_unlock"),
    path("people/<str:number>/second-factor/", people.person_second_factor, name="person_second_factor"),
    path("people/<str:number>/leave/", people.person_leave, name="person_leave"),
    path("people/<str:number>/return/", people.person_return, name="person_return"),
    path("people/<str:number>/postings/new/", people.posting_new, name="posting_new"),
    path("people/<str:number>/postings/<int:pk>/end/", people.posting_end, name="posting_end"),
    path("me/", people.profile, name="profile"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.calendar_new, name="calendar_new"),
    path("calendar/deadline/", calendar.deadline, name="deadline"),
    path("calendar/hours/<int:pk>/edit/", calendar.calendar_windows, name="calendar_windows"),
    path("calendar/years/<int:year>/load/", calendar.calendar_load, name="calendar_load"),
    path("calendar/days/<str:day>/edit/", calendar.calendar_day, name="calendar_day"),
    path("customers/", customers.customer_bases, name="customer_bases"),
    path("customers/new/", customers.customer_base_new, name="customer_base_new"),
    path("customers/<int:pk>/edit/", customers.customer_base_edit, name="customer_base_edit"),
]
