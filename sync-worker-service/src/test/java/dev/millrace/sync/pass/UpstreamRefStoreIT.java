package dev.millrace.sync.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.database.Database;
import dev.millrace.sync.SyncDatabase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UpstreamRefStoreIT {

    private static final ObjectId A = ObjectId.fromString("a".repeat(40));
    private static final ObjectId B = ObjectId.fromString("b".repeat(40));

    private static final LastSeenRefs FIRST = new LastSeenRefs.Builder()
            .add("refs/heads/gone", Optional.of(A), false)
            .add("refs/heads/main", Optional.of(A), false)
            .build();

    private static Database database;

    private final UpstreamRefStore refs = new UpstreamRefStore();

    @BeforeAll
    static void migrate() {
        database = SyncDatabase.create();
    }

    @Test
    void remembersWhatTheUpstreamReportedAndWhatWasChangedHere() {
        UUID id = register();
        LastSeenRefs second = new LastSeenRefs.Builder()
                .add("refs/heads/main", Optional.of(B), false)
                .add("refs/heads/mine", Optional.empty(), true)
                .build();

        database.useTransaction(tx -> refs.save(tx, id, LastSeenRefs.NOTHING, FIRST));
        database.useTransaction(tx -> refs.save(tx, id, FIRST, second));

        LastSeenRefs read = database.inTransaction(tx -> refs.load(tx, id));
        assertThat(read.names()).containsExactlyInAnyOrder("refs/heads/main", "refs/heads/mine");
        assertThat(read.lastSeen("refs/heads/main")).contains(B);
        assertThat(read.lastSeen("refs/heads/mine")).isEmpty();
        List<String> local = database.inTransaction(tx -> refs.local(tx, id));
        assertThat(local).containsExactly("refs/heads/mine");
    }

    @Test
    void writesNothingForAMirrorThatWasRemoved() {
        UUID id = UUID.randomUUID();

        database.useTransaction(tx -> refs.save(tx, id, LastSeenRefs.NOTHING, FIRST));

        LastSeenRefs read = database.inTransaction(tx -> refs.load(tx, id));
        assertThat(read.names()).isEmpty();
    }

    private static UUID register() {
        UUID id = UUID.randomUUID();
        database.useTransaction(
                tx -> tx.handle().createUpdate("""
                        insert into sync.mirror
                            (repository_id, team, name, clone_url, mode, attached, provider, address, budget, reason)
                        values (:id, 'acme', 'widgets', 'https://forge.test/x.git', 'CREDENTIALS', true, 'github',
                            'forge.test/x', 'none', 'new')
                        """).bind("id", id).execute());
        return id;
    }
}
