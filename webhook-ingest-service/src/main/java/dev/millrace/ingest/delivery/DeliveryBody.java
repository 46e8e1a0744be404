package dev.millrace.ingest.delivery;

/** @param outcome what happened to the delivery, for readers of the hook's log at the forge */
record DeliveryBody(String outcome) {}
