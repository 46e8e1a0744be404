package dev.millrace.sync.pass;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Refs of mirrors that were changed here and differ from the upstream's, which passes keep. */
@Singleton
public final class KeptRefs {

    private final UpstreamRefStore refs;

    KeptRefs(UpstreamRefStore refs) {
        this.refs = refs;
    }

    /** Full names, in their order. */
    public List<String> list(Transaction tx, UUID repositoryId) {
        return refs.local(tx, repositoryId);
    }
}
