package dev.millrace.githttp.api;

import dev.millrace.kit.error.MillraceException;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * The parameters in the query of a call. Several names may stand for one parameter, since two generations of clients name some
 * differently; the first that has a value decides. An empty value counts as absent.
 */
public final class ApiQuery {

    private final MultiMap parameters;

    ApiQuery(MultiMap parameters) {
        this.parameters = parameters;
    }

    /** The query of a request. */
    public static ApiQuery of(RoutingContext request) {
        return new ApiQuery(request.queryParams());
    }

    /** The first of these parameters that has a value. */
    public Optional<String> text(String... names) {
        for (String name : names) {
            String given = parameters.get(name);
            if (given != null && !given.isEmpty()) {
                return Optional.of(given);
            }
        }
        return Optional.empty();
    }

    /**
     * As {@link #text}, for a parameter that is needed.
     *
     * @throws MillraceException 400 if it has no value
     */
    public String required(String... names) {
        return text(names)
                .orElseThrow(
                        () -> MillraceException.badRequest("the query parameter '%s' is needed".formatted(names[0])));
    }

    /**
     * A parameter that is {@code true} or {@code false}; false if absent.
     *
     * @throws MillraceException 400 if it is something else
     */
    public boolean flag(String... names) {
        return text(names).map(given -> bool(names[0], given)).orElse(false);
    }

    /** As {@link #flag}, with another value if the parameter is absent. */
    public boolean flagOr(boolean absent, String name) {
        return text(name).map(given -> bool(name, given)).orElse(absent);
    }

    private static boolean bool(String name, String given) {
        return switch (given) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw MillraceException.badRequest(
                        "the query parameter '%s' is 'true' or 'false', not '%s'".formatted(name, given));
        };
    }

    /** All values of a parameter that may be repeated, without empty ones. */
    public List<String> all(String name) {
        return parameters.getAll(name).stream()
                .filter(given -> !given.isEmpty())
                .toList();
    }

    /**
     * Size of a page, from the parameter {@code limit}.
     *
     * @param usual if it is absent, or not positive
     * @param most larger values are reduced to this one
     * @throws MillraceException 400 if it is not a number
     */
    public int limit(int usual, int most) {
        return text("limit").map(given -> limit(given, usual, most)).orElse(usual);
    }

    private static int limit(String given, int usual, int most) {
        try {
            long number = Long.parseLong(given);
            return number <= 0 ? usual : (int) Math.min(number, most);
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest("the query parameter 'limit' is a number, not '%s'".formatted(given));
        }
    }

    /** Where the page begins, as {@link PageToken} wrote it; empty for the first page. */
    public Optional<String> cursor() {
        return text("cursor").map(PageToken::read);
    }
}
