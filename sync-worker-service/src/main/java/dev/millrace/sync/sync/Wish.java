package dev.millrace.sync.sync;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * That somebody wants a mirror to be current.
 *
 * @param reason for people
 * @param ref what it is wanted for above all; matters only for refs that are mirrored on demand
 * @param after commit that the mirror shall have, 40 hex digits
 */
public record Wish(String reason, Optional<String> ref, Optional<String> after) {

    private static final Pattern ON_DEMAND = Pattern.compile("refs/(pull|merge-requests)/[1-9][0-9]{0,17}/head");

    /** For all that is mirrored anyway. */
    public Wish(String reason) {
        this(reason, Optional.empty(), Optional.empty());
    }

    /** The ref, if it is one that is mirrored only when somebody needs it. */
    Optional<String> demanded() {
        return ref.filter(Wish::isOnDemand);
    }

    /** Heads of changes: busy upstreams have tens of thousands, and nobody reads most of them. */
    static boolean isOnDemand(String name) {
        return ON_DEMAND.matcher(name).matches();
    }
}
