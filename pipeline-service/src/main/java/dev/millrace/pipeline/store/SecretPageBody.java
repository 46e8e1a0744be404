package dev.millrace.pipeline.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * A page of secrets in the order of their keys.
 *
 * @param next cursor of the next page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record SecretPageBody(List<SecretBody> secrets, Optional<String> next) {

    static SecretPageBody of(ValuePage page) {
        return new SecretPageBody(
                page.values().stream()
                        .map(each -> new SecretBody(each.key(), each.updatedAt(), each.updatedBy()))
                        .toList(),
                page.next());
    }
}
