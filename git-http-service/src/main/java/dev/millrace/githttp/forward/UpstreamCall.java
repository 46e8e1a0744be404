package dev.millrace.githttp.forward;

import dev.millrace.forge.WebPage;
import dev.millrace.githttp.forward.UpstreamFailure.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request to an upstream and its answer, for threads that may wait. Knows whether the request is out as a whole: before
 * that the upstream cannot have acted on it.
 */
final class UpstreamCall implements AutoCloseable {

    private static final int WORDS = 1000;
    private static final int READ = 64 << 10;

    private final UpstreamAccess access;
    private final HttpClientRequest request;
    private final Duration idle;
    private final CompletableFuture<Answer> head = new CompletableFuture<>();
    private volatile boolean isWhole;
    private volatile boolean isOver;

    /** To be made where the request was: on its event loop. */
    UpstreamCall(UpstreamAccess access, HttpClientRequest request, Duration idle) {
        this.access = access;
        this.request = request;
        this.idle = idle;
        // what goes wrong is told to whoever waits for the answer or for something to be sent
        request.exceptionHandler(told -> {});
        request.response().onComplete(arrived -> {
            if (arrived.succeeded()) {
                head.complete(new Answer(arrived.result(), Vertx.currentContext()));
            } else {
                head.completeExceptionally(arrived.cause());
            }
        });
    }

    /**
     * Sends a part of the body. When it returns the system has taken it.
     *
     * @throws UpstreamFailure if it cannot be sent, or the upstream has said no already
     */
    void write(Buffer part) throws UpstreamFailure {
        refuseEarlyAnswer();
        try {
            await(request.write(part));
        } catch (UpstreamFailure broken) {
            refuseEarlyAnswer();
            throw broken;
        }
    }

    /** Sends the last part. From here on the upstream may act. */
    void end(Buffer last) throws UpstreamFailure {
        refuseEarlyAnswer();
        isWhole = true;
        await(request.end(last));
    }

    /** Whether everything was sent, so that only the upstream knows what became of it. */
    boolean isWhole() {
        return isWhole;
    }

    /** Waits for the head of the answer. */
    Answer answer() throws UpstreamFailure {
        return take(head);
    }

    /** A head that says 200 is nothing special: many servers send it before they have read the pack. */
    private void refuseEarlyAnswer() throws UpstreamFailure {
        if (head.isDone() && !head.isCompletedExceptionally() && head.join().status() != 200) {
            throw head.join().failure();
        }
    }

    private void await(Future<Void> sent) throws UpstreamFailure {
        take(sent.toCompletionStage().toCompletableFuture());
    }

    private <T> T take(CompletableFuture<T> coming) throws UpstreamFailure {
        try {
            return coming.get(idle.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw UpstreamClient.unreachable(access, e.getCause());
        } catch (TimeoutException e) {
            throw silent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamFailure(Kind.UNREACHABLE, "the service was stopped while it talked to " + access.name());
        }
    }

    private UpstreamFailure silent() {
        return new UpstreamFailure(
                Kind.UNREACHABLE, "%s was silent for %d s".formatted(access.name(), Math.max(1, idle.toSeconds())));
    }

    /** The head of a response that has arrived by now, of whatever status. */
    Optional<Answer> early() {
        return head.isDone() && !head.isCompletedExceptionally() ? Optional.of(head.join()) : Optional.empty();
    }

    /** Breaks off what is not over. */
    @Override
    public void close() {
        if (!isOver) {
            request.reset();
        }
    }

    /** A part of an answer's body; neither bytes nor failure at its end. */
    private record Part(@Nullable Buffer bytes, @Nullable Throwable failure) {}

    /** What came back. */
    final class Answer {

        private final HttpClientResponse response;
        private final Context context;
        private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();

        Answer(HttpClientResponse response, Context context) {
            this.response = response;
            this.context = context;
            response.pause();
            response.handler(bytes -> parts.add(new Part(bytes, null)))
                    .exceptionHandler(broken -> parts.add(new Part(null, broken)))
                    .endHandler(end -> {
                        isOver = true;
                        parts.add(new Part(null, null));
                    });
        }

        int status() {
            return response.statusCode();
        }

        Optional<String> header(String field) {
            return Optional.ofNullable(response.getHeader(field));
        }

        HttpClientResponse response() {
            return response;
        }

        /** Whether it is of this type, whatever its parameters. */
        boolean isOf(String type) {
            String told = header("Content-Type").orElse("");
            int parameters = told.indexOf(';');
            return (parameters < 0 ? told : told.substring(0, parameters))
                    .strip()
                    .equalsIgnoreCase(type);
        }

        /** The body; no more of it is taken from the network than is read. */
        InputStream body() {
            return new Body(this);
        }

        /** What an answer other than 200 means; its words are kept if they are for people. */
        UpstreamFailure failure() {
            Kind kind = switch (status()) {
                case 401 -> Kind.UNAUTHORIZED;
                case 429 -> Kind.LIMITED;
                case 503 -> header("Retry-After").isPresent() ? Kind.LIMITED : Kind.BROKEN;
                default -> status() >= 400 && status() < 500 ? Kind.FORBIDDEN : Kind.BROKEN;
            };
            String name = access.name();
            String meaning = switch (status()) {
                case 401 -> "%s does not accept %s (401)".formatted(name, access.credentialName());
                case 403 -> "%s accepts no push with %s (403)".formatted(name, access.credentialName());
                case 404, 410 ->
                    "%s does not exist, or it is private and %s may not see it (%d)"
                            .formatted(name, access.credentialName(), status());
                case 301, 302, 303, 307, 308 ->
                    "%s answered %d, a redirect that is not followed".formatted(name, status());
                case 413 -> "%s takes no push of this size".formatted(name);
                case 429 -> "%s wants fewer calls: try again later".formatted(name);
                default -> "%s answered %d".formatted(name, status());
            };
            String words = words();
            return new UpstreamFailure(kind, words.isEmpty() ? meaning : meaning + ": " + words);
        }

        private String words() {
            return isOf("text/plain") ? access.shown(beginning(), WORDS) : "";
        }

        /** That something else than a Git server answered. */
        UpstreamFailure page(String expected) {
            return page(expected, beginning());
        }

        /** As {@link #page(String)}, where the body was read already. */
        UpstreamFailure page(String expected, String text) {
            String type = access.shown(header("Content-Type").orElse(""), WORDS);
            return new UpstreamFailure(
                    Kind.BROKEN,
                    WebPage.message(access.name(), type, access.redactor().redact(text), expected));
        }

        /** Longer than what is shown of it, so that no credential is cut in the middle where the text ends. */
        private String beginning() {
            try (InputStream body = body()) {
                return new String(body.readNBytes(READ), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return ""; // what was said is lost, the status is not
            }
        }

        private UpstreamFailure broken(Throwable cause) {
            return UpstreamClient.unreachable(access, cause);
        }

        private Part next() throws UpstreamFailure {
            context.runOnContext(demanded -> response.fetch(1));
            try {
                Part part = parts.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
                if (part == null) {
                    throw silent();
                }
                return part;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UpstreamFailure(
                        Kind.UNREACHABLE, "the service was stopped while it talked to " + access.name());
            }
        }
    }

    private static final class Body extends InputStream {

        private final Answer answer;
        private @Nullable Buffer current;
        private int at;
        private boolean ended;

        Body(Answer answer) {
            this.answer = answer;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            Buffer buffer = current;
            while (buffer == null || at == buffer.length()) {
                if (ended) {
                    return -1;
                }
                Part part = answer.next();
                if (part.failure() != null) {
                    throw answer.broken(part.failure());
                }
                buffer = part.bytes();
                current = buffer;
                at = 0;
                ended = buffer == null;
            }
            int taken = Math.min(length, buffer.length() - at);
            buffer.getBytes(at, at + taken, into, offset);
            at += taken;
            return taken;
        }
    }
}
