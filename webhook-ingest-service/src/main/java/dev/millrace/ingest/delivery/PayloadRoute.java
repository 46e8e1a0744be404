package dev.millrace.ingest.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What decides where a delivery goes, read from the payload in one pass without holding it in memory a second time.
 *
 * @param repositoryId the forge's number of the repository, decimal string, or its UUID
 * @param repositoryName its {@code owner/name}, at most 500 printable characters
 * @param accountId the number of the installation's account, else of {@code organization}, else of {@code sender}
 * @param action {@code action}, at most 100 printable characters
 */
record PayloadRoute(
        Optional<String> repositoryId,
        Optional<String> repositoryName,
        Optional<String> accountId,
        Optional<String> action) {

    static final int LONGEST_ACTION = 100;
    static final int LONGEST_NAME = 500;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The route of a call's payload; empty if that is not exactly one JSON object. */
    static Optional<PayloadRoute> of(WebhookCall call) {
        Payload payload =
                () -> DeliveryBytes.json(call.contentType(), call.body().open());
        return switch (call.connection().forge()) {
            case GITHUB, GITEA, FORGEJO, CODEBERG -> of(payload);
            case GITLAB -> RoutePaths.GITLAB.route(payload);
            case BITBUCKET -> RoutePaths.BITBUCKET.route(payload);
            case BITBUCKET_DATA_CENTER -> RoutePaths.DATA_CENTER.route(payload);
            case SOURCEHUT -> RoutePaths.SOURCEHUT.route(payload);
        };
    }

    /** @param payload opened once and closed */
    static Optional<PayloadRoute> of(Payload payload) {
        try (InputStream json = payload.open();
                JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            PayloadRoute route = scan(parser);
            return parser.nextToken() == null ? Optional.of(route) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not JSON: the caller's response reports it
        }
    }

    /** The Kafka key: forge instance and repository, else account; everything with one key stays in order. */
    String recordKey(String instance) {
        return repositoryId.or(() -> accountId).map(id -> instance + ":" + id).orElse(instance);
    }

    /** Where the JSON comes from. */
    interface Payload {
        InputStream open() throws IOException;
    }

    private static PayloadRoute scan(JsonParser parser) throws IOException {
        Named repository = Named.NONE;
        Optional<String> account = Optional.empty();
        Optional<String> organization = Optional.empty();
        Optional<String> sender = Optional.empty();
        Optional<String> action = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "repository" -> repository = repositoryInside(parser, value);
                case "installation" -> account = accountInside(parser, value);
                case "organization" -> organization = idInside(parser, value);
                case "sender" -> sender = idInside(parser, value);
                case "action" -> action = printable(parser, value, LONGEST_ACTION);
                default -> parser.skipChildren();
            }
        }
        Optional<String> owner = organization;
        Optional<String> actor = sender;
        return new PayloadRoute(
                repository.id(), repository.name(), account.or(() -> owner).or(() -> actor), action);
    }

    private static Named repositoryInside(JsonParser parser, JsonToken start) throws IOException {
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Named.NONE;
        }
        Optional<String> id = Optional.empty();
        Optional<String> name = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("id") && value == JsonToken.VALUE_NUMBER_INT) {
                id = Optional.of(parser.getText());
            } else if (field.equals("full_name")) {
                name = printable(parser, value, LONGEST_NAME);
            } else {
                parser.skipChildren();
            }
        }
        return new Named(id, name);
    }

    private static Optional<String> idInside(JsonParser parser, JsonToken start) throws IOException {
        Optional<String> id = Optional.empty();
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return id;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isId = parser.currentName().equals("id");
            JsonToken value = parser.nextToken();
            if (isId && value == JsonToken.VALUE_NUMBER_INT) {
                id = Optional.of(parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return id;
    }

    private static Optional<String> accountInside(JsonParser parser, JsonToken start) throws IOException {
        Optional<String> id = Optional.empty();
        if (start != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return id;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isAccount = parser.currentName().equals("account");
            JsonToken value = parser.nextToken();
            if (isAccount) {
                id = idInside(parser, value);
            } else {
                parser.skipChildren();
            }
        }
        return id;
    }

    static Optional<String> printable(JsonParser parser, JsonToken value, int longest) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return Optional.empty();
        }
        // a caller of repository_dispatch chooses the action: it may contain anything, even a NUL that PostgreSQL
        // refuses
        return Optional.of(parser.getText())
                .filter(text -> text.length() <= longest)
                .filter(text -> text.chars().noneMatch(Character::isISOControl));
    }

    private record Named(Optional<String> id, Optional<String> name) {
        static final Named NONE = new Named(Optional.empty(), Optional.empty());
    }
}
