"""Addresses of the register's screens. They are stable and listed in `docs/screens.md`."""

from django.urls import path

from daicho.access.views import audit
from daicho.systems.register.presenters import words
from daicho.systems.register.views import (
    acts,
    batches,
    bulk,
    drafts,
    home,
    issue,
    next_day,
    operator,
    pending_acts,
    procedures,
    residents,
    search,
)

app_name = "register"

urlpatterns = [
    *issue.urlpatterns,
    path("", home.home, name="home"),
    path("search/", search.conditions, name="search"),
    path("search/folded/", search.folded, name="folded"),
    path("search/number/", search.by_number, name="by_number"),
    path("search/<int:saved>/", search.results, name="results"),
    path("search/<int:saved>/name/", search.name, name="name_search"),
    path("search/<int:saved>/delete/", search.delete, name="delete_search"),
    path("residents/<slug:number>/", residents.resident, name="resident"),
    path("residents/<slug:number>/timeline/", residents.timeline, name="timeline"),
    path("residents/<slug:number>/history/", residents.history_rows, name="history"),
    path("households/<slug:number>/", residents.household, name="household"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/resume/", procedures.resume, name="resume"),
    path("help/buildings/", procedures.buildings, name="buildings"),
    path("drafts/", procedures.begin, name="begin"),
    path("drafts/<int:draft>/", drafts.edit, name="draft"),
    path("drafts/<int:draft>/live/", drafts.live, name="live"),
    path("drafts/<int:draft>/members/", drafts.members, name="members"),
    path("drafts/<int:draft>/characters/", drafts.characters, name="characters"),
    path("drafts/<int:draft>/destination/", drafts.destination, name="destination"),
    path("drafts/<int:draft>/discard/", drafts.discard, name="discard"),
    path("pending/", pending_acts.listed, name="pending_list"),
    path("pending/bulk/", bulk.compare, name="bulk"),
    path("pending/bulk/confirm/", bulk.confirm, name="bulk_confirm"),
    path("pending/<int:pending_id>/", pending_acts.shown, name="pending"),
    path("pending/<int:pending_id>/submit/", pending_acts.submit, name="submit"),
    path("pending/<int:pending_id>/confirm/", pending_acts.confirm, name="confirm"),
    path("pending/<int:pending_id>/send-back/", pending_acts.send_back, name="send_back"),
    path("pending/<int:pending_id>/withdraw/", pending_acts.withdraw, name="withdraw"),
    path("acts/<int:number>/", acts.act, name="act"),
    path("next-day/", next_day.next_day, name="next_day"),
    path("next-day/list.csv", next_day.as_csv, name="next_day_csv"),
    path("next-day/confirm/", next_day.confirm, name="next_day_confirm"),
    path("next-day/print/", next_day.to_print, name="next_day_print"),
    path("batches/", batches.listed, name="batches"),
    path("batches/<int:run>/", batches.shown, name="batch"),
    path("batches/<int:run>/report.csv", batches.report, name="batch_report"),
    path("operator/", operator.overview, name="operator"),
    path("operator/links/", operator.switch, name="switch_link"),
    path("operator/resend/", operator.resend, name="resend"),
    path("operator/refusals/<int:task>/close/", operator.close_refusal, name="close_refusal"),
    path("operator/tasks/<int:task>/close/", operator.close_task, name="close_task"),
    *audit.addresses(audit.Audited(system="register", acts=words.ACT_KINDS)),
]
