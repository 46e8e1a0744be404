package dev.millrace.githttp.signing;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.githttp.signing.CommitKeyStore.PublicPart;
import java.util.List;

/** The keys that have signed commits, the newest first, which signs now. */
record CommitKeysBody(List<Key> keys) {

    /** @param publicKey as in {@code authorized_keys} */
    @JsonNaming(SnakeCaseStrategy.class)
    record Key(String publicKey, String createdAt) {

        static Key of(PublicPart key) {
            return new Key(key.publicKey(), key.createdAt().toString());
        }
    }

    static CommitKeysBody of(List<PublicPart> keys) {
        return new CommitKeysBody(keys.stream().map(Key::of).toList());
    }
}
