package dev.millrace.sync.lfs;

import dev.millrace.git.GitStorage;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsObjects;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.lfs.ReceiveOutcome;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Backoff;
import dev.millrace.sync.lfs.LfsBatch.ActionBody;
import dev.millrace.sync.lfs.LfsBatch.EntryBody;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectReader;
import org.jboss.logging.Logger;

/** Determines which large files a mirror lacks, and fetches them. */
public final class MirrorLfs {

    private static final Logger LOG = Logger.getLogger(MirrorLfs.class);
    /** As git-lfs itself requests. */
    private static final int REQUESTED_AT_ONCE = 100;
    /** The number listed for one mirror; the others usually have the same cause. */
    private static final int MOST_ERRORS_REPORTED = 20;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMinutes(1), Duration.ofDays(1));

    private final Database database;
    private final WantedObjectStore wanted;
    private final LfsObjects objects;
    private final LfsClient client;
    private final LfsConfig config;

    MirrorLfs(Database database, WantedObjectStore wanted, GitStorage storage, LfsClient client, LfsConfig config) {
        this.database = database;
        this.wanted = wanted;
        this.objects = storage.lfsObjects();
        this.client = client;
        this.config = config;
    }

    /** A scan of what a pass fetches. */
    public LfsScan scan(UUID repositoryId, ObjectReader reader) {
        return new LfsScan(
                reader, database.inStatement(tx -> wanted.isUsed(tx, repositoryId)), scan -> want(repositoryId, scan));
    }

    /** Records what a scan found and the mirror lacks: before refs are moved, so that it is not lost. */
    public void want(UUID repositoryId, LfsScan scan) {
        Set<LfsObject> missing = new HashSet<>(scan.found());
        Set<LfsOid> stored = objects.find(
                        repositoryId, missing.stream().map(LfsObject::oid).collect(Collectors.toSet()))
                .keySet();
        missing.removeIf(object -> stored.contains(object.oid()));
        if (missing.isEmpty() && !scan.isFirstUse()) {
            return;
        }
        database.useTransaction(tx -> {
            wanted.use(tx, repositoryId);
            wanted.add(tx, repositoryId, missing);
        });
    }

    /**
     * Fetches what is recorded.
     *
     * @param current returns, before each request to the upstream, how to authenticate now
     * @param all also objects that could not be fetched a short time ago: a caller requested them
     * @param progress receives the number of objects fetched or given up
     * @return what is still missing, and why, in human-readable form
     */
    public List<String> fetch(
            UUID repositoryId, CurrentAccess current, boolean all, Progress progress, BooleanSupplier isCancelled) {
        String after = "";
        boolean isUseful = true;
        while (isUseful && !isCancelled.getAsBoolean()) {
            String from = after;
            List<WantedObject> page =
                    database.inStatement(tx -> wanted.due(tx, repositoryId, from, all, REQUESTED_AT_ONCE));
            if (page.isEmpty()) {
                break;
            }
            isUseful = fetch(repositoryId, current, page, progress, isCancelled);
            after = page.getLast().object().oid().value();
        }
        return database.inStatement(tx -> wanted.errors(tx, repositoryId, MOST_ERRORS_REPORTED));
    }

    /** Whether it is useful to go on. */
    private boolean fetch(
            UUID repositoryId,
            CurrentAccess current,
            List<WantedObject> page,
            Progress progress,
            BooleanSupplier isCancelled) {
        List<WantedObject> fitting = new ArrayList<>();
        for (WantedObject each : page) {
            if (each.object().size() > config.maxObject().asLongValue()) {
                postpone(
                        repositoryId,
                        each,
                        "it is larger than %d bytes"
                                .formatted(config.maxObject().asLongValue()));
            } else {
                fitting.add(each);
            }
        }
        if (fitting.isEmpty()) {
            return true;
        }
        try {
            Optional<UpstreamAccess> access = current.find();
            if (access.isEmpty()) {
                return false;
            }
            Map<String, EntryBody> entries = client.list(
                    access.get(), fitting.stream().map(WantedObject::object).toList());
            long room = config.maxRepository().asLongValue() - objects.total(repositoryId);
            for (WantedObject each : fitting) {
                if (isCancelled.getAsBoolean()) {
                    return false;
                }
                if (each.object().size() > room) {
                    postpone(
                            repositoryId,
                            each,
                            "the large files of a mirror may hold %d bytes together"
                                    .formatted(config.maxRepository().asLongValue()));
                } else {
                    fetch(
                            repositoryId,
                            access.get(),
                            each,
                            Optional.ofNullable(entries.get(each.object().oid().value())));
                    room -= each.object().size();
                }
                progress.advance(1);
            }
            return true;
        } catch (IOException e) {
            String reason = reason(e);
            fitting.forEach(each -> postpone(repositoryId, each, reason));
            return !(e instanceof LfsRefusal refusal && refusal.isOfAll());
        }
    }

    private void fetch(UUID repositoryId, UpstreamAccess access, WantedObject each, Optional<EntryBody> entry) {
        Optional<ActionBody> action =
                entry.map(EntryBody::actions).flatMap(actions -> Optional.ofNullable(actions.get("download")));
        if (action.isEmpty()) {
            postpone(
                    repositoryId,
                    each,
                    "the upstream does not have it"
                            + entry.map(EntryBody::error)
                                    .map(error -> " (code %s)".formatted(error.code()))
                                    .orElse(""));
            return;
        }
        LfsObject object = each.object();
        try (InputStream content = client.open(access, action.get())) {
            switch (objects.receive(repositoryId, object, content, "sync")) {
                case ReceiveOutcome.Stored stored -> arrived(repositoryId, object);
                case ReceiveOutcome.AlreadyThere there -> arrived(repositoryId, object);
                case ReceiveOutcome.WrongSize wrong ->
                    postpone(
                            repositoryId,
                            each,
                            "the upstream sends %d bytes of %d".formatted(wrong.received(), object.size()));
                case ReceiveOutcome.WrongContent wrong ->
                    postpone(repositoryId, each, "the upstream sends something else");
            }
        } catch (IOException e) {
            postpone(repositoryId, each, reason(e));
        }
    }

    private void arrived(UUID repositoryId, LfsObject object) {
        database.useTransaction(tx -> wanted.remove(tx, repositoryId, object.oid()));
        LOG.infof("repositoryId=%s lfsObject=%s bytes=%d mirrored", repositoryId, object.oid(), object.size());
    }

    private void postpone(UUID repositoryId, WantedObject each, String reason) {
        database.useTransaction(
                tx -> wanted.postpone(tx, repositoryId, each.object().oid(), reason, BACKOFF.after(each.tries() + 1)));
    }

    /** Only our own messages are reported; those of others may contain an address with a signature. */
    private static String reason(IOException failure) {
        return failure instanceof LfsRefusal || failure instanceof UpstreamException
                ? String.valueOf(failure.getMessage())
                : "the connection failed (%s)".formatted(failure.getClass().getSimpleName());
    }

    /** The address of the upstream and the credential to send, as of now. */
    public interface CurrentAccess {

        /** Empty if there is no way to authenticate now. */
        Optional<UpstreamAccess> find();
    }

    /** Receives how many objects are done. */
    public interface Progress {

        void advance(long objects);
    }
}
