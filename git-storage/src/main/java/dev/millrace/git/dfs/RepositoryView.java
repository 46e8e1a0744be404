package dev.millrace.git.dfs;

import java.io.IOException;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryBuilder;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.lib.StoredConfig;
import org.jspecify.annotations.Nullable;

/**
 * One opening of a repository. Its objects may be shared with other openings, so closing it closes nothing of theirs, and
 * closing it twice is harmless.
 */
final class RepositoryView extends DfsRepository {

    private @Nullable DfsObjDatabase objects;
    private @Nullable RefDatabase refs;

    private RepositoryView(Builder builder) {
        super(builder);
        configure(getConfig());
    }

    /** An opening without objects and refs: their creation needs it, and they are {@link #attach}ed afterwards. */
    static RepositoryView of(UUID repositoryId) {
        BlockCache.repositoryOpens();
        // JGit's cache keys contain this name: a name that could be reused for another repository would serve stale
        // blocks
        var description = new DfsRepositoryDescription(repositoryId.toString());
        return new RepositoryView(new Builder().setRepositoryDescription(description));
    }

    void attach(DfsObjDatabase itsObjects, RefDatabase itsRefs) {
        objects = itsObjects;
        refs = itsRefs;
    }

    private static void configure(StoredConfig config) {
        config.setBoolean("core", null, "bare", true);
        // what clients may request
        config.setBoolean("uploadpack", null, "allowfilter", true);
        config.setBoolean("uploadpack", null, "allowtipsha1inwant", true);
        config.setBoolean("uploadpack", null, "allowreachablesha1inwant", true);
        // a received pack does not show whether its deltas were well chosen, and JGit would search again in every clone
        config.setBoolean("pack", null, "deltacompression", false);
        // checks objects of a push, which also makes JGit check that nothing they refer to is missing
        config.setBoolean("receive", null, "fsckobjects", true);
        // harmless faults that are common in public history
        config.setString("fsck", null, "zeroPaddedFilemode", "ignore");
        config.setString("fsck", null, "badTimezone", "ignore");
        config.setString("fsck", null, "badEmail", "ignore");
        config.setString("fsck", null, "missingEmail", "ignore");
        config.setString("fsck", null, "badDate", "ignore");
        config.setString("fsck", null, "missingSpaceBeforeDate", "ignore");
    }

    @Override
    public DfsObjDatabase getObjectDatabase() {
        if (objects == null) {
            throw new IllegalStateException("opening " + getDescription() + " has not been finished");
        }
        return objects;
    }

    @Override
    public RefDatabase getRefDatabase() {
        if (refs == null) {
            throw new IllegalStateException("opening " + getDescription() + " has not been finished");
        }
        return refs;
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public void create(boolean bare) throws IOException {
        throw new IOException("repositories are created in the catalog");
    }

    @Override
    public @Nullable ReflogReader getReflogReader(String name) throws IOException {
        return getRefDatabase().getReflogReader(name);
    }

    @Override
    public ReflogReader getReflogReader(Ref ref) throws IOException {
        return getRefDatabase().getReflogReader(ref);
    }

    @Override
    protected void doClose() {
        // see the class comment
    }

    private static final class Builder extends DfsRepositoryBuilder<Builder, RepositoryView> {

        @Override
        public RepositoryView build() {
            return new RepositoryView(this);
        }
    }
}
