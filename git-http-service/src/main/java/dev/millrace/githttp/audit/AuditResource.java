package dev.millrace.githttp.audit;

import dev.millrace.git.GitStorage;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.retention.AuditReport;
import dev.millrace.git.retention.StorageAudit;
import dev.millrace.githttp.admission.ComputePool;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.administrator.AdministratorClient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/repositories}, and below {@code /api/repositories/{id}} {@code audit} and {@code unknown-files}, for the administrator. */
@Path("/api/repositories")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@PermitAll
public class AuditResource {

    private static final Logger LOG = Logger.getLogger(AuditResource.class);

    private static final int LARGEST_PAGE = 1_000;

    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    /** The team name under which an audit takes compute permits. */
    private static final String ADMINISTRATOR = "administrator";

    private final AdministratorClient administrator;
    private final Catalog catalog;
    private final StorageAudit audit;
    private final ComputePool pool;

    /** One at a time: an audit reads whole repositories. */
    private final Semaphore free = new Semaphore(1);

    AuditResource(AdministratorClient administrator, GitStorage storage, ComputePool pool) {
        this.pool = pool;
        this.administrator = administrator;
        this.catalog = storage.catalog();
        this.audit = storage.audit();
    }

    /**
     * Lists the repositories of all teams, to audit each of them.
     *
     * @param after {@code next_after} of the previous page
     * @param limit repositories on a page, 1 to 1,000
     */
    @GET
    public RepositoriesBody list(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("after") Optional<UUID> after,
            @QueryParam("limit") @DefaultValue("100") int limit)
            throws IOException {
        administrator.require(authorization);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw MillraceException.badRequest("limit must be from 1 to %d, not %d".formatted(LARGEST_PAGE, limit));
        }
        return RepositoriesBody.of(catalog.all(after, limit), limit);
    }

    /**
     * Audits a repository: 200 with the findings, however bad; 404 if it does not exist; 503 while another audit runs.
     *
     * @param contents whether to read and check everything; otherwise names and sizes are compared
     */
    @GET
    @Path("{id}/audit")
    public AuditBody audit(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @RestPath UUID id,
            @QueryParam("contents") @DefaultValue("true") boolean contents)
            throws IOException {
        administrator.require(authorization);
        acquire();
        try {
            AuditReport report = pool.callWithPermit(ADMINISTRATOR, () -> audit.run(id, contents));
            LOG.infof(
                    "audited repositoryId=%s clean=%s packs=%d problems=%d",
                    id, report.isClean(), report.packs(), report.problems().size());
            return AuditBody.of(report, contents);
        } finally {
            free.release();
        }
    }

    /**
     * Lets retention delete files that an audit would report as {@code unknown_file}: 200 with the number of packs; 404 if the
     * repository does not exist; 503 while an audit runs.
     */
    @DELETE
    @Path("{id}/unknown-files")
    public DiscardedBody discardUnknown(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @RestPath UUID id)
            throws IOException {
        administrator.require(authorization);
        acquire();
        try {
            int packs = pool.callWithPermit(ADMINISTRATOR, () -> audit.discardUnknown(id));
            LOG.infof("discarded unknown files repositoryId=%s packs=%d", id, packs);
            return new DiscardedBody(packs);
        } finally {
            free.release();
        }
    }

    private void acquire() {
        if (!free.tryAcquire()) {
            throw MillraceException.of(ErrorKind.CAPACITY, 503, "another audit runs on this instance")
                    .withRetryAfter(TRY_AGAIN);
        }
    }

    /** @param packs that retention will delete, 0 or more */
    record DiscardedBody(int packs) {}
}
