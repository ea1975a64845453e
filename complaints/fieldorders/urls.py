from django.urls import path, register_converter

from complaints.fieldorders import views


class OrderNumber:
    """`S201101-00042`."""

    regex = r"S\d{6}-\d{5,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(OrderNumber, "field_order")

urlpatterns = [
    path("field-orders/", views.field_orders, name="field_orders"),
    path("field-orders/false-closures/", views.false_closures, name="false_closures"),
    path("field-orders/<field_order:number>/", views.field_order, name="field_order"),
    path("field-orders/<field_order:number>/print/", views.field_order_print, name="field_order_print"),
    path("field-orders/<field_order:number>/dispatch/", views.field_order_dispatch, name="field_order_dispatch"),
    path("field-orders/<field_order:number>/accept/", views.field_order_accept, name="field_order_accept"),
    path("field-orders/<field_order:number>/done/", views.field_order_done, name="field_order_done"),
    path("field-orders/<field_order:number>/review/", views.field_order_review, name="field_order_review"),
    path("field-orders/<field_order:number>/cancel/", views.field_order_cancel, name="field_order_cancel"),
    path("<ticket:number>/field-orders/new/", views.field_order_new, name="field_order_new"),
]
