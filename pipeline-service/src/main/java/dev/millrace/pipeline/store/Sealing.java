package dev.millrace.pipeline.store;

import dev.millrace.kit.secret.SecretBox;
import java.nio.charset.StandardCharsets;

/** How values are stored in the database. */
interface Sealing {

    /** In plain text. */
    Sealing NONE = new Sealing() {
        @Override
        public byte[] seal(String value, String team, String key) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String open(byte[] stored, String team, String key) {
            return new String(stored, StandardCharsets.UTF_8);
        }
    };

    byte[] seal(String value, String team, String key);

    /** @throws IllegalStateException if it was sealed with another keyset, or for another team or key */
    String open(byte[] stored, String team, String key);

    /** Sealed with the platform's keyset, each value bound to its team and key: a row cannot be passed off as another. */
    static Sealing with(SecretBox box) {
        return new Sealing() {
            @Override
            public byte[] seal(String value, String team, String key) {
                return box.seal(value.getBytes(StandardCharsets.UTF_8), context(team, key));
            }

            @Override
            public String open(byte[] stored, String team, String key) {
                return new String(box.open(stored, context(team, key)), StandardCharsets.UTF_8);
            }

            // neither of them contains a slash
            private String context(String team, String key) {
                return "pipeline.team_value/secrets/%s/%s".formatted(team, key);
            }
        };
    }
}
