package dev.millrace.testing;

import dev.millrace.events.access.AccessTokenChanged;
import dev.millrace.events.access.ReadersChanged;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.access.ReadingChosen.Decider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A member of a team with an access token, as the gateway publishes both, and what the forge lets such a person read. */
public final class TestPerson {

    private final UUID user = UUID.randomUUID();
    private final String token = "mr_" + UUID.randomUUID().toString().replace("-", "") + "01234567";

    private TestPerson() {}

    /** A new person with this role, whose token has these scopes; the services learn of it within a moment. */
    public static TestPerson of(String team, String role, String... scopes) {
        var person = new TestPerson();
        TestEvents.publish(new AccessTokenChanged(
                UUID.randomUUID(),
                "token-" + UUID.randomUUID(),
                person.sha256(),
                team,
                Optional.of(person.user),
                role,
                role,
                List.of(scopes),
                Instant.now().plusSeconds(3_600),
                true,
                Instant.EPOCH));
        return person;
    }

    /** The text of the access token. */
    public String token() {
        return token;
    }

    /** The value of the header {@code Authorization}. */
    public String bearer() {
        return "Bearer " + token;
    }

    /** From now on the forge decides what people of the team read. */
    public static void letForgeDecide(String team) {
        TestEvents.publish(new ReadingChosen(UUID.randomUUID(), team, Decider.FORGE, Instant.now()));
    }

    /** From now on these people, and no others, read a repository of the team. */
    public static void letRead(String team, String upstreamKey, TestPerson... people) {
        Instant now = Instant.now();
        TestEvents.publish(new ReadersChanged(
                UUID.randomUUID(),
                team,
                upstreamKey,
                List.of(people).stream().map(person -> person.user).toList(),
                now,
                now.plus(Duration.ofHours(24)),
                now));
    }

    private String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
