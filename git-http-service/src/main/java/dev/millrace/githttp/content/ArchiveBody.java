package dev.millrace.githttp.content;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request of an archive.
 *
 * @param maxBlobSize bytes; larger files are left out
 */
@JsonNaming(SnakeCaseStrategy.class)
record ArchiveBody(
        @JsonAlias("rev") @Nullable String ref,
        @Nullable Boolean ephemeral,
        @Nullable List<String> includeGlobs,
        @Nullable List<String> excludeGlobs,
        @Nullable Long maxBlobSize,
        @Nullable Form archive) {

    /** @param prefix folder in which all files are */
    record Form(@Nullable String prefix) {}

    static ArchiveBody empty() {
        return new ArchiveBody(null, null, null, null, null, null);
    }
}
