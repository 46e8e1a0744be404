package dev.millrace.ingest.delivery;

/**
 * Names one delivery by one hook. The GUID alone names what happened: it is the same for every repeat, and for every hook
 * that subscribes to it.
 *
 * @param instance host of the forge
 * @param hookId {@code X-GitHub-Hook-ID}; empty if the forge did not say
 * @param guid {@code X-GitHub-Delivery}
 */
record DeliveryId(String instance, String hookId, String guid) {}
