package dev.millrace.githttp.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.events.git.RefsMoved.Cause;
import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.check.FsckRules;
import dev.millrace.git.check.IncomingMemory;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.git.write.WriteSession;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.SigningKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;

/** One repository behind HTTP for pushes, with limits and rules that the test sets. */
final class PushEndpoint implements AutoCloseable {

    private final HttpServer server;
    private final GitStorage storage;
    private final StoredRepository repository;
    private final ReceivePush receivePush;
    private final PushLimits limits;
    private final Caller caller;

    PushEndpoint(GitStorage storage, StoredRepository repository, PushLimits limits, FsckRules fsck) {
        this.storage = storage;
        this.repository = repository;
        this.limits = limits;
        this.receivePush = new ReceivePush(limits, fsck, new SigningKeys(), Optional.empty(), Clock.systemUTC());
        this.caller = new Caller(
                repository.team(), "test", Optional.empty(), Set.of(Scope.GIT_WRITE), List.of(), Instant.MAX);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/r.git/info/refs", this::advertise);
        server.createContext("/r.git/git-receive-pack", this::receive);
        server.start();
    }

    String remote() {
        return "http://localhost:%d/r.git".formatted(server.getAddress().getPort());
    }

    private void advertise(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Repository opened = storage.read(repository.id());
                IncomingMemory memory = storage.openMemory(repository)) {
            receivePush.advertise(opened, Set.of(), memory, answer);
        }
        answer(exchange, "advertisement", answer.toByteArray());
    }

    private void receive(HttpExchange exchange) throws IOException {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (WriteSession session =
                storage.write(repository.id(), Cause.PUSH, "test", RefNamespace.DEFAULT, limits.repository())) {
            receivePush.receive(session, new Pusher(caller, RefNamespace.DEFAULT, Set.of()), body, answer);
        }
        body.transferTo(OutputStream.nullOutputStream());
        answer(exchange, "result", answer.toByteArray());
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/x-git-receive-pack-" + type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
