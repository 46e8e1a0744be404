package dev.millrace.githttp.visible;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A page of public repositories.
 *
 * @param nextPage absent on the last page
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record PublicPageBody(List<ItemBody> repositories, @Nullable Integer nextPage) {

    PublicPageBody {
        repositories = List.copyOf(repositories);
    }

    static PublicPageBody of(PublicPage page, int number) {
        return new PublicPageBody(
                page.repositories().stream()
                        .map(each -> new ItemBody(
                                each.repository().id(),
                                each.repository().fullName(),
                                each.mirrored().name().toLowerCase(Locale.ROOT)))
                        .toList(),
                page.hasMore() ? number + 1 : null);
    }

    /**
     * One of them.
     *
     * @param id the forge's number
     * @param name {@code owner/name}
     * @param mirrored {@code no}, {@code read_only}, {@code connected}, or {@code name_taken} by another repository of the team
     */
    record ItemBody(String id, String name, String mirrored) {}
}
