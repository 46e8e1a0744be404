package dev.millrace.sync.pass;

import dev.millrace.git.check.FsckRules;
import dev.millrace.git.check.PackLinks;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.RefListInput;
import dev.millrace.git.check.RefListMemory;
import dev.millrace.git.write.WriteSession;
import dev.millrace.upstream.GitConnections;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jboss.logging.Logger;

/**
 * One conversation with an upstream over smart HTTP: its refs, then one pack of what we lack. JGit's own fetch is not used:
 * it moves refs one by one, knows nothing of HEAD and deletes by the rules of tracking branches.
 */
final class UpstreamConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(UpstreamConnection.class);
    private static final List<RefSpec> MIRRORED =
            List.of(new RefSpec("refs/heads/*:refs/heads/*"), new RefSpec("refs/tags/*:refs/tags/*"));
    /** As git, JGit and GitHub report that an object is not, or no longer, served. */
    private static final Pattern OUTDATED = Pattern.compile("not our ref|want [0-9a-f]+ not valid|not a valid want");

    /** As git reports that its own repository is broken. */
    private static final Pattern DAMAGED =
            Pattern.compile("repository corruption|[Mm]issing (blob|tree|commit|object)|bad (object|tree|blob|commit)"
                    + "|unable to (read|parse) (object |tree |commit )?[0-9a-f]{40}");

    private final WriteSession session;
    private final TransportHttp transport;
    private final GitConnections connections;
    private final List<RefListInput> refLists;
    private final UpstreamAccess access;
    private final FetchConnection connection;
    private final FsckRules.Check check;

    private UpstreamConnection(
            WriteSession session,
            TransportHttp transport,
            GitConnections connections,
            List<RefListInput> refLists,
            UpstreamAccess access,
            FetchConnection connection,
            FsckRules.Check check) {
        this.session = session;
        this.transport = transport;
        this.connections = connections;
        this.refLists = refLists;
        this.access = access;
        this.connection = connection;
        this.check = check;
    }

    /**
     * Connects and reads the upstream's branches, tags and HEAD.
     *
     * @param session where fetched packs are staged
     * @param demanded additional refs to read
     * @throws ReadException if it does not return them
     */
    static UpstreamConnection open(
            WriteSession session, UpstreamAccess access, Set<String> demanded, UpstreamClient client)
            throws ReadException {
        List<RefListInput> refLists = new ArrayList<>();
        var connections = new GitConnections(client, access, list -> {
            var filtered = new RefListInput(new RefListMemory(list, session::takeMemory));
            refLists.add(filtered);
            return filtered;
        });
        TransportHttp transport = transport(session.repository(), access.address());
        boolean opened = false;
        try {
            transport.setHttpConnectionFactory(connections);
            // the connections carry the credential, and no terminal may be prompted for another one
            transport.setCredentialsProvider(new NoCredentials());
            // the connections have timeouts; JGit's would interrupt this thread, even while it writes to our files
            transport.setTimeout(0);
            transport.setTagOpt(TagOpt.NO_TAGS);
            FsckRules.Check check = FsckRules.forSync().newCheck();
            transport.setObjectChecker(check);
            FetchConnection connection = transport.openFetch(wanted(demanded), Constants.HEAD);
            opened = true;
            return new UpstreamConnection(session, transport, connections, refLists, access, connection, check);
        } catch (IOException e) {
            throw failure(connections, access, e);
        } finally {
            if (!opened) {
                transport.close();
                connections.close();
            }
        }
    }

    private static List<RefSpec> wanted(Set<String> demanded) {
        return Stream.concat(MIRRORED.stream(), demanded.stream().sorted().map(name -> new RefSpec(name + ":" + name)))
                .toList();
    }

    private static TransportHttp transport(Repository local, URI upstream) throws ReadException {
        try {
            if (Transport.open(local, new URIish(upstream.toString())) instanceof TransportHttp transport) {
                return transport;
            }
            throw rejected("the address is neither http nor https");
        } catch (IOException | URISyntaxException e) {
            throw rejected("the address cannot be used: " + e.getMessage());
        }
    }

    private static ReadException rejected(String message) {
        return new ReadException(new ReadFailure.OfUpstream(new UpstreamFailure.AddressRejected(message)));
    }

    /**
     * Where the upstream permanently redirected the first request, on its own host: the refs were read there.
     *
     * @return without user name, query and {@code /info/refs}; empty if it was not redirected
     */
    Optional<URI> movedTo() {
        return connections.movedTo();
    }

    /** What the upstream advertised when the connection was opened. */
    RefView refs() {
        var tips = new TreeMap<String, ObjectId>();
        for (Ref ref : connection.getRefs()) {
            if (ref.getObjectId() != null && !ref.getName().equals(Constants.HEAD)) {
                tips.put(ref.getName(), ref.getObjectId());
            }
        }
        Optional<String> head = Optional.ofNullable(connection.getRef(Constants.HEAD))
                .filter(ref -> ref.isSymbolic() || ref.getObjectId() != null)
                .map(ref -> ref.isSymbolic()
                        ? ref.getTarget().getName()
                        : ref.getObjectId().name());
        return new RefView(tips, head);
    }

    /** Refs that it advertised with names that are not UTF-8, with the bytes outside ASCII as {@code \xe9}. */
    List<String> unreadableRefs() {
        return refLists.stream()
                .flatMap(list -> list.renamed().stream())
                .distinct()
                .toList();
    }

    /**
     * Fetches one pack with everything reachable from the wanted ids and not from ours. Once for each connection.
     *
     * @param progress receives how far the fetch is
     * @param isCancelled polled while data arrives
     * @return what the objects refer to; empty if we had some before, since new ones then refer to those
     */
    Optional<PackLinks> fetch(
            Set<ObjectId> wanted, Collection<ObjectId> ours, SyncProgress progress, BooleanSupplier isCancelled)
            throws ReadException {
        Optional<PackLinks> links = ours.isEmpty() ? Optional.of(session.newPackLinks()) : Optional.empty();
        links.ifPresent(check::note);
        List<Ref> wants = connection.getRefs().stream()
                .filter(ref -> wanted.contains(ref.getObjectId()))
                .toList();
        try {
            connection.fetch(new WatchedBy(progress, access, isCancelled), wants, Set.copyOf(ours));
            if (check.warned() > 0) {
                LOG.infof(
                        "upstream has faulty objects faults=%d first=%s",
                        check.warned(), check.warnings().getFirst());
            }
            return links;
        } catch (IOException e) {
            throw failure(connections, access, e);
        }
    }

    @Override
    public void close() {
        connection.close();
        transport.close();
        connections.close();
    }

    private static ReadException failure(GitConnections connections, UpstreamAccess access, IOException thrown) {
        return new ReadException(explained(connections, access, thrown));
    }

    private static ReadFailure explained(GitConnections connections, UpstreamAccess access, IOException thrown) {
        if (connections.isSha256()) {
            return new ReadFailure.OfUpstream(new UpstreamFailure.Unsupported(
                    "the upstream names its objects by SHA-256 (object-format=sha256), which cannot be mirrored"));
        }
        Optional<UpstreamFailure> known = UpstreamException.in(thrown).or(connections::failure);
        if (known.isPresent()) {
            return new ReadFailure.OfUpstream(known.get());
        }
        String message = access.sanitized(describe(thrown));
        if (OUTDATED.matcher(message).find()) {
            return new ReadFailure.Outdated(message);
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof PackOverLimit) {
                return new ReadFailure.OverLimit(message);
            }
            if (cause instanceof CorruptObjectException || cause instanceof MissingObjectException) {
                return new ReadFailure.Damaged(message);
            }
        }
        return DAMAGED.matcher(message).find()
                ? new ReadFailure.Damaged(message)
                : new ReadFailure.OfUpstream(new UpstreamFailure.UnexpectedResponse(message));
    }

    /** Messages of all causes. They may contain text that the upstream sent. */
    private static String describe(Throwable failure) {
        var text = new StringBuilder();
        for (Throwable cause = failure; cause != null && text.length() < 500; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }

    private static final class WatchedBy implements ProgressMonitor {

        private final SyncProgress progress;
        private final UpstreamAccess access;
        private final BooleanSupplier isCancelled;

        WatchedBy(SyncProgress progress, UpstreamAccess access, BooleanSupplier isCancelled) {
            this.progress = progress;
            this.access = access;
            this.isCancelled = isCancelled;
        }

        @Override
        public void start(int totalTasks) {
            // tasks report themselves
        }

        @Override
        public void beginTask(String title, int totalWork) {
            // the upstream names its tasks
            progress.begin(access.sanitized(title), Math.max(0, totalWork));
        }

        @Override
        public void update(int completed) {
            progress.advance(completed);
        }

        @Override
        public void endTask() {
            // the next one begins
        }

        @Override
        public boolean isCancelled() {
            return isCancelled.getAsBoolean();
        }

        @Override
        public void showDuration(boolean enabled) {
            // not used
        }
    }

    /** Has no credential to offer. */
    private static final class NoCredentials extends CredentialsProvider {

        @Override
        public boolean isInteractive() {
            return false;
        }

        @Override
        public boolean supports(CredentialItem... items) {
            return false;
        }

        @Override
        public boolean get(URIish uri, CredentialItem... items) {
            return false;
        }
    }
}
