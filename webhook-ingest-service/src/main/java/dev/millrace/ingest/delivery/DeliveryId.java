package dev.millrace.ingest.delivery;

import java.util.regex.Pattern;

/**
 * Identifies one delivery by one hook. The GUID alone identifies the event: it is the same for every repeat, and for every
 * hook that subscribes to it.
 *
 * @param instance host of the forge
 * @param hookId {@code X-GitHub-Hook-ID}, empty if GitHub did not send it; of a team's connection, the name of the
 *     connection
 * @param guid {@code X-GitHub-Delivery}, or what other forges send instead; they send one for each hook
 */
record DeliveryId(String instance, String hookId, String guid) {

    private static final Pattern GUID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** Whether a header may be the GUID of a delivery. */
    static boolean isGuid(String text) {
        return GUID.matcher(text).matches();
    }
}
