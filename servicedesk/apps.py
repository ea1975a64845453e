from django.apps import AppConfig


class ServicedeskConfig(AppConfig):
    name = "servicedesk"

    def ready(self) -> None:
        import servicedesk.words  # noqa: F401  (what the trail says of the demonstration)
        from servicedesk import checks  # noqa: F401  (registers the checks once the apps are there)
