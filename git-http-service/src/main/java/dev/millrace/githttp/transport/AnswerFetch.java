package dev.millrace.githttp.transport;

import dev.millrace.git.Bundle;
import dev.millrace.git.GitStorage;
import dev.millrace.git.RefAdvertisement.Lines;
import dev.millrace.git.StoredClone;
import dev.millrace.githttp.access.AccessOutcome.Granted;
import dev.millrace.githttp.admission.AdmissionLimits;
import dev.millrace.githttp.admission.ShareClones;
import dev.millrace.githttp.admission.ShareClones.Clone;
import dev.millrace.githttp.bundle.OfferBundles;
import dev.millrace.githttp.fetch.FetchOutcome;
import dev.millrace.githttp.fetch.FetchRequest;
import dev.millrace.githttp.fetch.ServeFetch;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers one request of a fetch in the way that its kind deserves: lists of refs at once, clones as they are stored or else
 * in turn and shared, what builds on something the client has by itself.
 */
@ApplicationScoped
class AnswerFetch {

    private static final byte[] FLUSH = "0000".getBytes(StandardCharsets.US_ASCII);
    private static final int SENT_AT_ONCE = 512 * 1024;

    private final ServeFetch serveFetch;
    private final ShareClones clones;
    private final OfferBundles bundles;

    AnswerFetch(
            OfferBundles bundles,
            GitHttpConfig config,
            MeterRegistry meters,
            @ConfigProperty(name = "millrace.git.directory", defaultValue = ".millrace/git") Path directory) {
        this.bundles = bundles;
        this.serveFetch = new ServeFetch(config.keepAlive());
        this.clones = new ShareClones(
                new AdmissionLimits(
                        config.clones(),
                        config.clonesPerTeam(),
                        config.clonesPerRepository(),
                        config.patience(),
                        config.sharedPacks().asLongValue(),
                        config.sharedFor()),
                directory.resolve(".shared"));
        Gauge.builder("millrace.git.http.clones", clones, ShareClones::packing)
                .description("clones being packed")
                .register(meters);
        Gauge.builder("millrace.git.http.shared.bytes", clones, ShareClones::reservedBytes)
                .description("disk set aside for packs that several clients read")
                .baseUnit("bytes")
                .register(meters);
        FunctionCounter.builder("millrace.git.http.clones.joined", clones, ShareClones::joined)
                .description("clones answered with what another one made")
                .register(meters);
    }

    /**
     * A set of refs over the objects of a repository.
     *
     * @param namespace tells sets of one repository apart
     * @param open opens the repository with them, as it stands now; who opens it closes it
     */
    record Refs(String namespace, Supplier<Repository> open) {}

    /** The answer to {@code info/refs} in protocol version 2. */
    byte[] capabilities(Refs refs) {
        try (Repository repository = refs.open().get()) {
            return ServeFetch.capabilities(Bundle.existsIn(repository));
        }
    }

    /**
     * The answer to a request.
     *
     * @param refs which of the repository's refs are meant
     * @param body decompressed
     * @throws IOException if the storage fails
     */
    FetchAnswer answer(Granted grant, Refs refs, Set<String> protocol, byte[] body, Exchange exchange)
            throws IOException {
        try {
            FetchRequest request = FetchRequest.read(protocol, body);
            if (request.command().filter("ls-refs"::equals).isPresent()) {
                return listed(refs, request);
            }
            if (request.command().filter("bundle-uri"::equals).isPresent()) {
                try (Repository repository = refs.open().get()) {
                    return new FetchAnswer.Whole(bundles.list(grant.repository(), repository));
                }
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
            if (lines.size() > SENT_AT_ONCE) {
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

    private FetchAnswer served(Granted grant, Refs refs, FetchRequest request, Exchange exchange) {
        return (FetchAnswer.Streamed) answer -> {
            try (Repository repository = refs.open().get()) {
                ExchangeLog.fetched(grant, exchange, serveFetch.serve(repository, request, answer));
            }
        };
    }

    private FetchAnswer copied(Granted grant, StoredClone clone, Exchange exchange) {
        return (FetchAnswer.Streamed) answer -> ExchangeLog.fetched(grant, exchange, serveFetch.copy(clone, answer));
    }

    private FetchAnswer cloned(Granted grant, Refs refs, FetchRequest request, Exchange exchange) throws IOException {
        var key = new ShareClones.Key(
                grant.repository().id(),
                grant.repository().refsVersion(),
                grant.repository().packsVersion(),
                refs.namespace() + " " + request.fingerprint());
        long estimate;
        try (Repository repository = refs.open().get()) {
            Optional<StoredClone> stored = ServeFetch.stored(repository, request);
            if (stored.isPresent()) {
                return copied(grant, stored.get(), exchange);
            }
            estimate = GitStorage.packBytes(repository);
        }
        Clone clone = exchange.awaiting(() -> clones.open(
                key, grant.caller().team(), estimate, answer -> packed(grant, refs, request, exchange, answer)));
        return switch (clone) {
            case Clone.Refused(var turn) -> new FetchAnswer.TurnedAway(turn);
            case Clone.Ready ready -> {
                exchange.owns(ready::close);
                yield (FetchAnswer.Streamed) answer -> {
                    ready.sendTo(answer);
                    answer.flush();
                    ExchangeLog.cloned(grant, exchange, ready.isShared());
                };
            }
        };
    }

    private boolean packed(Granted grant, Refs refs, FetchRequest request, Exchange exchange, OutputStream answer)
            throws IOException {
        try (Repository repository = refs.open().get()) {
            FetchOutcome outcome = serveFetch.serve(repository, request, answer);
            ExchangeLog.fetched(grant, exchange, outcome);
            return outcome instanceof FetchOutcome.PackSent;
        }
    }
}
