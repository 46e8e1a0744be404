package dev.millrace.githttp.forward;

import dev.millrace.forge.InstallationToken;
import dev.millrace.git.IncomingMemory;
import dev.millrace.git.PackMemoryBusy;
import dev.millrace.git.PackOverLimit;
import dev.millrace.githttp.forward.UpstreamCall.Answer;
import dev.millrace.githttp.forward.UpstreamFailure.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is asked of one upstream for one push. It remembers which token was accepted and where the upstream moved to. */
final class UpstreamConversation implements AutoCloseable {

    private static final String REFS = "/info/refs";
    private static final String QUERY = "?service=git-receive-pack";
    private static final String ADVERTISEMENT = "application/x-git-receive-pack-advertisement";
    private static final int MOVES_FOLLOWED = 3;
    private static final int MOST_REFS = 1_000_000;
    private static final int LEFT_OVER = 64 << 10;
    private static final int PACKET_LENGTH = 4;

    private final UpstreamClient client;
    private final ReachUpstream reach;
    private final Destination destination;
    private final Waiting waiting;
    private final IncomingMemory memory;
    private UpstreamAccess access;

    /**
     * One conversation.
     *
     * @param memory for what the upstream lists; closed with the conversation
     * @param access a way that was found just now
     */
    UpstreamConversation(
            UpstreamClient client,
            ReachUpstream reach,
            Destination destination,
            Waiting waiting,
            IncomingMemory memory,
            UpstreamAccess access) {
        this.memory = memory;
        this.client = client;
        this.reach = reach;
        this.destination = destination;
        this.waiting = waiting;
        this.access = access;
    }

    /** @throws UpstreamFailure if there is no way to the upstream */
    static UpstreamConversation begin(
            UpstreamClient client, ReachUpstream reach, Destination destination, Waiting waiting, IncomingMemory memory)
            throws IOException {
        UpstreamAccess access = waiting.during(() -> reach.handle(destination, Optional.empty()));
        return new UpstreamConversation(client, reach, destination, waiting, memory, access);
    }

    /** Memory for what the upstream lists, until the conversation ends. */
    IncomingMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        memory.close();
    }

    /** The way that the last answer came. */
    UpstreamAccess access() {
        return access;
    }

    /**
     * The upstream's refs as they stand now. An installation token that is not accepted is replaced once.
     *
     * @throws UpstreamFailure if it does not tell them
     */
    UpstreamRefs refs() throws IOException {
        return waiting.during(() -> {
            try {
                return once();
            } catch (UpstreamFailure refused) {
                Optional<InstallationToken> token = access.token();
                if (refused.kind() != Kind.UNAUTHORIZED || token.isEmpty()) {
                    throw refused;
                }
                access = reach.handle(destination, token);
                return once();
            }
        });
    }

    private UpstreamRefs once() throws IOException {
        for (int moves = 0; ; moves++) {
            try (UpstreamCall call = ask()) {
                Answer answer = call.answer();
                if (answer.status() == 200) {
                    return read(answer);
                }
                Optional<URI> moved = movedTo(answer);
                if (moved.isPresent() && moves == MOVES_FOLLOWED) {
                    throw new UpstreamFailure(
                            Kind.BROKEN,
                            "%s redirects again and again (%d times)".formatted(destination.name(), moves + 1));
                }
                if (moved.isEmpty()) {
                    throw answer.failure();
                }
                UpstreamClient.requireSameHost(access, moved.get());
                access = access.at(moved.get());
            }
        }
    }

    private UpstreamCall ask() throws UpstreamFailure {
        UpstreamCall call = client.open(
                access,
                HttpMethod.GET,
                URI.create(access.address() + REFS + QUERY),
                Map.of("Accept", ADVERTISEMENT, "Cache-Control", "no-cache"),
                OptionalLong.of(0));
        boolean isAnswered = false;
        try {
            call.end(Buffer.buffer());
            call.answer();
            isAnswered = true;
            return call;
        } finally {
            if (!isAnswered) {
                call.close();
            }
        }
    }

    private UpstreamRefs read(Answer answer) throws IOException {
        if (!answer.isOf(ADVERTISEMENT)) {
            throw answer.page(ADVERTISEMENT);
        }
        try (InputStream body = new BufferedInputStream(answer.body(), LEFT_OVER)) {
            body.mark(LEFT_OVER);
            String length = new String(body.readNBytes(PACKET_LENGTH), StandardCharsets.ISO_8859_1);
            body.reset();
            if (!length.matches("[0-9a-fA-F]{4}")) {
                throw answer.page(ADVERTISEMENT, new String(body.readNBytes(LEFT_OVER), StandardCharsets.UTF_8));
            }
            UpstreamRefs refs = UpstreamRefs.read(access, new ListedInput(body, memory), MOST_REFS);
            body.readNBytes(LEFT_OVER);
            return refs;
        } catch (PackOverLimit | PackMemoryBusy limit) {
            throw new UpstreamFailure(
                    Kind.BROKEN,
                    "%s lists more refs than fit: %s".formatted(destination.name(), limit.getMessage()),
                    limit);
        } catch (EOFException cut) {
            throw new UpstreamFailure(Kind.BROKEN, destination.name() + " broke off while it listed its refs");
        }
    }

    /** A repository that was renamed is redirected by its forge. */
    private Optional<URI> movedTo(Answer answer) {
        if (answer.status() < 301 || answer.status() > 308) {
            return Optional.empty();
        }
        return answer.header("Location").flatMap(location -> {
            try {
                URI target = URI.create(access.address() + REFS + QUERY).resolve(location);
                String path = String.valueOf(target.getRawPath());
                return path.endsWith(REFS) && target.getRawUserInfo() == null
                        ? Optional.of(new URI(target.getScheme() + "://" + target.getRawAuthority()
                                + path.substring(0, path.length() - REFS.length())))
                        : Optional.empty();
            } catch (IllegalArgumentException | URISyntaxException e) {
                return Optional.empty();
            }
        });
    }
}
