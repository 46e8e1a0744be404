package dev.millrace.ingest.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.events.Topic;
import dev.millrace.events.codec.EventCodec;
import dev.millrace.events.platform.ActionAudited;
import dev.millrace.kit.identity.administrator.ActingAdministrator;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.testing.TestEvents;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What tests need of the audit log. */
public final class TestAudit {

    public static final ActingAdministrator ADMINISTRATOR = new ActingAdministrator("mona", Optional.empty());

    private TestAudit() {}

    /** Writes to the outbox of the test's database. */
    public static AuditedActions actions(Clock clock) {
        return new AuditedActions(new Outbox("ingest", new EventCodec(URI.create("/test"))), clock);
    }

    /** Waits until exactly one action on this target was reported. */
    public static ActionAudited awaitOne(String action, String target) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> TestEvents.all(
                                Topic.PLATFORM_AUDIT,
                                ActionAudited.class,
                                event -> event.action().equals(action)
                                        && event.target().equals(target)),
                        found -> {
                            assertThat(found).hasSizeLessThan(2);
                            return !found.isEmpty();
                        })
                .getFirst();
    }
}
