package dev.millrace.git.dfs;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.kit.database.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.jspecify.annotations.Nullable;

/** What refs pointed to before. */
final class RefLogs {

    private final Database database;
    private final RefStore refs;
    private final RetainedTipStore retainedTips;
    private final Clock clock;

    RefLogs(Database database, RefStore refs, RetainedTipStore retainedTips, Clock clock) {
        this.database = database;
        this.refs = refs;
        this.retainedTips = retainedTips;
        this.clock = clock;
    }

    /** The tips that refs of a namespace left behind and that are still kept. */
    Set<ObjectId> retained(UUID repositoryId, RefNamespace namespace) {
        Instant now = clock.instant();
        return database.inStatement(tx -> retainedTips.load(tx, repositoryId)).stream()
                .filter(tip -> namespace.holds(tip.ref()) && now.isBefore(tip.expiresAt()))
                .map(RetainedTip::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    ReflogReader reader(UUID repositoryId, String ref) {
        return new Reader(repositoryId, ref);
    }

    private final class Reader implements ReflogReader {

        private final UUID repositoryId;
        private final String ref;

        Reader(UUID repositoryId, String ref) {
            this.repositoryId = repositoryId;
            this.ref = ref;
        }

        @Override
        public @Nullable ReflogEntry getLastEntry() {
            return getReverseEntry(0);
        }

        @Override
        public List<ReflogEntry> getReverseEntries() {
            return getReverseEntries(Integer.MAX_VALUE);
        }

        @Override
        public @Nullable ReflogEntry getReverseEntry(int number) {
            List<ReflogEntry> entries = getReverseEntries(number + 1);
            return entries.size() > number ? entries.get(number) : null;
        }

        @Override
        public List<ReflogEntry> getReverseEntries(int max) {
            return List.copyOf(database.inTransaction(tx -> refs.readLog(tx, repositoryId, ref, max)));
        }
    }
}
