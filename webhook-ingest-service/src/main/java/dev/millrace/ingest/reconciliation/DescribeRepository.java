package dev.millrace.ingest.reconciliation;

import dev.millrace.events.Event;
import dev.millrace.events.forge.ChangeUpdated;
import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.events.forge.RefAnnounced;
import dev.millrace.events.forge.RefPushed;
import dev.millrace.events.forge.RepositoryUpdated;
import dev.millrace.ingest.forge.Normalization.Normalized;
import dev.millrace.ingest.forge.Normalizers;
import dev.millrace.ingest.reconciliation.LastDeliveryStore.LastDelivery;
import dev.millrace.ingest.reconciliation.UpstreamStore.Upstream;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/**
 * How a reconciled event names its repository: as the last delivery about it did, else as the mirror's address does. The
 * installation is the one that reads the upstream now.
 */
@Singleton
final class DescribeRepository {

    private final LastDeliveryStore deliveries;
    private final UpstreamStore upstreams;
    private final Normalizers normalizers;

    DescribeRepository(LastDeliveryStore deliveries, UpstreamStore upstreams, Normalizers normalizers) {
        this.deliveries = deliveries;
        this.upstreams = upstreams;
        this.normalizers = normalizers;
    }

    /**
     * A repository at its forge.
     *
     * @param installationId of the App, if it is known
     */
    record Described(ForgeRepository repository, Optional<String> installationId) {}

    /** Empty if nothing is known of it but its number. */
    Optional<Described> handle(Transaction tx, String recordKey) {
        Optional<Upstream> upstream = upstreams.find(tx, recordKey);
        Optional<String> installationId = upstream.flatMap(Upstream::installationId);
        return deliveries
                .find(tx, recordKey)
                .flatMap(this::described)
                .map(last -> new Described(last.repository(), installationId.or(last::installationId)))
                .or(() -> upstream.map(read -> new Described(named(recordKey, read.cloneUrl()), installationId)));
    }

    private Optional<Described> described(LastDelivery delivery) {
        return delivery.json()
                .map(json -> normalizers.normalize(delivery.headers(), delivery.delivered(), json))
                .filter(meaning -> meaning instanceof Normalized)
                .flatMap(meaning -> ((Normalized) meaning)
                        .events().stream()
                                .flatMap(event -> described(event).stream())
                                .findFirst());
    }

    private static Optional<Described> described(Event event) {
        return switch (event) {
            case RefPushed pushed -> Optional.of(new Described(pushed.repository(), pushed.installationId()));
            case RefAnnounced announced ->
                Optional.of(new Described(announced.repository(), announced.installationId()));
            case ChangeUpdated change -> Optional.of(new Described(change.repository(), change.installationId()));
            case RepositoryUpdated updated ->
                Optional.of(new Described(updated.repository(), updated.installationId()));
            default -> Optional.empty();
        };
    }

    /** What is unknown is as for a repository of which nothing may be shown. */
    private static ForgeRepository named(String recordKey, String cloneUrl) {
        int colon = recordKey.lastIndexOf(':');
        String path = URI.create(cloneUrl).getPath();
        String fullName = path.substring(path.startsWith("/") ? 1 : 0, path.length() - (path.endsWith(".git") ? 4 : 0));
        return new ForgeRepository(
                recordKey.substring(0, colon), recordKey.substring(colon + 1), fullName, cloneUrl, "main", true, false);
    }
}
