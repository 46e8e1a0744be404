package dev.millrace.ingest.delivery;

/** @param outcome what became of the delivery, for whoever looks at the hook's log at the forge */
record DeliveryBody(String outcome) {}
