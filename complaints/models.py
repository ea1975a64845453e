from complaints.categories.models import Category
from complaints.tickets.models import Complaint, ComplaintEvent

__all__ = ["Category", "Complaint", "ComplaintEvent"]
