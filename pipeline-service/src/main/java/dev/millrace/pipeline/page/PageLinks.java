package dev.millrace.pipeline.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Addresses of the pages of one build.
 *
 * @param key of the link with which the reader came, which is part of every address; verified before
 */
record PageLinks(UUID buildId, Optional<String> key) {

    String build() {
        return address("", OptionalLong.empty());
    }

    String job(int position) {
        return address("/jobs/" + position, OptionalLong.empty());
    }

    String job(int position, OptionalLong from) {
        return from.isEmpty() ? "" : address("/jobs/" + position, from);
    }

    /** @param more further parameters, each {@code name=value} */
    String log(int position, OptionalLong from, String... more) {
        return address("/jobs/" + position + "/log", from, more);
    }

    /** @param name letters, digits, {@code .}, {@code _} and {@code -} */
    String artifact(int position, String name) {
        return address("/jobs/%d/artifacts/%s".formatted(position, name), OptionalLong.empty());
    }

    private String address(String path, OptionalLong from, String... more) {
        List<String> parameters = new ArrayList<>(List.of(more));
        from.ifPresent(offset -> parameters.add("from=" + offset));
        key.ifPresent(given -> parameters.add("key=" + given));
        return "/builds/%s%s%s"
                .formatted(buildId, path, parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
    }
}
