package dev.millrace.kit.identity;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/** The public keys that verify JWTs. */
public interface TokenKeys {

    /**
     * Keys that may sign for the team: the hinted key first, then the team's, then the platform's; a bounded number.
     *
     * @param keyIdHint the token's {@code kid}
     */
    List<Candidate> candidates(String team, Optional<String> keyIdHint);

    /** Increases with every change; what was verified under an older version must be verified again. */
    long version();

    /**
     * One key.
     *
     * @param ofPlatform whether it is the platform's, which signs for all teams and persons
     */
    record Candidate(PublicKey key, boolean ofPlatform) {}
}
