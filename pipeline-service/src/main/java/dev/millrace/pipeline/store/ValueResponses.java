package dev.millrace.pipeline.store;

import dev.millrace.kit.error.MillraceException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the routes of both stores have in common: who may, what is valid, and the responses. */
@Singleton
final class ValueResponses {

    private final StoreAccess access;
    private final TeamStores stores;
    private final ChangeValues change;

    ValueResponses(StoreAccess access, TeamStores stores, ChangeValues change) {
        this.access = access;
        this.stores = stores;
        this.change = change;
    }

    ValuePage list(StoreKind kind, String team, @Nullable String cursor, String limit) {
        access.require(team);
        return ValuePage.read(stores.of(kind), team, cursor, limit);
    }

    /** 201 for a new key, 200 for another value or the same. */
    Response put(StoreKind kind, String team, String key, @Nullable NewValueBody body) {
        StoreCaller caller = access.require(team);
        requireKey(key);
        String value = Optional.ofNullable(body)
                .map(NewValueBody::value)
                .orElseThrow(() -> MillraceException.badRequest("the body must be JSON with a 'value'"));
        ValueRules.rejectionOfValue(value).ifPresent(reason -> {
            throw MillraceException.badRequest(reason).withCode("invalid_value");
        });
        return switch (change.put(caller, kind, team, key, value)) {
            case ADDED -> Response.status(Response.Status.CREATED).build();
            case CHANGED, UNCHANGED -> Response.ok().build();
            case TOO_MANY ->
                throw MillraceException.conflict("the team has %d %s, which is the limit; delete one first"
                                .formatted(ValueRules.MOST_VALUES, kind.wireName()))
                        .withCode("too_many_values");
        };
    }

    /** 204, also if there is none. */
    Response delete(StoreKind kind, String team, String key) {
        StoreCaller caller = access.require(team);
        requireKey(key);
        change.delete(caller, kind, team, key);
        return Response.noContent().build();
    }

    private static void requireKey(String key) {
        ValueRules.rejectionOfKey(key).ifPresent(reason -> {
            throw MillraceException.badRequest(reason).withCode("invalid_key");
        });
    }
}
