package dev.millrace.simulator.rest;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of a list, counted from 1.
 *
 * @param size entries per page, 1 to 100, 30 by default
 */
public record Page(int number, int size, UriInfo uri) {

    public static Page of(UriInfo uri) {
        return new Page(
                Math.max(1, parameter(uri, "page", 1)), Math.clamp(parameter(uri, "per_page", 30), 1, 100), uri);
    }

    public <T> List<T> cut(List<T> all) {
        long from = Math.min(all.size(), (number - 1L) * size);
        return all.subList((int) from, (int) Math.min(all.size(), from + size));
    }

    /** The answer with a {@code Link} header to the neighbouring pages, if there are any. */
    public Response link(Response answer, int total) {
        int last = Math.max(1, (total + size - 1) / size);
        List<String> links = new ArrayList<>();
        if (number > 1) {
            links.add(relation(number - 1, "prev"));
        }
        if (number < last) {
            links.add(relation(number + 1, "next"));
            links.add(relation(last, "last"));
        }
        if (number > 1) {
            links.add(relation(1, "first"));
        }
        return links.isEmpty()
                ? answer
                : Response.fromResponse(answer)
                        .header("Link", String.join(", ", links))
                        .build();
    }

    private String relation(int page, String name) {
        return "<%s>; rel=\"%s\""
                .formatted(
                        uri.getRequestUriBuilder()
                                .replaceQueryParam("page", page)
                                .build(),
                        name);
    }

    private static int parameter(UriInfo uri, String name, int otherwise) {
        String text = uri.getQueryParameters().getFirst(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
