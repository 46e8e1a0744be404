package dev.millrace.pipeline.store;

import dev.millrace.kit.identity.Caller;
import java.util.Optional;
import java.util.UUID;

/**
 * Who uses a store.
 *
 * @param name as others are shown
 * @param user id of the person; empty for a token of the team or of the platform
 */
record StoreCaller(String name, Optional<UUID> user) {

    static StoreCaller of(Caller caller) {
        return new StoreCaller(caller.subject().isBlank() ? caller.team() : caller.subject(), caller.user());
    }
}
