package dev.millrace.githttp.transport;

import dev.millrace.git.GitStorage;
import dev.millrace.git.clone.Bundle;
import dev.millrace.git.clone.StoredClone;
import dev.millrace.git.ref.RefAdvertisement.Lines;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.admission.AdmissionLimits;
import dev.millrace.githttp.admission.PackTooLarge;
import dev.millrace.githttp.admission.PackingMemory;
import dev.millrace.githttp.admission.ShareClones;
import dev.millrace.githttp.admission.ShareClones.Clone;
import dev.millrace.githttp.admission.TeamMemory;
import dev.millrace.githttp.bundle.OfferBundles;
import dev.millrace.githttp.fetch.FetchAdvertisement;
import dev.millrace.githttp.fetch.FetchLimits;
import dev.millrace.githttp.fetch.FetchOutcome;
import dev.millrace.githttp.fetch.FetchRequest;
import dev.millrace.githttp.fetch.ServeFetch;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Serves one request of a fetch according to its kind: lists of refs at once, clones from a stored pack or else packed and
 * shared, and incremental fetches individually. All but the lists are computed on separate threads.
 */
@ApplicationScoped
class AnswerFetch {

    private static final byte[] FLUSH = "0000".getBytes(StandardCharsets.US_ASCII);

    /** A larger request takes time to inflate and to parse. */
    private static final int SMALL_REQUEST = 64 * 1024;

    /** Of the heap, for packs. */
    private static final double PACKING_HEAP_SHARE = 0.3;

    private final ServeFetch serveFetch;
    private final ShareClones clones;
    private final OfferBundles bundles;
    private final Exchanges exchanges;
    private final FetchLimits limits;
    private final TeamMemory requestMemory;
    private final PackingMemory packingMemory;
    private final Duration timeout;

    AnswerFetch(
            OfferBundles bundles,
            Exchanges exchanges,
            GitHttpConfig config,
            MeterRegistry meters,
            @ConfigProperty(name = "millrace.git.directory", defaultValue = ".millrace/git") Path directory) {
        this.bundles = bundles;
        this.exchanges = exchanges;
        this.limits = new FetchLimits(config.maxHaves(), config.maxWants());
        this.requestMemory = new TeamMemory(config.fetchRequestMemory().asLongValue());
        this.packingMemory = new PackingMemory(
                config.packingMemory().map(MemorySize::asLongValue).orElseGet(() ->
                        (long) (Runtime.getRuntime().maxMemory() * PACKING_HEAP_SHARE)),
                config.acquireTimeout());
        this.timeout = config.acquireTimeout();
        this.serveFetch = new ServeFetch(config.keepAlive());
        this.clones = new ShareClones(
                new AdmissionLimits(
                        config.clones(),
                        config.clonesPerTeam(),
                        config.clonesPerRepository(),
                        config.acquireTimeout(),
                        config.sharedPacks().asLongValue(),
                        config.sharedFor()),
                directory.resolve(".shared"),
                exchanges.pool());
        Gauge.builder("millrace.git.http.clones", clones, ShareClones::packing)
                .description("clones being packed")
                .register(meters);
        Gauge.builder("millrace.git.http.shared.bytes", clones, ShareClones::reservedBytes)
                .description("disk set aside for packs that several clients read")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("millrace.git.http.packing.bytes", packingMemory, PackingMemory::taken)
                .description("heap that the objects of packs hold until they are sent")
                .baseUnit("bytes")
                .register(meters);
        FunctionCounter.builder("millrace.git.http.clones.joined", clones, ShareClones::joined)
                .description("clones answered with what another one made")
                .register(meters);
    }

    /**
     * A set of refs over the objects of a repository.
     *
     * @param namespace distinguishes sets of one repository
     * @param open opens the repository with them, in its current state; the caller closes it
     */
    record Refs(String namespace, Supplier<Repository> open) {}

    /** The response to {@code info/refs} in protocol version 2. */
    byte[] capabilities(Refs refs) {
        try (Repository repository = refs.open().get()) {
            return FetchAdvertisement.capabilities(Bundle.existsIn(repository));
        }
    }

    /**
     * The response to a request.
     *
     * @param refs which of the repository's refs to use
     * @param body decompressed
     * @throws IOException if the storage fails, or the body cannot be read
     */
    FetchAnswer answer(Granted grant, Refs refs, Set<String> protocol, InputStream body, Exchange exchange)
            throws IOException {
        byte[] start = body.readNBytes(SMALL_REQUEST);
        if (start.length < SMALL_REQUEST) {
            return answer(grant, refs, protocol, start, exchange);
        }
        if (!exchange.startComputing(timeout)) {
            return busy();
        }
        return exchange.computing(() -> {
            Optional<byte[]> whole = wholeRequest(start, body, exchange);
            return whole.isPresent() ? answer(grant, refs, protocol, whole.get(), exchange) : busy();
        });
    }

    /** The complete body of a large request; empty if other requests hold too much memory. */
    private Optional<byte[]> wholeRequest(byte[] start, InputStream body, Exchange exchange) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(2 * SMALL_REQUEST);
        PacketMemory heap = new PacketMemory();
        byte[] next = start;
        while (next.length > 0) {
            long charge = heap.of(next);
            if (!requestMemory.reserve(exchange.team(), charge)) {
                return Optional.empty();
            }
            exchange.owns(() -> requestMemory.release(exchange.team(), charge));
            whole.write(next);
            next = body.readNBytes(SMALL_REQUEST);
        }
        return Optional.of(whole.toByteArray());
    }

    private FetchAnswer answer(Granted grant, Refs refs, Set<String> protocol, byte[] body, Exchange exchange)
            throws IOException {
        try {
            FetchRequest request = FetchRequest.read(protocol, body, limits);
            if (request.command().filter("ls-refs"::equals).isPresent()) {
                return listed(refs, request);
            }
            if (request.command().filter("bundle-uri"::equals).isPresent()) {
                try (Repository repository = refs.open().get()) {
                    return new FetchAnswer.Whole(bundles.list(grant.repository(), repository));
                }
            }
            if (request.command().filter("object-info"::equals).isPresent()) {
                return described(refs, request, exchange);
            }
            return request.isClone() ? cloned(grant, refs, request, exchange) : served(grant, refs, request, exchange);
        } catch (PackProtocolException refusal) {
            ExchangeLog.fetched(grant, exchange, new FetchOutcome.Refused(String.valueOf(refusal.getMessage())));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ServeFetch.refuse(refusal, bytes);
            return new FetchAnswer.Whole(bytes.toByteArray());
        }
    }

    private FetchAnswer listed(Refs refs, FetchRequest request) throws IOException {
        try (Repository repository = refs.open().get()) {
            Lines lines = ServeFetch.listRefs(repository, request);
            if (lines.size() > GitResponses.SENT_AT_ONCE) {
                return (FetchAnswer.Streamed) answer -> writeList(lines, answer);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) lines.size() + FLUSH.length);
            writeList(lines, bytes);
            return new FetchAnswer.Whole(bytes.toByteArray());
        }
    }

    private static void writeList(Lines lines, OutputStream answer) throws IOException {
        lines.writeTo(answer);
        answer.write(FLUSH);
    }

    private FetchAnswer described(Refs refs, FetchRequest request, Exchange exchange) throws IOException {
        if (!exchange.startComputing(timeout)) {
            return busy();
        }
        return exchange.computing(() -> {
            try (Repository repository = refs.open().get()) {
                return new FetchAnswer.Whole(ServeFetch.objectInfo(repository, request));
            }
        });
    }

    private FetchAnswer served(Granted grant, Refs refs, FetchRequest request, Exchange exchange) throws IOException {
        if (!exchange.startComputing(timeout)) {
            return busy();
        }
        FetchRequest known = exchange.computing(() -> {
            try (Repository repository = refs.open().get()) {
                return ServeFetch.withoutUnknownHaves(repository, request);
            }
        });
        if (known.isClone()) {
            return cloned(grant, refs, known, exchange);
        }
        return (FetchAnswer.Streamed) answer -> exchange.compute(() -> {
            try (Repository repository = refs.open().get();
                    PackingMemory.Charge memory = beginPack(exchange)) {
                ExchangeLog.fetched(grant, exchange, serveFetch.serve(repository, request, memory, answer));
            }
        });
    }

    private static FetchAnswer busy() {
        return new FetchAnswer.Refused(new FetchRefusal.AtCapacity());
    }

    private FetchAnswer copied(Granted grant, StoredClone clone, Exchange exchange) {
        PackingMemory.Charge memory =
                packingMemory.begin(exchange.team(), acquired -> exchange.awaiting(acquired::getAsBoolean));
        exchange.owns(memory::close);
        exchange.keepsPaceWhile(memory::isLarge);
        try {
            memory.add(clone.heapBytes());
        } catch (PackTooLarge full) {
            return new FetchAnswer.Refused(new FetchRefusal.NoPackingMemory(String.valueOf(full.getMessage())));
        }
        return (FetchAnswer.Streamed) answer -> exchanges.sendCopy(
                exchange, answer, out -> ExchangeLog.fetched(grant, exchange, serveFetch.copy(clone, out)));
    }

    /** Memory for a pack that a compute thread makes. */
    private PackingMemory.Charge beginPack(Exchange exchange) {
        String team = exchange.team();
        PackingMemory.Charge memory =
                packingMemory.begin(team, acquired -> exchanges.pool().withoutPermit(team, acquired));
        exchange.keepsPaceWhile(memory::isLarge);
        return memory;
    }

    private FetchAnswer cloned(Granted grant, Refs refs, FetchRequest request, Exchange exchange) throws IOException {
        var key = new ShareClones.Key(
                grant.repository().id(),
                grant.repository().refsVersion(),
                grant.repository().packsVersion(),
                refs.namespace() + " " + request.fingerprint());
        if (!exchange.startComputing(timeout)) {
            return busy();
        }
        Stored stored = exchange.computing(() -> {
            try (Repository repository = refs.open().get()) {
                return new Stored(ServeFetch.stored(repository, request), GitStorage.packBytes(repository));
            }
        });
        exchange.stopComputing(exchanges.requests());
        if (stored.copy().isPresent()) {
            return copied(grant, stored.copy().get(), exchange);
        }
        Clone clone = exchange.awaiting(() -> clones.open(
                key,
                grant.caller().team(),
                stored.packBytes(),
                answer -> packed(grant, refs, request, exchange, answer)));
        return switch (clone) {
            case Clone.Refused(var reason) -> new FetchAnswer.Refused(new FetchRefusal.NoClonePermit(reason));
            case Clone.Ready ready -> {
                exchange.owns(ready::close);
                yield ready.isPackedWhenSent() ? packedWhenSent(grant, ready, exchange) : sent(grant, ready, exchange);
            }
        };
    }

    private FetchAnswer packedWhenSent(Granted grant, Clone.Ready ready, Exchange exchange) {
        return exchange.startComputing(timeout)
                ? (FetchAnswer.Streamed) answer -> exchange.compute(() -> {
                    send(grant, ready, exchange, answer);
                })
                : busy();
    }

    private FetchAnswer sent(Granted grant, Clone.Ready ready, Exchange exchange) {
        return (FetchAnswer.Streamed)
                answer -> exchanges.sendCopy(exchange, answer, out -> send(grant, ready, exchange, out));
    }

    private static void send(Granted grant, Clone.Ready ready, Exchange exchange, OutputStream answer)
            throws IOException {
        boolean packed = ready.sendTo(answer);
        answer.flush();
        ExchangeLog.cloned(grant, exchange, ready.isShared(), packed);
    }

    /**
     * Data about a clone before it is packed.
     *
     * @param copy of a stored pack, if one can be used
     * @param packBytes of the repository
     */
    private record Stored(Optional<StoredClone> copy, long packBytes) {}

    private boolean packed(Granted grant, Refs refs, FetchRequest request, Exchange exchange, OutputStream answer)
            throws IOException {
        try (Repository repository = refs.open().get();
                PackingMemory.Charge memory = beginPack(exchange)) {
            FetchOutcome outcome = serveFetch.serve(repository, request, memory, answer);
            ExchangeLog.fetched(grant, exchange, outcome);
            return outcome instanceof FetchOutcome.PackSent;
        }
    }
}
