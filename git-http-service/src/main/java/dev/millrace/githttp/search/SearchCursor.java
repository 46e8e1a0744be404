package dev.millrace.githttp.search;

import dev.millrace.git.search.IndexedFile.Position;
import dev.millrace.githttp.api.PageToken;
import java.util.UUID;

/** A position in what a search finds, as text that is opaque to clients. */
final class SearchCursor {

    private SearchCursor() {}

    static String of(Position position) {
        return PageToken.of("%d %s %s".formatted(position.number(), position.repositoryId(), position.path()));
    }

    static Position read(String cursor) {
        String[] parts = PageToken.read(cursor).split(" ", 3);
        try {
            if (parts.length == 3 && parts[2].indexOf('\0') < 0) {
                int number = Integer.parseInt(parts[0]);
                if (number >= 0) {
                    return new Position(number, UUID.fromString(parts[1]), parts[2]);
                }
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw PageToken.invalid();
    }
}
