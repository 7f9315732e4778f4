"""What Prometheus may count: never a workspace's name, a person or a word."""

from prometheus_client import Counter, Gauge, Histogram

RECEIVED = Counter(
    "fireside_received_total", "Deliveries by platforms, by what became of them.", ["platform", "outcome"]
)
DELIVERED = Counter("fireside_delivered_total", "Attempts to deliver a message, by how they ended.", ["outcome"])
ANSWER_SECONDS = Histogram(
    "fireside_answer_seconds",
    "Seconds from a platform's request to its answer, the commit included.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
)
LATE_SECONDS = Histogram(
    "fireside_occurrence_late_seconds",
    "Seconds between when a question or digest was due and when it was put into the outbox.",
    buckets=(1, 2, 5, 10, 30, 60, 300, 3600, 86400),
)
OUTBOX = Gauge("fireside_outbox", "Messages in the outbox that have not ended, by state.", ["state"])
INBOX = Gauge("fireside_inbox", "Deliveries by platforms that are not handled, by state.", ["state"])
FAILED = Counter("fireside_failed_total", "Handling that failed and will be tried again, by kind of error.", ["kind"])
