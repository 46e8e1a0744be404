package dev.millrace.ingest.deadletter;

import dev.millrace.events.Topic;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.codec.WireEvent;
import dev.millrace.ingest.audit.AuditedActions;
import dev.millrace.ingest.deadletter.DeadLetter.State;
import dev.millrace.ingest.deadletter.DecisionOutcome.Decided;
import dev.millrace.ingest.deadletter.DecisionOutcome.DecidedBefore;
import dev.millrace.ingest.deadletter.DecisionOutcome.NotReleasable;
import dev.millrace.ingest.deadletter.DecisionOutcome.Unknown;
import dev.millrace.kit.consume.DeadLetterHeaders;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.administrator.ActingAdministrator;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Releases or discards a dead letter. A released record goes to its topic through the outbox, in the transaction that marks
 * it: it is written if and only if it is marked. Its ids stay as they were, so it has an effect only for the consumer that
 * failed; consumers that processed it skip it. It follows what was written to the topic since. A consumer that has parked the
 * key behind it processes it first, and learns of a discarded one by a record on the same topic.
 */
@ApplicationScoped
class DecideDeadLetter {

    private static final Logger LOG = Logger.getLogger(DecideDeadLetter.class);

    private final Database database;
    private final DeadLetterStore store;
    private final Outbox outbox;
    private final AuditedActions audited;
    private final Clock clock;

    DecideDeadLetter(Database database, DeadLetterStore store, Outbox outbox, AuditedActions audited, Clock clock) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.audited = audited;
        this.clock = clock;
    }

    DecisionOutcome release(ActingAdministrator administrator, long id) {
        return decide(administrator, id, State.RELEASED);
    }

    DecisionOutcome discard(ActingAdministrator administrator, long id) {
        return decide(administrator, id, State.DISCARDED);
    }

    private DecisionOutcome decide(ActingAdministrator administrator, long id, State decided) {
        return database.inTransaction(tx -> {
            Optional<DeadLetter> found = store.lock(tx, id);
            if (found.isEmpty()) {
                return new Unknown();
            }
            DeadLetter letter = found.get();
            if (letter.state() != State.OPEN) {
                return new DecidedBefore(letter);
            }
            if (decided == State.RELEASED) {
                Optional<byte[]> value = store.findValue(tx, id);
                Optional<String> obstacle = obstacle(letter, value.isPresent());
                if (obstacle.isPresent()) {
                    return new NotReleasable(obstacle.get());
                }
                outbox.add(tx, again(letter, value.orElseThrow()));
            } else {
                discarded(letter).ifPresent(event -> outbox.add(tx, event));
            }
            audited.add(
                    tx,
                    administrator,
                    "deadletter." + decided.wireName(),
                    Long.toString(id),
                    Optional.of(State.OPEN.wireName()),
                    Optional.of("%s, %s of %s"
                            .formatted(decided.wireName(), letter.origin().topic(), letter.service())));
            return save(tx, letter, decided);
        });
    }

    private Decided save(Transaction tx, DeadLetter letter, State decided) {
        store.save(tx, letter.id(), decided, clock.instant());
        LOG.infof(
                "dead letter %s: id=%d service=%s topic=%s attempt=%d",
                decided.wireName(),
                letter.id(),
                letter.service(),
                letter.origin().topic(),
                letter.attempt());
        return new Decided(store.find(tx, letter.id()).orElseThrow());
    }

    /** Why it cannot be released; empty if it can. */
    static Optional<String> obstacle(DeadLetter letter, boolean hasValue) {
        String topic = letter.origin().topic();
        if (Arrays.stream(Topic.values()).noneMatch(each -> each.wireName().equals(topic))) {
            return Optional.of("'%s' is not a topic of the platform".formatted(topic));
        }
        if (Topic.isSigned(topic)) {
            return Optional.of("only the gateway may write to %s".formatted(topic));
        }
        if (letter.origin().key().isEmpty() || !hasValue) {
            return Optional.of("the record has no key or no value");
        }
        return Optional.empty();
    }

    /** The record as it was, with what its next failure is counted by. Smaller than it was in the dead-letter topic. */
    static WireEvent again(DeadLetter letter, byte[] value) {
        Map<String, String> headers = new HashMap<>(letter.headers());
        headers.keySet().removeIf(name -> name.startsWith(DeadRecord.ADDED));
        headers.remove(DeadLetterHeaders.RELEASES);
        letter.parksBehind().ifPresent(position -> headers.put(DeadLetterHeaders.RELEASES, position.toString()));
        headers.put(DeadRecord.ATTEMPT, Integer.toString(letter.attempt() + 1));
        headers.put(DeadRecord.FIRST_DEAD, letter.firstDeadAt().toString());
        return new WireEvent(letter.origin().topic(), letter.origin().key().orElseThrow(), headers, value);
    }

    /** What the consumer is informed by that has parked the key; it is no event to any other. Empty if none has. */
    static Optional<WireEvent> discarded(DeadLetter letter) {
        return letter.parksBehind()
                .flatMap(position -> letter.origin()
                        .key()
                        .map(key -> new WireEvent(
                                letter.origin().topic(),
                                key,
                                Map.of(
                                        "ce_specversion",
                                        "1.0",
                                        EventCodec.ID_HEADER,
                                        UUID.randomUUID().toString(),
                                        "ce_source",
                                        "/ingest",
                                        EventCodec.TYPE_HEADER,
                                        "dev.millrace.dead.letter.discarded.v1",
                                        DeadLetterHeaders.DISCARDS,
                                        position.toString()),
                                "{}".getBytes(StandardCharsets.UTF_8))));
    }
}
