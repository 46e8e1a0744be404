package dev.millrace.git.dfs;

import dev.millrace.kit.database.Database;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.jspecify.annotations.Nullable;

/** Reads the logs of refs. */
final class RefLogs {

    private final Database database;
    private final RefStore refs;

    RefLogs(Database database, RefStore refs) {
        this.database = database;
        this.refs = refs;
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
