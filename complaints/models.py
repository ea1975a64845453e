from complaints.categories.models import Category
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.worklist.models import ListColumns

__all__ = ["Category", "Complaint", "ComplaintEvent", "ListColumns"]
