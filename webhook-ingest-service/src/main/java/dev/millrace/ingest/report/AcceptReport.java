package dev.millrace.ingest.report;

import dev.millrace.events.forge.ForgeRepository;
import dev.millrace.ingest.delivery.InboxSignal;
import dev.millrace.ingest.delivery.ReportedDelivery;
import dev.millrace.ingest.delivery.StoreReported;
import dev.millrace.ingest.delivery.StoreReported.Earlier;
import dev.millrace.ingest.report.ReportOutcome.Invalid;
import dev.millrace.ingest.report.ReportOutcome.OtherTeam;
import dev.millrace.ingest.report.ReportOutcome.Repeated;
import dev.millrace.ingest.report.ReportOutcome.StoreUnavailable;
import dev.millrace.ingest.report.ReportOutcome.Written;
import dev.millrace.ingest.report.ReportReading.Readable;
import dev.millrace.ingest.repository.FindRepository;
import dev.millrace.ingest.repository.RepositoryOutcome;
import dev.millrace.ingest.repository.TeamRepository;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.database.TransientFailure;
import dev.millrace.kit.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Accepts one report exactly once: it is stored and committed when this returns, or the outcome gives the reason. */
@ApplicationScoped
class AcceptReport {

    private static final Logger LOG = Logger.getLogger(AcceptReport.class);

    private final Database database;
    private final FindRepository findRepository;
    private final StoreReported storeReported;
    private final InboxSignal signal;
    private final Clock clock;

    AcceptReport(
            Database database,
            FindRepository findRepository,
            StoreReported storeReported,
            InboxSignal signal,
            Clock clock) {
        this.database = database;
        this.findRepository = findRepository;
        this.storeReported = storeReported;
        this.signal = signal;
        this.clock = clock;
    }

    /**
     * Decides and stores.
     *
     * @param mechanism what the caller is, as it states
     * @param key that the caller chose for the report
     * @param body as received; not copied
     * @throws dev.millrace.kit.error.MillraceException 403 if the caller's token is for another repository only
     */
    ReportOutcome handle(Caller caller, Optional<String> mechanism, Optional<String> key, byte[] body) {
        return switch (ReadReport.read(body)) {
            case ReportReading.Invalid(List<FieldError> errors) -> new Invalid(errors);
            case Readable(Report report) when !report.team().equals(caller.team()) -> new OtherTeam(report.team());
            case Readable(Report report) -> stored(caller, report, mechanism, key, body);
        };
    }

    private ReportOutcome stored(
            Caller caller, Report report, Optional<String> mechanism, Optional<String> key, byte[] body) {
        try {
            ReportOutcome outcome = database.inTransaction(tx -> store(tx, caller, report, mechanism, key, body));
            if (outcome instanceof Written) {
                signal.stored();
            }
            return outcome;
        } catch (RuntimeException e) {
            if (TransientFailure.isCauseOf(e)) {
                LOG.warnf("report not stored, the database is unavailable: %s", e.toString());
                return new StoreUnavailable();
            }
            throw e;
        }
    }

    private ReportOutcome store(
            Transaction tx,
            Caller caller,
            Report report,
            Optional<String> mechanism,
            Optional<String> key,
            byte[] body) {
        Optional<RepositoryOutcome> named =
                report.repository().map(name -> findRepository.handle(tx, caller.team(), name));
        if (named.filter(RepositoryOutcome.Ambiguous.class::isInstance).isPresent()) {
            return new Invalid(List.of(new FieldError(
                    "repo", "is the end of several names of the team's repositories; send the whole name")));
        }
        Optional<TeamRepository> repository = named.flatMap(AcceptReport::found);
        caller.requireRepository(
                repository.map(TeamRepository::name).or(report::repository).orElse(""));
        // what the database keeps, so that a repeated request gets the same text
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String id = ReportKey.of(report, key, body, now);
        var headers = new ReportHeaders(caller.team(), mechanism, repository);
        boolean isNew = storeReported.add(tx, delivery(id, report, headers, now), body);
        LOG.debugf("deliveryId=%s team=%s event=%s new=%s", id, caller.team(), report.event(), isNew);
        return isNew
                ? new Written(WrittenEventBody.of(id, report, headers, now))
                : new Repeated(earlier(tx, id, report));
    }

    private static ReportedDelivery delivery(String id, Report report, ReportHeaders headers, Instant now) {
        return new ReportedDelivery(
                ForgeRepository.OURS,
                id,
                ReportHeaders.SOURCE,
                report.event(),
                report.action(),
                headers.repository().map(TeamRepository::name),
                ForgeRepository.OURS + ":"
                        + headers.repository()
                                .map(repository -> repository.id().toString())
                                .orElse(headers.team()),
                headers.toMap(),
                now);
    }

    /** What was stored first; if its body is gone by now, with what the request repeats of it. */
    private WrittenEventBody earlier(Transaction tx, String id, Report repeated) {
        Earlier stored = storeReported.find(tx, ForgeRepository.OURS, id).orElseThrow();
        Report report = stored.body()
                .map(ReadReport::read)
                .filter(Readable.class::isInstance)
                .map(Readable.class::cast)
                .map(Readable::report)
                .orElse(repeated);
        return WrittenEventBody.of(id, report, ReportHeaders.of(stored.headers()), stored.receivedAt());
    }

    private static Optional<TeamRepository> found(RepositoryOutcome outcome) {
        return outcome instanceof RepositoryOutcome.Found(TeamRepository repository)
                ? Optional.of(repository)
                : Optional.empty();
    }
}
