package dev.millrace.ingest.delivery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the payloads of a forge name the repository and the action, as dotted paths of members.
 *
 * @param repository the first that exists counts
 * @param name {@code owner/name} of the repository; empty if the payload does not have it in one place
 * @param action what happened; empty if only the event's name states it
 */
record RoutePaths(List<String> repository, Optional<String> name, Optional<String> action) {

    static final RoutePaths GITLAB = new RoutePaths(
            List.of("project.id", "project_id"),
            Optional.of("project.path_with_namespace"),
            Optional.of("object_attributes.action"));
    static final RoutePaths BITBUCKET =
            new RoutePaths(List.of("repository.uuid"), Optional.of("repository.full_name"), Optional.empty());
    static final RoutePaths DATA_CENTER = new RoutePaths(
            List.of("repository.id", "pullRequest.toRef.repository.id", "new.id"), Optional.empty(), Optional.empty());
    static final RoutePaths SOURCEHUT =
            new RoutePaths(List.of("data.webhook.repository.id", "repository.id"), Optional.empty(), Optional.empty());

    /** The route of a payload; empty if that is not exactly one JSON object. */
    Optional<PayloadRoute> route(PayloadRoute.Payload payload) {
        try (InputStream json = payload.open();
                JsonParser parser = PayloadRoute.FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Map<String, String> found = new HashMap<>();
            scan(parser, "", found);
            return parser.nextToken() == null ? Optional.of(route(found)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not JSON: the caller's response reports it
        }
    }

    private PayloadRoute route(Map<String, String> found) {
        return new PayloadRoute(
                repository.stream()
                        .flatMap(path -> Stream.ofNullable(found.get(path)))
                        .findFirst(),
                name.flatMap(path -> Optional.ofNullable(found.get(path))),
                Optional.empty(),
                action.flatMap(path -> Optional.ofNullable(found.get(path))));
    }

    /** Descends only where a path leads, so no deeper than the longest of them. */
    private void scan(JsonParser parser, String prefix, Map<String, String> found) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String path = prefix + parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && leads(path + ".")) {
                scan(parser, path + ".", found);
            } else if (repository.contains(path) && value == JsonToken.VALUE_NUMBER_INT) {
                found.put(path, parser.getText());
            } else if (repository.contains(path)) {
                PayloadRoute.printable(parser, value, PayloadRoute.LONGEST_ACTION)
                        .ifPresent(id -> found.put(
                                path, id.replaceFirst("^\\{(.*)}$", "$1").toLowerCase(Locale.ROOT)));
            } else if (action.filter(path::equals).isPresent()) {
                PayloadRoute.printable(parser, value, PayloadRoute.LONGEST_ACTION)
                        .ifPresent(text -> found.put(path, text));
            } else if (name.filter(path::equals).isPresent()) {
                PayloadRoute.printable(parser, value, PayloadRoute.LONGEST_NAME)
                        .ifPresent(text -> found.put(path, text));
            } else {
                parser.skipChildren();
            }
        }
    }

    private boolean leads(String prefix) {
        return Stream.of(repository.stream(), name.stream(), action.stream())
                .flatMap(paths -> paths)
                .anyMatch(path -> path.startsWith(prefix));
    }
}
