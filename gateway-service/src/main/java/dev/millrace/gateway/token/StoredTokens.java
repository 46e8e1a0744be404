package dev.millrace.gateway.token;

import dev.millrace.gateway.administrator.Administrator;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.OpaqueTokens;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens that callers of the gateway's own API send: from its tables, which need no Kafka, and in which a change has its
 * effect at once. Only the gateway accepts the administrator's token.
 */
@Singleton
class StoredTokens implements OpaqueTokens {

    private final Administrator administrator;
    private final AccessTokensOfTeams tokens;

    StoredTokens(Administrator administrator, AccessTokensOfTeams tokens) {
        this.administrator = administrator;
        this.tokens = tokens;
    }

    @Override
    public Optional<Caller> find(String token) {
        return token.startsWith(ACCESS_TOKEN_PREFIX)
                ? tokens.findActive(OpaqueTokens.sha256(token)).map(AccessToken::caller)
                : Optional.of(token).filter(administrator::isToken).map(known -> administrator());
    }

    private static Caller administrator() {
        return new Caller(
                Caller.PLATFORM,
                "administrator",
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Set.of(),
                List.of(),
                Instant.MAX);
    }
}
