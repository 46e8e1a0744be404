package dev.millrace.insights.backfill;

import dev.millrace.insights.backfill.ImportRow.State;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Imports of events of the past. Requires a token with {@code events:write}, which decides about which repositories it may report.
 * Answers 400 for a body without any event that can be recorded, 404 for an import that the caller's token did not send or could not
 * have sent, 413 for a body above 32 MiB, 415 for another type, 429 with {@code Retry-After} when too many are unfinished.
 */
@Path("/api/insights/backfill")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.EVENTS_WRITE)
class BackfillResource {

    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");
    private static final int LISTED = 100;

    /** Bodies are read slowly if their senders are slow. */
    private final Semaphore places = new Semaphore(4);

    private final CurrentCaller currentCaller;
    private final TakeImport takeImport;
    private final Database database;
    private final ImportStore imports;
    private final Clock clock;

    BackfillResource(
            CurrentCaller currentCaller, TakeImport takeImport, Database database, ImportStore imports, Clock clock) {
        this.currentCaller = currentCaller;
        this.takeImport = takeImport;
        this.database = database;
        this.imports = imports;
        this.clock = clock;
    }

    /**
     * Takes an import in: {@code application/x-ndjson} or {@code text/csv}. 202 promises that it will be recorded.
     *
     * @param key an import that is sent again with the same key is the same one; without a key, one with the same body
     */
    @POST
    public Response send(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String type,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            InputStream body) {
        ImportFormat format = format(type);
        if (key != null && !KEY.matcher(key).matches()) {
            throw MillraceException.badRequest("Idempotency-Key must have 1 to 255 printable characters of ASCII")
                    .withCode("import_invalid");
        }
        if (!places.tryAcquire()) {
            throw MillraceException.of(ErrorKind.CAPACITY, 503, "too many imports are being received")
                    .withRetryAfter(Duration.ofSeconds(5));
        }
        try {
            ImportRow taken = takeImport.take(currentCaller.load(), format, Optional.ofNullable(key), body);
            return Response.accepted(ImportBody.of(taken))
                    .location(URI.create("/api/insights/backfill/" + taken.id()))
                    .build();
        } finally {
            places.release();
        }
    }

    /** The imports of the team, newest first, at most {@value #LISTED}. */
    @GET
    public List<ImportBody> list() {
        Caller caller = currentCaller.load();
        return database.inTransaction(tx -> imports.list(tx, caller.team(), LISTED)).stream()
                .filter(row -> covers(caller, row))
                .map(ImportBody::of)
                .toList();
    }

    /** How far an import is. */
    @GET
    @Path("{id}")
    public ImportBody get(@PathParam("id") UUID id) {
        return ImportBody.of(load(currentCaller.load(), id));
    }

    /** Ends an import; what it has recorded stays. 409 if it has ended. */
    @DELETE
    @Path("{id}")
    public ImportBody cancel(@PathParam("id") UUID id) {
        Caller caller = currentCaller.load();
        load(caller, id);
        boolean cancelled = database.inTransaction(tx -> imports.move(
                tx,
                id,
                List.of(State.RECEIVING, State.WAITING, State.RUNNING, State.FAILED),
                State.CANCELLED,
                Optional.empty(),
                clock.instant()));
        if (!cancelled) {
            throw MillraceException.conflict("the import %s has ended".formatted(id))
                    .withCode("import_ended");
        }
        return ImportBody.of(load(caller, id));
    }

    private ImportRow load(Caller caller, UUID id) {
        return database.inTransaction(tx -> imports.find(tx, caller.team(), id))
                .filter(row -> covers(caller, row))
                .orElseThrow(() -> MillraceException.notFound("there is no import %s".formatted(id))
                        .withCode("import_missing"));
    }

    /** A token of one repository shows the imports that tokens of this repository sent. */
    private static boolean covers(Caller caller, ImportRow row) {
        Optional<String> only = caller.repository().filter(name -> !name.equals("org"));
        return only.isEmpty() || only.get().equals(row.repository());
    }

    private static ImportFormat format(@Nullable String type) {
        String name = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "application/x-ndjson", "application/jsonl" -> ImportFormat.LINES;
            case "text/csv" -> ImportFormat.CSV;
            default ->
                throw MillraceException.of(
                                ErrorKind.CALLER,
                                415,
                                "an import is application/x-ndjson or text/csv, not '%s'".formatted(name))
                        .withCode("import_type");
        };
    }
}
