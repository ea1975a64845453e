from __future__ import annotations

from django.urls import path

from servicedesk import urls as product
from servicedesk.chaos.views import order

urlpatterns = [path("chaos/<str:name>/", order, name="chaos_order"), *product.urlpatterns]

handler400 = product.handler400
handler403 = product.handler403
handler404 = product.handler404
handler500 = product.handler500
