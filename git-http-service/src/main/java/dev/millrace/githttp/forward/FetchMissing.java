package dev.millrace.githttp.forward;

import dev.millrace.git.check.Connectivity;
import dev.millrace.git.check.FsckRules;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.RefListInput;
import dev.millrace.git.check.RefListMemory;
import dev.millrace.git.check.WalkMemory;
import dev.millrace.upstream.GitConnections;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jboss.logging.Logger;

/**
 * Fetches objects that the upstream has and we do not have yet into the session of a push. A client may omit from its pack
 * any object that the upstream has, since it may have fetched it there.
 */
final class FetchMissing {

    private static final Logger LOG = Logger.getLogger(FetchMissing.class);

    private static final int LONGEST_REASON = 1000;

    private final UpstreamClient client;
    private final Duration idleTimeout;

    FetchMissing(UpstreamClient client, Duration idleTimeout) {
        this.client = client;
        this.idleTimeout = idleTimeout;
    }

    /**
     * Ensures that all tips exist here, with everything they refer to.
     *
     * @param staged where a pack may be staged
     * @param tips of the upstream, by ref
     * @throws IOException if they cannot be fetched
     */
    void handle(Repository staged, UpstreamConversation conversation, Map<String, ObjectId> tips) throws IOException {
        UpstreamAccess access = conversation.access();
        Map<String, ObjectId> ours = ours(staged);
        Map<String, ObjectId> missing = missing(staged, tips, ours);
        if (missing.isEmpty()) {
            return;
        }
        if (ours.isEmpty()) {
            throw new IOException("repository sync in progress. please retry shortly");
        }
        Set<ObjectId> known = Set.copyOf(ours.values());
        fetch(staged, access, conversation.memory(), missing, known);
        Set<ObjectId> wanted = Set.copyOf(missing.values());
        if (!missing(staged, missing, Map.of()).isEmpty()
                || !(WalkMemory.apart(0, () -> Connectivity.check(staged, wanted, known))
                        instanceof Connectivity.Outcome.Connected)) {
            throw new UpstreamException(new UpstreamFailure.UnexpectedResponse(
                    access.name() + " did not send all that the push may build on: push again"));
        }
        LOG.infof("upstream was ahead and was fetched from upstream=%s refs=%d", access.name(), missing.size());
    }

    private static Map<String, ObjectId> ours(Repository staged) throws IOException {
        return staged.getRefDatabase().getRefsByPrefix(Constants.R_REFS).stream()
                .filter(ref -> ref.getObjectId() != null)
                .collect(Collectors.toMap(Ref::getName, Ref::getObjectId));
    }

    private static Map<String, ObjectId> missing(
            Repository staged, Map<String, ObjectId> tips, Map<String, ObjectId> ours) throws IOException {
        Map<String, ObjectId> missing = new TreeMap<>();
        try (ObjectReader reader = staged.newObjectReader()) {
            for (Map.Entry<String, ObjectId> tip : tips.entrySet()) {
                if (!tip.getValue().equals(ours.get(tip.getKey())) && !reader.has(tip.getValue())) {
                    missing.put(tip.getKey(), tip.getValue());
                }
            }
        }
        return missing;
    }

    private void fetch(
            Repository staged,
            UpstreamAccess access,
            IncomingMemory memory,
            Map<String, ObjectId> missing,
            Set<ObjectId> known)
            throws UpstreamException {
        List<RefSpec> specs = missing.keySet().stream()
                .map(name -> new RefSpec(name + ":" + name))
                .toList();
        try (var connections = new GitConnections(
                        client, access, list -> new RefListInput(new RefListMemory(list, memory::take)));
                TransportHttp transport = transport(staged, access)) {
            transport.setHttpConnectionFactory(connections);
            transport.setTimeout(Math.toIntExact(Math.max(1, idleTimeout.toSeconds())));
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setObjectChecker(FsckRules.forSync().newCheck());
            try (FetchConnection connection = transport.openFetch(specs)) {
                List<Ref> wants = connection.getRefs().stream()
                        .filter(ref -> missing.containsKey(ref.getName()))
                        .toList();
                connection.fetch(NullProgressMonitor.INSTANCE, wants, known);
            }
        } catch (IOException | URISyntaxException e) {
            throw new UpstreamException(new UpstreamFailure.UnexpectedResponse(
                    "what %s has and we lack could not be fetched: %s"
                            .formatted(
                                    access.name(), access.sanitized(String.valueOf(e.getMessage()), LONGEST_REASON))));
        }
    }

    private static TransportHttp transport(Repository staged, UpstreamAccess access)
            throws IOException, URISyntaxException {
        if (Transport.open(staged, new URIish(access.address().toString())) instanceof TransportHttp transport) {
            return transport;
        }
        throw new IOException(access.name() + " is neither at http nor at https");
    }
}
