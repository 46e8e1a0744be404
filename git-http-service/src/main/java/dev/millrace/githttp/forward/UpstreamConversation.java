package dev.millrace.githttp.forward;

import dev.millrace.forge.InstallationToken;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.git.check.RefListMemory;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamCall;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import dev.millrace.upstream.UpstreamResponse;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The requests to one upstream for one push. It remembers which token was accepted and where the upstream moved to. */
final class UpstreamConversation implements AutoCloseable {

    private static final String REFS = "/info/refs";
    private static final String QUERY = "?service=git-receive-pack";
    private static final String ADVERTISEMENT = "application/x-git-receive-pack-advertisement";
    private static final int MOVES_FOLLOWED = 3;
    private static final int MOST_REFS = 1_000_000;
    private static final int LEFT_OVER = 64 << 10;
    private static final int PACKET_LENGTH = 4;

    private final UpstreamClient client;
    private final ResolveDestination resolve;
    private final Destination destination;
    private final Waiting waiting;
    private final IncomingMemory memory;
    private UpstreamAccess access;

    /**
     * One conversation.
     *
     * @param memory for what the upstream lists; closed with the conversation
     * @param access an access that was just resolved
     */
    UpstreamConversation(
            UpstreamClient client,
            ResolveDestination resolve,
            Destination destination,
            Waiting waiting,
            IncomingMemory memory,
            UpstreamAccess access) {
        this.memory = memory;
        this.client = client;
        this.resolve = resolve;
        this.destination = destination;
        this.waiting = waiting;
        this.access = access;
    }

    /** @throws UpstreamException if connecting to the upstream is not allowed */
    static UpstreamConversation begin(
            UpstreamClient client,
            ResolveDestination resolve,
            Destination destination,
            Waiting waiting,
            IncomingMemory memory)
            throws IOException {
        UpstreamAccess access = waiting.during(() -> resolve.handle(destination, Optional.empty()));
        return new UpstreamConversation(client, resolve, destination, waiting, memory, access);
    }

    /** Memory for what the upstream lists, until the conversation ends. */
    IncomingMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        memory.close();
    }

    /** The access that the last response used. */
    UpstreamAccess access() {
        return access;
    }

    /**
     * The upstream's current refs. An installation token that is not accepted is replaced once.
     *
     * @throws UpstreamException if it does not return them
     */
    UpstreamRefs refs() throws IOException {
        return waiting.during(() -> {
            try {
                return once();
            } catch (UpstreamException rejected) {
                Optional<InstallationToken> token = access.token();
                if (!(rejected.failure() instanceof UpstreamFailure.CredentialRejected) || token.isEmpty()) {
                    throw rejected;
                }
                access = resolve.handle(destination, token);
                return once();
            }
        });
    }

    private UpstreamRefs once() throws IOException {
        for (int moves = 0; ; moves++) {
            try (UpstreamCall call = ask()) {
                UpstreamResponse response = call.response();
                if (response.isOk()) {
                    return read(response);
                }
                // a repository that was renamed is redirected by its forge
                Optional<URI> moved = response.movedTo(URI.create(access.address() + REFS + QUERY), REFS);
                if (moved.isPresent() && moves == MOVES_FOLLOWED) {
                    throw unexpected(
                            "%s redirects again and again (%d times)".formatted(destination.name(), moves + 1));
                }
                if (moved.isEmpty()) {
                    throw new UpstreamException(response.failure());
                }
                UpstreamClient.requireSameOrigin(access, moved.get());
                access = access.at(moved.get());
            }
        }
    }

    private UpstreamCall ask() throws UpstreamException {
        UpstreamCall call = client.open(
                access,
                "GET",
                URI.create(access.address() + REFS + QUERY),
                Map.of("Accept", ADVERTISEMENT, "Cache-Control", "no-cache"),
                OptionalLong.empty());
        boolean isAnswered = false;
        try {
            call.end();
            call.response();
            isAnswered = true;
            return call;
        } finally {
            if (!isAnswered) {
                call.close();
            }
        }
    }

    private UpstreamRefs read(UpstreamResponse response) throws IOException {
        if (!response.isOf(ADVERTISEMENT)) {
            throw new UpstreamException(response.notGit(ADVERTISEMENT));
        }
        try (InputStream body = new BufferedInputStream(response.body(), LEFT_OVER)) {
            body.mark(LEFT_OVER);
            String length = new String(body.readNBytes(PACKET_LENGTH), StandardCharsets.ISO_8859_1);
            body.reset();
            if (!length.matches("[0-9a-fA-F]{4}")) {
                String beginning = new String(body.readNBytes(LEFT_OVER), StandardCharsets.UTF_8);
                throw new UpstreamException(response.notGit(ADVERTISEMENT, beginning));
            }
            UpstreamRefs refs = UpstreamRefs.read(access, new RefListMemory(body, memory::take), MOST_REFS);
            body.readNBytes(LEFT_OVER);
            return refs;
        } catch (PackOverLimit | PackMemoryBusy limit) {
            throw unexpected("%s lists more refs than fit: %s".formatted(destination.name(), limit.getMessage()));
        } catch (EOFException cut) {
            throw unexpected(destination.name() + " broke off while it listed its refs");
        }
    }

    private static UpstreamException unexpected(String message) {
        return new UpstreamException(new UpstreamFailure.UnexpectedResponse(message));
    }
}
