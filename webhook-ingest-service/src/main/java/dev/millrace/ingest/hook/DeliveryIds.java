package dev.millrace.ingest.hook;

import dev.millrace.events.EventIds;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Ids of deliveries in the one format in which they are stored. */
final class DeliveryIds {

    private static final Pattern GUID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private DeliveryIds() {}

    /**
     * The forge's id of a delivery, without the braces that some put around it. One of another format becomes a UUID that
     * depends on nothing but the connection and the id.
     */
    static String of(HookConnection connection, String id) {
        String bare = id.replaceFirst("^\\{(.*)}$", "$1");
        return GUID.matcher(bare).matches()
                ? bare
                : EventIds.of("delivery", connection.id(), id).toString();
    }

    /**
     * An id for a delivery of a forge that sends none: a UUID that depends on nothing but the connection, the body and what
     * distinguishes two deliveries of the same body, such as a time.
     */
    static String derived(HookConnection connection, SignedBytes body, String distinction) {
        return EventIds.of("delivery", connection.id(), sha256(body), distinction)
                .toString();
    }

    private static String sha256(SignedBytes body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            body.into(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
