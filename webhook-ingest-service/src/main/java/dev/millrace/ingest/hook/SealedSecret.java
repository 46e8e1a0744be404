package dev.millrace.ingest.hook;

import java.util.UUID;

/** A secret as stored in its row: encrypted for the context {@code ingest.hook_secret/<id>}. */
final class SealedSecret {

    private final UUID id;
    private final byte[] sealed;

    SealedSecret(UUID id, byte[] sealed) {
        this.id = id;
        this.sealed = sealed;
    }

    UUID id() {
        return id;
    }

    byte[] sealed() {
        return sealed;
    }

    String context() {
        return context(id);
    }

    static String context(UUID id) {
        return "ingest.hook_secret/" + id;
    }
}
