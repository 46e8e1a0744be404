package dev.millrace.sync.sync;

import dev.millrace.forge.ForgeCredential;
import dev.millrace.forge.Redactor;
import dev.millrace.git.FsckRules;
import dev.millrace.git.PackLinks;
import dev.millrace.git.PackOverLimit;
import dev.millrace.git.WriteSession;
import dev.millrace.sync.sync.UpstreamFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
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
    /** As git, JGit and GitHub say that an object is not, or no longer, given out. */
    private static final Pattern OUTDATED = Pattern.compile("not our ref|want [0-9a-f]+ not valid|not a valid want");

    /** As git says that its own repository is broken. */
    private static final Pattern DAMAGED =
            Pattern.compile("repository corruption|[Mm]issing (blob|tree|commit|object)|bad (object|tree|blob|commit)"
                    + "|unable to (read|parse) (object |tree |commit )?[0-9a-f]{40}");

    /** Of one byte of a list of refs, once it is read: names, ids and the maps that hold them. */
    private static final int MEMORY_OF_LISTED = 4;

    private final WriteSession session;
    private final TransportHttp transport;
    private final UpstreamHttp http;
    private final UpstreamAccess access;
    private final FetchConnection connection;
    private final FsckRules.Check check;

    private UpstreamConnection(
            WriteSession session,
            TransportHttp transport,
            UpstreamHttp http,
            UpstreamAccess access,
            FetchConnection connection,
            FsckRules.Check check) {
        this.session = session;
        this.transport = transport;
        this.http = http;
        this.access = access;
        this.connection = connection;
        this.check = check;
    }

    /**
     * Connects and reads the upstream's branches, tags and HEAD.
     *
     * @param session where fetched packs are staged
     * @param demanded refs to read besides
     * @param config tells how long the upstream may send nothing, or little
     * @throws UpstreamFailure if it does not answer, or refuses
     */
    static UpstreamConnection open(
            WriteSession session, UpstreamAccess access, Set<String> demanded, SyncConfig config, Clock clock)
            throws UpstreamFailure {
        var http = new UpstreamHttp(
                access,
                config.idleTimeout(),
                config.slowestTransfer().asLongValue(),
                bytes -> session.takeMemory(bytes * MEMORY_OF_LISTED, "the upstream's list of refs"),
                clock);
        TransportHttp transport = transport(session.repository(), access.address());
        boolean opened = false;
        try {
            transport.setHttpConnectionFactory(http);
            // the connections carry the credential, and nobody may be asked for another one on a terminal
            transport.setCredentialsProvider(new NoLogin());
            // the connections have timeouts; JGit's would interrupt this thread, even while it writes to files of ours
            transport.setTimeout(0);
            transport.setTagOpt(TagOpt.NO_TAGS);
            FsckRules.Check check = FsckRules.forSync().newCheck();
            transport.setObjectChecker(check);
            FetchConnection connection = transport.openFetch(wanted(demanded), Constants.HEAD);
            opened = true;
            return new UpstreamConnection(session, transport, http, access, connection, check);
        } catch (IOException e) {
            throw failure(http, access, e);
        } finally {
            if (!opened) {
                transport.close();
            }
        }
    }

    private static List<RefSpec> wanted(Set<String> demanded) {
        return Stream.concat(MIRRORED.stream(), demanded.stream().sorted().map(name -> new RefSpec(name + ":" + name)))
                .toList();
    }

    private static TransportHttp transport(Repository local, URI upstream) throws UpstreamFailure {
        try {
            if (Transport.open(local, new URIish(upstream.toString())) instanceof TransportHttp transport) {
                return transport;
            }
            throw new UpstreamFailure(Kind.TROUBLE, "the address is neither http nor https", null);
        } catch (IOException | URISyntaxException e) {
            throw new UpstreamFailure(Kind.TROUBLE, "the address cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Where the upstream redirected the first request for good, on its own host: there it was read.
     *
     * @return without user name, query and {@code /info/refs}; empty if it is where it was
     */
    Optional<URI> movedTo() {
        return http.redirectedTo();
    }

    /** What the upstream advertised when the connection was made. */
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
        return http.unreadableRefs();
    }

    /**
     * Fetches one pack with everything reachable from the wanted ids and not from ours. Once for each connection.
     *
     * @param progress is told how far it is
     * @param isCancelled asked while data comes in
     * @return what the objects refer to; empty if we had some before, since new ones then refer to those
     */
    Optional<PackLinks> fetch(
            Set<ObjectId> wanted, Collection<ObjectId> ours, SyncProgress progress, BooleanSupplier isCancelled)
            throws UpstreamFailure {
        Optional<PackLinks> links = ours.isEmpty() ? Optional.of(session.newPackLinks()) : Optional.empty();
        links.ifPresent(check::note);
        List<Ref> wants = connection.getRefs().stream()
                .filter(ref -> wanted.contains(ref.getObjectId()))
                .toList();
        try {
            http.askForPack();
            connection.fetch(new WatchedBy(progress, access.redactor(), isCancelled), wants, Set.copyOf(ours));
            if (check.warned() > 0) {
                LOG.infof(
                        "upstream has faulty objects faults=%d first=%s",
                        check.warned(), check.warnings().getFirst());
            }
            return links;
        } catch (IOException e) {
            throw failure(http, access, e);
        }
    }

    @Override
    public void close() {
        connection.close();
        transport.close();
    }

    private static UpstreamFailure failure(UpstreamHttp http, UpstreamAccess access, IOException e) {
        String words = describe(e);
        // hidden before it is cut, or the beginning of a secret might stay
        String said = PlainWords.of(access.redactor().redact(words));
        if (http.isSha256()) {
            return new UpstreamFailure(
                    Kind.UNSUPPORTED,
                    "the upstream names its objects by SHA-256 (object-format=sha256), which cannot be mirrored",
                    null);
        }
        Optional<Duration> pause = http.pause();
        if (pause.isPresent()) {
            return new UpstreamFailure(
                    Kind.LIMITED,
                    "the upstream says we call too often; it wants us to wait %d s"
                            .formatted(pause.get().toSeconds()),
                    pause.get(),
                    null);
        }
        if (http.page().isPresent()) {
            return new UpstreamFailure(Kind.TROUBLE, PlainWords.of(http.page().get()), null);
        }
        Optional<String> credential = access.credential().map(ForgeCredential::description);
        int status = http.lastStatus();
        return switch (status) {
            case 401 ->
                new UpstreamFailure(
                        Kind.UNAUTHORIZED,
                        credential
                                .map(name -> "%s does not accept %s (401)".formatted(access.host(), name))
                                .orElseGet(() -> "%s asks for a user name and password (401)".formatted(access.host())),
                        null);
            case 403 ->
                new UpstreamFailure(
                        Kind.NOT_ALLOWED,
                        "%s may not be read with %s (403): %s"
                                .formatted(access.repository(), credential.orElse("no credential"), said),
                        null);
            case 404, 410, 451 ->
                new UpstreamFailure(
                        Kind.NOT_ALLOWED,
                        "%s does not exist, or it is private and %s may not see it (%d)"
                                .formatted(
                                        access.repository(), credential.orElse("a reader without credentials"), status),
                        null);
            default -> new UpstreamFailure(kind(e, said), said, null);
        };
    }

    private static Kind kind(IOException failure, String said) {
        if (OUTDATED.matcher(said).find()) {
            return Kind.OUTDATED;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PackOverLimit) {
                return Kind.OVER_LIMIT;
            }
            if (cause instanceof CorruptObjectException || cause instanceof MissingObjectException) {
                return Kind.DAMAGED;
            }
        }
        return DAMAGED.matcher(said).find() ? Kind.DAMAGED : Kind.TROUBLE;
    }

    /** Messages of all causes. What the upstream sent may be in them. */
    private static String describe(Throwable failure) {
        var text = new StringBuilder();
        for (Throwable cause = failure; cause != null && text.length() < 500; cause = cause.getCause()) {
            String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (text.indexOf(said) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(said);
            }
        }
        return text.toString();
    }

    private static final class WatchedBy implements ProgressMonitor {

        private final SyncProgress progress;
        private final Redactor redactor;
        private final BooleanSupplier isCancelled;

        WatchedBy(SyncProgress progress, Redactor redactor, BooleanSupplier isCancelled) {
            this.progress = progress;
            this.redactor = redactor;
            this.isCancelled = isCancelled;
        }

        @Override
        public void start(int totalTasks) {
            // tasks tell of themselves
        }

        @Override
        public void beginTask(String title, int totalWork) {
            // tasks of the upstream are called as it wants
            progress.begin(PlainWords.of(redactor.redact(title)), Math.max(0, totalWork));
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
            // nobody looks
        }
    }

    /** Has nothing to say to whoever asks for a login. */
    private static final class NoLogin extends CredentialsProvider {

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
