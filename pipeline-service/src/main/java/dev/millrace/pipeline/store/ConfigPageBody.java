package dev.millrace.pipeline.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A page of configs in the order of their keys.
 *
 * @param next cursor of the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ConfigPageBody(List<ConfigBody> configs, Optional<String> next) {

    static ConfigPageBody of(ValuePage page) {
        return new ConfigPageBody(
                page.values().stream()
                        .map(each -> new ConfigBody(
                                each.key(),
                                each.value().orElse(""),
                                each.updatedAt(),
                                each.updatedBy().orElse("")))
                        .toList(),
                page.next());
    }
}
