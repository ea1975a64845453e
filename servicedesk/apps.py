from django.apps import AppConfig


class ServicedeskConfig(AppConfig):
    name = "servicedesk"

    def ready(self) -> None:
        from servicedesk import checks  # noqa: F401  (registers the checks once the apps are there)
