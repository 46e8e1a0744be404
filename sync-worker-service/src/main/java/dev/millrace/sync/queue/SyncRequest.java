package dev.millrace.sync.queue;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request that a mirror be current.
 *
 * @param reason human-readable
 * @param ref the ref that is requested above all; matters only for refs that are mirrored on demand
 * @param after commit that the mirror shall have, 40 hex digits
 */
public record SyncRequest(String reason, Optional<String> ref, Optional<String> after) {

    private static final Pattern ON_DEMAND = Pattern.compile("refs/(pull|merge-requests)/[1-9][0-9]{0,17}/head");

    /** For everything that is mirrored anyway. */
    public SyncRequest(String reason) {
        this(reason, Optional.empty(), Optional.empty());
    }

    /** The ref, if it is one that is mirrored only on demand. */
    Optional<String> demanded() {
        return ref.filter(SyncRequest::isOnDemand);
    }

    /** Heads of changes: busy upstreams have tens of thousands, and most of them are never read. */
    public static boolean isOnDemand(String name) {
        return ON_DEMAND.matcher(name).matches();
    }
}
