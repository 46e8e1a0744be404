package dev.millrace.gateway.connection;

import dev.millrace.events.access.ForgeConnectionChanged;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code gateway.forge_connection}. */
@Entity
@Table(schema = "gateway", name = "forge_connection")
class ConnectionRow {

    @Id
    private String id;

    @Column(nullable = false)
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private ForgeKind forge;

    @Column(nullable = false)
    private String instance;

    @Column(name = "api_url", nullable = false)
    private String apiUrl;

    @Column(name = "web_url", nullable = false)
    private String webUrl;

    @Column
    private @Nullable String team;

    @Column(name = "app_id")
    private @Nullable String appId;

    @Column(name = "app_slug")
    private @Nullable String appSlug;

    @Column(name = "client_id")
    private @Nullable String clientId;

    @Column(nullable = false)
    private int revision;

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Column(name = "updated_at", nullable = false)
    private Instant updatedAt;

    @Column(name = "removed_at")
    private @Nullable Instant removedAt;

    /** For Hibernate, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    protected ConnectionRow() {}

    ConnectionRow(Connection connection) {
        id = connection.id();
        createdAt = connection.createdAt();
        update(connection);
    }

    /** Copies everything except the id and the time of creation. */
    final void update(Connection connection) {
        name = connection.name();
        forge = connection.forge();
        instance = connection.instance();
        apiUrl = connection.apiUrl();
        webUrl = connection.webUrl();
        team = connection.team().orElse(null);
        appId = connection.app().map(ForgeConnectionChanged.App::id).orElse(null);
        appSlug = connection.app().flatMap(ForgeConnectionChanged.App::slug).orElse(null);
        clientId =
                connection.app().flatMap(ForgeConnectionChanged.App::clientId).orElse(null);
        revision = connection.revision();
        updatedAt = connection.updatedAt();
        removedAt = connection.removedAt().orElse(null);
    }

    String id() {
        return id;
    }

    Connection toConnection(List<ConnectionSecret> secrets) {
        return new Connection(
                id,
                name,
                forge,
                instance,
                apiUrl,
                webUrl,
                Optional.ofNullable(team),
                Optional.ofNullable(appId)
                        .map(number -> new ForgeConnectionChanged.App(
                                number, Optional.ofNullable(appSlug), Optional.ofNullable(clientId))),
                secrets,
                revision,
                createdAt,
                updatedAt,
                Optional.ofNullable(removedAt));
    }

    /** For {@link ConnectionStore} only. */
    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ConnectionRow, String> {}
}
