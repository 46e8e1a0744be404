package dev.millrace.githttp.forward;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.write.WriteSession;
import dev.millrace.githttp.forward.AdvertisedRefs.Key;
import dev.millrace.githttp.forward.AdvertisedRefs.Shown;
import dev.millrace.githttp.push.UpstreamPush;
import dev.millrace.upstream.UpstreamClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** Opens pushes that an upstream must accept first. */
public class ForwardPush {

    private final GitStorage storage;
    private final ResolveDestination resolve;
    private final UpstreamClient client;
    private final FetchMissing fetchMissing;
    private final RequestSync askForSync;
    private final Path scratch;
    private final Duration settle;
    private final AdvertisedRefs shown = new AdvertisedRefs();

    ForwardPush(
            GitStorage storage,
            ResolveDestination resolve,
            UpstreamClient client,
            RequestSync askForSync,
            Path scratch,
            ForwardConfig config) {
        this.storage = storage;
        this.resolve = resolve;
        this.client = client;
        this.fetchMissing = new FetchMissing(client, config.idleTimeout());
        this.askForSync = askForSync;
        this.scratch = scratch;
        this.settle = config.settle();
    }

    /**
     * The response to {@code info/refs}: the upstream's current refs and capabilities, and our notes.
     *
     * @param caller identifies the pushing client
     * @param memory account to which the list of refs is charged, until the caller closes it
     * @throws dev.millrace.upstream.UpstreamException if the upstream does not return its refs
     */
    public byte[] advertise(
            StoredRepository repository, Destination destination, String caller, Waiting waiting, IncomingMemory memory)
            throws IOException {
        // its memory outlives it: the response is held until it is written
        var conversation = UpstreamConversation.begin(client, resolve, destination, waiting, memory);
        UpstreamRefs refs = conversation.refs();
        shown.keep(new Key(destination.repositoryId(), caller), refs, conversation.access());
        var answer = new ByteArrayOutputStream();
        try (Repository here = storage.read(repository)) {
            refs.advertise(notes(here), answer);
        }
        return answer.toByteArray();
    }

    /**
     * Begins one push.
     *
     * @param session session in which it is staged, and from which it is committed
     * @param caller as in {@link #advertise}
     * @param expected old values of refs that the client expects; zero if they do not exist
     * @throws dev.millrace.upstream.UpstreamException if the upstream does not return its refs
     */
    public UpstreamPush open(
            WriteSession session,
            Destination destination,
            String caller,
            Map<String, ObjectId> expected,
            Waiting waiting)
            throws IOException {
        Optional<Shown> known = shown.take(new Key(destination.repositoryId(), caller), expected);
        IncomingMemory memory = session.openMemory();
        boolean isOpen = false;
        try {
            var conversation = known.isPresent()
                    ? new UpstreamConversation(
                            client,
                            resolve,
                            destination,
                            waiting,
                            memory,
                            known.get().access())
                    : UpstreamConversation.begin(client, resolve, destination, waiting, memory);
            UpstreamRefs refs = known.isPresent() ? known.get().refs() : conversation.refs();
            ForwardedPush push = push(session, destination, conversation, refs, waiting);
            isOpen = true;
            return push;
        } finally {
            if (!isOpen) {
                memory.close();
            }
        }
    }

    private ForwardedPush push(
            WriteSession session,
            Destination destination,
            UpstreamConversation conversation,
            UpstreamRefs refs,
            Waiting waiting)
            throws IOException {
        return new ForwardedPush(
                conversation,
                refs,
                notes(session.repository()),
                new CommitAccepted(storage, session, conversation, fetchMissing, destination),
                fetchMissing,
                session.repository(),
                destination,
                askForSync,
                isCheckedFirst -> new PackUpload(
                        client, conversation.access(), waiting, scratch, isCheckedFirst, PackUpload.SIGN_OF_LIFE),
                waiting,
                settle);
    }

    private static Map<String, ObjectId> notes(Repository here) throws IOException {
        return here.getRefDatabase().getRefsByPrefix(Constants.R_NOTES).stream()
                .filter(ref -> ref.getObjectId() != null)
                .collect(Collectors.toMap(Ref::getName, Ref::getObjectId));
    }
}
