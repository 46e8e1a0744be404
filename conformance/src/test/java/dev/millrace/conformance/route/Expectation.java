package dev.millrace.conformance.route;

import dev.millrace.conformance.route.RouteCaller.Standing;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a route returns. In no case does another team, or a caller without a valid token, get anything that belongs to the team.
 *
 * @param kind what the route is about
 * @param needs a caller needs one of these scopes or roles; none if empty
 * @param refusal status for a caller that has none of them
 * @param statuses of an open route
 * @param query appended to its path, or empty
 * @param body of its requests, if they have one
 */
record Expectation(
        Kind kind, Set<String> needs, int refusal, Set<Integer> statuses, String query, Map<String, ?> body) {

    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;

    /** What a route is about. */
    enum Kind {
        /** Path, query, body or token name something of the team. */
        OF_THE_TEAM,
        /** It shows or changes what is the caller's own. */
        OWN,
        /** It creates something of the caller's own, of the same name as something of the team. */
        CREATES,
        ADMINISTRATION,
        /** It proves otherwise than by a token who may call it, or no proof is needed. */
        OPEN
    }

    /** 404 for other teams; 403 where the token names another repository, or none, which is decided before. */
    static Expectation ofTheTeam(String... needs) {
        return new Expectation(Kind.OF_THE_TEAM, Set.of(needs), FORBIDDEN, Set.of(), "", Map.of());
    }

    static Expectation own(String... needs) {
        return new Expectation(Kind.OWN, Set.of(needs), FORBIDDEN, Set.of(), "", Map.of());
    }

    /** 201, or 409 the next time. */
    static Expectation creates(String... needs) {
        return new Expectation(Kind.CREATES, Set.of(needs), FORBIDDEN, Set.of(), "", Map.of());
    }

    /** @param refusal status for everyone else with a valid token */
    static Expectation administration(int refusal) {
        return new Expectation(Kind.ADMINISTRATION, Set.of("administrator"), refusal, Set.of(), "", Map.of());
    }

    /** @param statuses for every caller; with a token that is not valid, also 401 */
    static Expectation open(int... statuses) {
        Set<Integer> all = IntStream.of(statuses).boxed().collect(Collectors.toUnmodifiableSet());
        return new Expectation(Kind.OPEN, Set.of(), FORBIDDEN, all, "", Map.of());
    }

    Expectation withQuery(String text) {
        return new Expectation(kind, needs, refusal, statuses, "?" + text, body);
    }

    Expectation withBody(Map<String, ?> sent) {
        return new Expectation(kind, needs, refusal, statuses, query, sent);
    }

    /** The statuses that are right for a caller; empty if every status below 500 is. */
    Optional<Set<Integer>> statusesFor(RouteCaller caller) {
        if (kind == Kind.OPEN) {
            return Optional.of(caller.standing() == Standing.UNKNOWN ? with(UNAUTHENTICATED) : statuses);
        }
        if (!caller.isKnown()) {
            return Optional.of(Set.of(UNAUTHENTICATED));
        }
        if (!needs.isEmpty() && Collections.disjoint(needs, caller.roles())) {
            return Optional.of(Set.of(refusal));
        }
        if (caller.isOfTheTeam()) {
            return Optional.empty();
        }
        return switch (kind) {
            case OF_THE_TEAM -> Optional.of(Set.of(404, FORBIDDEN));
            case CREATES -> Optional.of(Set.of(201, 409));
            case OWN, ADMINISTRATION, OPEN -> Optional.empty();
        };
    }

    private Set<Integer> with(int status) {
        Set<Integer> all = new HashSet<>(statuses);
        all.add(status);
        return all;
    }
}
