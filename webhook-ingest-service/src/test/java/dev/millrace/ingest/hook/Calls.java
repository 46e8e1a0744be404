package dev.millrace.ingest.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingest.forge.Forge;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Deliveries as a verifier sees them. */
final class Calls {

    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private Calls() {}

    static HookConnection connection(Forge forge, String... secrets) {
        return new HookConnection(
                "acme/" + forge.word(),
                Optional.of("acme"),
                forge,
                "git.test",
                Arrays.stream(secrets).map(Calls::secret).toList());
    }

    static HookSecret secret(String text) {
        return HookSecret.of(UUID.nameUUIDFromBytes(text.getBytes(UTF_8)), text, "connection-1", "forge.test");
    }

    /** Pairs of name and value. */
    static HookHeaders headers(String... pairs) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i].toLowerCase(Locale.ROOT), pairs[i + 1]);
        }
        return new HookHeaders(headers);
    }

    static HookHeaders without(HookHeaders headers, String name) {
        Map<String, String> rest = new HashMap<>(headers.byName());
        rest.remove(name.toLowerCase(Locale.ROOT));
        return new HookHeaders(rest);
    }

    static HookHeaders with(HookHeaders headers, String name, String value) {
        Map<String, String> more = new HashMap<>(headers.byName());
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new HookHeaders(more);
    }

    static SignedBytes body(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return sink -> sink.take(bytes, 0, bytes.length);
    }

    static Verification verify(HookConnection connection, HookHeaders headers, String body) {
        return Verifiers.of(connection.forge()).verify(connection, headers, body(body), NOW);
    }
}
